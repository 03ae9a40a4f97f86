//! Hostile text in every field stays text.

use anyhow::{Result, ensure};
use records::fields::{FIELDS, Kind as FieldKind};
use tests::harness::{Kind, Stage};

use crate::steps::{self, Names, named};

const HOSTILE: &str = "<img src=x onerror=alert(1)><script>alert(2)</script>=HYPERLINK(\"http://127.0.0.1:9/\")\u{202e}txt";
/// What can be typed on a keyboard.
const TYPED: &str = "<img src=x onerror=alert(1)><script>alert(2)</script>";
const NAMES: Names<'_> = Names {
    organisation: TYPED,
    region: TYPED,
    founder: TYPED,
};

#[tokio::test]
async fn attack_50_hostile_text_is_inert() -> Result<()> {
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let browser = stage.open(kind).await?;
        steps::found(&browser, &stage.server.founding_link()?, &NAMES).await?;
        let typed = FIELDS.iter().filter(|field| {
            !matches!(
                field.kind,
                FieldKind::Sex | FieldKind::Scale | FieldKind::Flag | FieldKind::Language
            )
        });
        let fields: Vec<&str> = typed.map(|field| field.key).collect();
        steps::menu(&browser, "contacts").await?;
        browser.click(&named("add")).await?;
        steps::add_everything(&browser).await?;
        for key in &fields {
            steps::paste(&browser, &format!("field-{key}"), HOSTILE).await?;
        }
        browser.click(&named("save")).await?;
        browser.find(&named("card-name")).await?;
        for page in ["contacts", "import", "people", "settings"] {
            steps::menu(&browser, page).await?;
            browser.find("h1, [data-test='rows']").await?;
            let script = "return document.querySelectorAll('main img, main script, main iframe, main a[href^=\"http\"]').length";
            ensure!(
                browser.script(script, Vec::new()).await? == 0,
                "something of the text came alive on {page}"
            );
        }
        steps::menu(&browser, "contacts").await?;
        browser.click(&named("row")).await?;
        browser.find(&named("value-notes")).await?;
        let shown = browser
            .script(
                "return document.querySelector(\"[data-test='value-notes']\").textContent",
                Vec::new(),
            )
            .await?;
        ensure!(
            shown.as_str().is_some_and(|shown| shown.contains(HOSTILE)),
            "the text isn't shown as it is: {shown}"
        );
        let closed = browser
            .script(
                "return [...document.querySelectorAll(\"[data-test^='value-'] bdi\")].length",
                Vec::new(),
            )
            .await?;
        ensure!(
            closed.as_u64().unwrap_or(0) >= fields.len() as u64,
            "not every value is isolated from the text around it: {closed}"
        );
        browser
            .close()
            .await?
            .expect_clean(stage.server.address())?;
    }
    Ok(())
}
