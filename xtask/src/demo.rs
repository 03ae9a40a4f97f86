//! `cargo xtask serve --demo`: a generated organisation to look at.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::{cargo, run, step};
use crate::serve::{become_program, founding_link, is_new};

/// What is to be served.
pub(crate) struct Demo<'a> {
    pub(crate) data: &'a Path,
    pub(crate) address: &'a str,
    pub(crate) contacts: u32,
}

/// Founds the organisation unless it is there, prints everybody's words, and serves it.
pub(crate) fn serve(demo: &Demo<'_>, mut server: Command) -> Result<()> {
    let words = words_file(demo.data);
    if !is_new(demo.data) {
        let words = fs::read_to_string(&words).with_context(|| {
            let data = demo.data.display();
            format!("{data} holds no generated organisation, or a part of one: remove it, or choose another with --data")
        })?;
        println!("\n{words}");
        return become_program(server);
    }
    // Those of an organisation that was here before open nothing of this one.
    if words.exists() {
        fs::remove_file(&words)?;
    }
    let link = founding_link(demo.data, demo.address)?;
    let mut server = server.stdout(Stdio::piped()).spawn()?;
    let founded = is_ready(&mut server).and_then(|()| found(demo, &link, &words));
    if let Err(error) = founded {
        server.kill()?;
        server.wait()?;
        return Err(error);
    }
    println!("\n{}", fs::read_to_string(&words)?);
    let status = server.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

/// Everybody's words, beside the server's folder: it is the server's alone.
fn words_file(data: &Path) -> PathBuf {
    data.with_extension("words.txt")
}

/// Waits for the line that says so.
fn is_ready(server: &mut Child) -> Result<()> {
    let output = server.stdout.take().context("the server's output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    if !line.starts_with("listening on ") {
        bail!("the server did not start; what it said is above");
    }
    Ok(())
}

fn found(demo: &Demo<'_>, link: &str, words: &Path) -> Result<()> {
    let founder = |what: &str| {
        let mut command = cargo();
        command.args([what, "--quiet", "--release", "--package", "tests"]);
        command.args(["--bin", "found-demo"]);
        command
    };
    step("building what founds it", || run(&mut founder("build")))?;
    step("founding it", || {
        run(founder("run")
            .args(["--", demo.address, link])
            .arg(demo.contacts.to_string())
            .arg(words))
    })
}
