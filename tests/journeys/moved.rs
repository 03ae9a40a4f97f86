//! A contact goes to another region and back, by somebody who writes in both, and then for good.

use anyhow::{Result, ensure};
use tests::harness::{Browser, Stage};
use tests::native::{Person, alone};
use vault::api::FieldChange;

use crate::screens::{CHROMIUM_LAPTOP, CHROMIUM_NARROW, Look};
use crate::steps::{self, named};

#[test]
fn there_and_back_on_a_laptop() -> Result<()> {
    alone(there_and_back(&CHROMIUM_LAPTOP))
}

#[test]
fn there_and_back_on_a_narrow_screen() -> Result<()> {
    alone(there_and_back(&CHROMIUM_NARROW))
}

/// Two regions, and a contact in the first; gives the words.
async fn two_regions(stage: &Stage) -> Result<String> {
    let anna = Person::at(stage.server.address());
    let link = stage.server.founding_link()?;
    let told = |failure| anyhow::anyhow!("{failure:?}");
    let founded = anna.found(&link, "Народная скрыня", "Барысаўскі раён", "Ганна");
    let words = founded.await.map_err(told)?;
    anna.create("Мінск", true).await.map_err(told)?;
    let fields = [
        (records::fields::FieldId::FAMILY, "Ціханоўская"),
        (records::fields::FieldId::GIVEN, "Святлана"),
        (records::fields::FieldId::TOWN, "Мікашэвічы"),
    ];
    let changes = fields.map(|(field, value)| FieldChange {
        field,
        value: value.to_owned(),
        based_on: 0,
    });
    anna.save(None, changes.to_vec()).await.map_err(told)?;
    anna.end();
    Ok(words)
}

async fn there_and_back(look: &Look) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let words = two_regions(&stage).await?;
    let browser = stage.open(look.kind).await?;
    browser.resize(look.viewport).await?;
    browser.goto(&address).await?;
    look.dress(&browser).await?;
    browser.fill(&named("sign-in-words"), &words).await?;
    browser.click(&named("sign-in")).await?;
    steps::find_one(&browser, "Тихановская", "Ціханоўская").await?;
    steps::open_only(&browser).await?;
    browser.find(&named("move")).await?;
    look.at(&browser, "60-card-move").await?;

    // Whoever presses Enter out of habit has moved nobody.
    browser.click(&named("move")).await?;
    steps::expect_focus(&browser, "move-stay").await?;
    browser.wait_text(&named("move-dialog"), "Мінск").await?;
    ensure!(
        browser.count(&named("move-to")).await? == 1,
        "one other region"
    );
    look.at(&browser, "61-move-dialog").await?;
    browser.click(&named("move-stay")).await?;
    browser.wait_gone(&named("move-go")).await?;

    to_minsk(&browser).await?;
    browser.find(&named("toast-undo")).await?;
    browser.wait_text(&named("card-moved"), "Мінск").await?;
    look.at(&browser, "62-card-moved").await?;
    let script = "return document.querySelectorAll(arguments[0]).length === 0";
    let rows = || vec![named("row-name").into()];
    browser
        .until_with("nobody in the list", script, rows())
        .await?;
    browser.click(&named("toast-undo")).await?;
    // What came back is another row: the open card shows it, not the one that went.
    browser.wait_text(&named("card-from"), "Мінск").await?;
    steps::put_toasts_away(&browser).await?;
    if browser.count(&named("card-back")).await? > 0 {
        let _ = browser.click(&named("card-back")).await;
    }
    steps::find_one(&browser, "Тихановская", "Ціханоўская").await?;
    steps::open_only(&browser).await?;
    browser.wait_text(&named("card-from"), "Мінск").await?;
    browser
        .wait_text(&named("card-name"), "Ціханоўская")
        .await?;
    look.at(&browser, "63-card-back").await?;
    // Once more, and on from there: the card is the same one, the region another.
    to_minsk(&browser).await?;
    steps::put_toasts_away(&browser).await?;
    let script = "const regions = document.querySelector(arguments[0]);
        regions.selectedIndex = 1;
        regions.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.script(script, vec![named("region").into()]).await?;
    if browser.count(&named("card-back")).await? > 0 {
        let _ = browser.click(&named("card-back")).await;
    }
    steps::find_one(&browser, "Тихановская", "Ціханоўская").await?;
    steps::open_only(&browser).await?;
    gone_for_good(&browser, look).await?;
    browser.close().await?.expect_clean(&address)?;
    Ok(())
}

/// A lead erases the contact on the screen.
async fn gone_for_good(browser: &Browser, look: &Look) -> Result<()> {
    browser.click(&named("erase")).await?;
    steps::expect_focus(browser, "erase-keep").await?;
    browser
        .wait_text(&named("erase-dialog"), "Ціханоўская")
        .await?;
    look.at(browser, "64-erase-dialog").await?;
    browser.click(&named("erase-keep")).await?;
    browser.wait_gone(&named("erase-go")).await?;
    browser.click(&named("erase")).await?;
    browser.click(&named("erase-go")).await?;
    browser.wait_gone(&named("erase-go")).await?;
    browser.find(&named("toast")).await?;
    look.at(browser, "65-erased").await?;
    let script = "return document.querySelectorAll(arguments[0]).length === 0";
    let rows = vec![named("row-name").into()];
    browser.until_with("nobody in the list", script, rows).await
}

async fn to_minsk(browser: &Browser) -> Result<()> {
    browser.click(&named("move")).await?;
    browser.find(&named("move-to")).await?;
    let script = "document.querySelector(arguments[0]).click()";
    browser
        .script(script, vec![named("move-to").into()])
        .await?;
    browser.click(&named("move-go")).await?;
    browser.wait_gone(&named("move-go")).await
}
