//! Programs that the tests need: found, or installed once.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::run::{cargo, command, output, run, step};

/// A cargo tool at the version the project is tested with, kept in target/tools.
struct Tool {
    name: &'static str,
    version: &'static str,
}

const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
const GECKODRIVER: Tool = Tool {
    name: "geckodriver",
    version: "0.37.1",
};

/// What Debian calls the programs that tests run, and a program that shows each is there.
const PACKAGES: [(&str, &[&str]); 5] = [
    ("firefox-esr", &["firefox-esr", "firefox"]),
    (
        "chromium",
        &["chromium", "chromium-browser", "google-chrome"],
    ),
    ("chromium-driver", &["chromedriver"]),
    ("tor", &["tor"]),
    ("python3", &["python3"]),
];

/// What the second reading of the protocol imports, with Debian's names for it.
const PYTHON_PARTS: [&str; 2] = ["python3-cryptography", "libargon2-1"];

/// Debian asks this program before an installation starts a service; 101 is no.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Gives the program that checks licences and sources.
pub(crate) fn ensure_deny() -> Result<PathBuf> {
    ensure(&DENY)
}

/// Installs both browsers and their drivers, tor and Python where they are missing.
pub(crate) fn ensure_programs() -> Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(_, programs)| !programs.iter().any(|program| on_path(program)))
        .map(|&(package, _)| package)
        .collect();
    let mut missing = missing;
    if missing.contains(&"python3") || !python_has_parts() {
        missing.extend(PYTHON_PARTS);
    }
    if !missing.is_empty() {
        install_packages(&missing)?;
    }
    ensure(&GECKODRIVER).map(|_| ())
}

/// The system's own Python, which sees the system's packages; another one may come first on the path.
pub(crate) fn python() -> &'static str {
    let system = "/usr/bin/python3";
    if std::path::Path::new(system).is_file() {
        system
    } else {
        "python3"
    }
}

fn python_has_parts() -> bool {
    let parts = "import ctypes, cryptography; ctypes.CDLL('libargon2.so.1')";
    let mut asked = command(python());
    let asked = asked.args(["-c", parts]).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

fn ensure(tool: &Tool) -> Result<PathBuf> {
    let root = paths::target().join("tools");
    let program = root.join("bin").join(tool.name);
    if program.is_file() {
        return Ok(program);
    }
    step(
        &format!("installing {} {} (once)", tool.name, tool.version),
        || {
            run(cargo()
                .args(["install", "--quiet", "--locked"])
                .arg(format!("{}@{}", tool.name, tool.version))
                .arg("--root")
                .arg(&root)
                // Beside the project's own artefacts, so that neither waits for or throws away the other's.
                .arg("--target-dir")
                .arg(paths::target().join("tools/target")))
        },
    )?;
    fs::remove_dir_all(paths::target().join("tools/target"))?;
    Ok(program)
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let root = output(command("id").arg("-u"))?.is_some_and(|id| id == "0");
    if !root || !on_path("apt-get") {
        bail!(
            "the tests need {list}; on Debian, `apt-get install {list}` as root brings them. Then run this again"
        );
    }
    step(&format!("installing {list}"), || {
        run(command("apt-get").args(["-qq", "update"]))?;
        let _quiet = NoServices::begin()?;
        run(command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-qq", "install", "-y", "--no-install-recommends"])
            .args(packages)
            .stdout(Stdio::null()))?;
        if packages.contains(&"tor") && on_path("systemctl") {
            // The tests start tor themselves: the package's own service is off after the next start of the machine too.
            run(command("systemctl").args(["--quiet", "disable", "tor.service"]))?;
        }
        Ok(())
    })
}

/// While this lives, an installation starts no service; what the machine's owner decided about that stays.
struct NoServices {
    ours: bool,
}

impl NoServices {
    fn begin() -> Result<Self> {
        let ours = match fs::File::create_new(POLICY) {
            Ok(mut policy) => {
                policy.write_all(b"#!/bin/sh\nexit 101\n")?;
                run(command("chmod").args(["755", POLICY]))?;
                true
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(error) => return Err(error).with_context(|| format!("{POLICY} can't be written")),
        };
        Ok(Self { ours })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours {
            let _ = fs::remove_file(POLICY);
        }
    }
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
