//! Founds a generated organisation: `found-demo ADDRESS LINK CONTACTS FILE`. Everybody's words go into the file: they are made up, and
//! so is all that they open.

use std::fmt::Write;

use anyhow::{Context, Result};
use tests::demo::{self, Member};
use tests::native::alone;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what| arguments.next().context(what);
    let address = next("the server's address")?;
    let link = next("a founding link")?;
    let contacts = next("how many contacts")?.parse()?;
    let file = next("a file for the words")?;
    let size = (sample::tree().len(), contacts);
    let members = alone(demo::found(&address, &link, size, |step| {
        eprintln!("  {step}");
    }))?;
    let mut listed = String::new();
    for member in members {
        let Member {
            name,
            role,
            region,
            words,
        } = member;
        let role = role.map_or_else(|| "Admin".to_owned(), |role| format!("{role:?}"));
        writeln!(listed, "{role:<10} {region:<18} {name:<14} {words}")?;
    }
    std::fs::write(&file, listed).with_context(|| format!("{file} can't be written"))
}
