//! `cargo xtask serve`: build, then run the server with the app on this machine.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use clap::builder::ArgPredicate;

use crate::bundle::bundle;
use crate::demo::{self, Demo};
use crate::paths;
use crate::run::{cargo, command, output, run, step};

/// How many spaces and keyrings the first founder's tokens pay for.
const TOKENS: &str = "256";

#[derive(Args)]
pub(crate) struct Options {
    /// Where the server keeps its data; made if it isn't there. With --demo, `data-demo`
    #[arg(long, default_value = "data", default_value_if("demo", ArgPredicate::Equals("true".into()), "data-demo"))]
    data: PathBuf,
    /// Founds a generated organisation first, and prints everybody's words
    #[arg(long)]
    demo: bool,
    /// How many contacts the generated organisation has
    #[arg(long, default_value_t = 113_220, requires = "demo")]
    contacts: u32,
    /// The port on this machine
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Builds everything, prints where to go, and becomes the server.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let listen = format!("127.0.0.1:{}", options.port);
    if let Err(error) = TcpListener::bind(&listen) {
        bail!(
            "{listen} can't be used ({error}); stop what listens there, or choose another with --port"
        );
    }
    let bundle = bundle()?;
    build_server()?;
    let address = format!("http://{listen}/");
    println!(
        "\nSkrynia runs at {address}  (Ctrl-C stops it; its data is in {})",
        options.data.display()
    );
    let data = paths::root().join(&options.data);
    let server = server(&data, &bundle.folder, &listen);
    if options.demo {
        let demo = Demo {
            data: &data,
            address: &address,
            contacts: options.contacts,
        };
        return demo::serve(&demo, server);
    }
    if is_new(&data) {
        println!(
            "\nTo found an organisation, open this link once:\n\n  {}\n",
            founding_link(&data, &address)?
        );
    }
    become_program(server)
}

fn server(data: &Path, bundle: &Path, listen: &str) -> Command {
    let mut server = command(paths::server());
    server.arg("serve").arg("--data").arg(data);
    server
        .arg("--bundle")
        .arg(bundle)
        .args(["--listen", listen]);
    server
}

/// Builds the optimised server.
pub(crate) fn build_server() -> Result<()> {
    step("building the server", || {
        run(cargo().args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "storage-server",
        ]))
    })
}

/// Mints tokens and gives the link that carries them.
pub(crate) fn founding_link(data: &Path, address: &str) -> Result<String> {
    output(
        command(paths::server())
            .arg("tokens")
            .arg("--data")
            .arg(data)
            .args(["--count", TOKENS, "--link", address]),
    )?
    .ok_or_else(|| {
        anyhow!(
            "the server was built but isn't at {}",
            paths::server().display()
        )
    })
}

pub(crate) fn is_new(data: &Path) -> bool {
    std::fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none())
}

/// Replaces this process, so that Ctrl-C reaches the server alone and it ends in its own time.
#[cfg(unix)]
pub(crate) fn become_program(mut program: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow!(program.exec()).context("the server could not be started"))
}

#[cfg(not(unix))]
pub(crate) fn become_program(mut program: Command) -> Result<()> {
    run(&mut program)
}
