//! A long list: stopped half way, then brought in, then taken back.

use std::fs;

use anyhow::{Result, ensure};
use tests::harness::{Kind, Stage};

use crate::steps::{self, Names, named};

/// As many rows as take a few seconds.
const ROWS: u32 = 12_000;
const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};

#[tokio::test]
async fn a_long_list_is_stopped_brought_in_and_taken_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("доўгі спіс.csv");
    let note = "нататка ".repeat(100);
    let rows = (0..ROWS).map(|row| format!("Прозвішча{row};+37529{row:07};{note}\n"));
    let rows: String = rows.collect();
    fs::write(&file, format!("Прозвішча;Тэлефон;Нататкі\n{rows}"))?;
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let browser = stage.open(kind).await?;
        steps::found(&browser, &stage.server.founding_link()?, &NAMES).await?;
        steps::menu(&browser, "import").await?;
        browser.choose_file(&named("import-file"), &file).await?;
        browser.find(&named("import-report")).await?;
        browser.click(&named("import-run")).await?;
        // What tells how far it is, and what stops it, is where one looks.
        let script = "const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect(); return top >= 0 && bottom <= innerHeight";
        for part in ["import-progress", "import-cancel"] {
            browser.find(&named(part)).await?;
            let seen = browser.script(script, vec![named(part).into()]).await?;
            ensure!(seen == true, "{part} is out of sight in {kind}");
        }
        browser.click(&named("import-cancel")).await?;
        browser.find(&named("problem")).await?;

        // The file is still there; nothing else is.
        browser.click(&named("import-run")).await?;
        browser.find(&named("import-done")).await?;
        ensure!(
            browser.count(&named("past-import")).await? == 1,
            "the stopped import left a trace in {kind}"
        );
        steps::menu(&browser, "contacts").await?;
        browser.wait_text(&named("counts"), "12\u{202f}000").await?;
        steps::find_one(&browser, "0011999", "Прозвішча11999").await?;

        steps::menu(&browser, "import").await?;
        browser.click(&named("past-undo")).await?;
        browser.find(&named("toast")).await?;
        steps::menu(&browser, "contacts").await?;
        browser.fill(&named("search"), "").await?;
        browser.find(&named("empty-import")).await?;
        browser
            .close()
            .await?
            .expect_clean(stage.server.address())?;
    }
    Ok(())
}
