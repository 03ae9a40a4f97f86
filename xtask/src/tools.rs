//! Tools and browsers that the tests need: found, or installed once.

use std::path::PathBuf;

use anyhow::{Result, bail};

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

/// What Debian calls the browsers, and a program that shows each is there.
const BROWSERS: [(&str, &[&str]); 3] = [
    ("firefox-esr", &["firefox-esr", "firefox"]),
    (
        "chromium",
        &["chromium", "chromium-browser", "google-chrome"],
    ),
    ("chromium-driver", &["chromedriver"]),
];

/// Gives the program that checks licences and sources.
pub(crate) fn ensure_deny() -> Result<PathBuf> {
    ensure(&DENY)
}

/// Installs both browsers and their drivers where they are missing.
pub(crate) fn ensure_browsers() -> Result<()> {
    let missing: Vec<&str> = BROWSERS
        .iter()
        .filter(|(_, programs)| !programs.iter().any(|program| on_path(program)))
        .map(|&(package, _)| package)
        .collect();
    if !missing.is_empty() {
        install_packages(&missing)?;
    }
    ensure(&GECKODRIVER).map(|_| ())
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
    std::fs::remove_dir_all(paths::target().join("tools/target"))?;
    Ok(program)
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let root = output(command("id").arg("-u"))?.is_some_and(|id| id == "0");
    if !root || !on_path("apt-get") {
        bail!(
            "the journeys need {list}; on Debian, `apt-get install {list}` as root brings them. Then run this again"
        );
    }
    step(&format!("installing {list}"), || {
        run(command("apt-get").args(["-qq", "update"]))?;
        run(command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-qq", "install", "-y", "--no-install-recommends"])
            .args(packages)
            .stdout(std::process::Stdio::null()))
    })
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
