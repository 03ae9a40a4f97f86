//! Puts the screens that the journeys left under target/screens onto contact sheets.

fn main() -> anyhow::Result<()> {
    for sheet in tests::harness::contact_sheets()? {
        println!("{}", sheet.canonicalize()?.display());
    }
    Ok(())
}
