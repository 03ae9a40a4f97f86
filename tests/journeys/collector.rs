//! A collector hands in what they can't read, with nothing but a keyboard; somebody who reads looks through it.

use anyhow::{Result, ensure};
use tests::harness::{Browser, Kind, Stage};
use thirtyfour::Key;

use crate::steps::{self, Names, named};

const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};

#[tokio::test]
async fn founder_in_chromium_collector_in_firefox() -> Result<()> {
    whole(Kind::Chromium, Kind::Firefox).await
}

#[tokio::test]
async fn founder_in_firefox_collector_in_chromium() -> Result<()> {
    whole(Kind::Firefox, Kind::Chromium).await
}

async fn whole(founder: Kind, newcomer: Kind) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let anna = stage.open(founder).await?;
    steps::found(&anna, &stage.server.founding_link()?, &NAMES).await?;
    steps::add(&anna, &[("family", "Ціханоўская")]).await?;
    let zmicier = stage.open(newcomer).await?;
    steps::bring_in(&anna, &zmicier, "collector", "Зміцер").await?;

    zmicier.find(&named("form")).await?;
    for way in [
        "menu-people",
        "menu-import",
        "menu-incoming",
        "search",
        "rows",
    ] {
        ensure!(
            zmicier.count(&named(way)).await? == 0,
            "a collector has {way}"
        );
    }
    hand_in(&zmicier, ["Купала", "Янка"]).await?;
    hand_in(&zmicier, ["Памылка", "Пробная"]).await?;

    anna.wait_text(&named("incoming-count"), "2").await?;
    steps::menu(&anna, "incoming").await?;
    anna.wait_text(&named("incoming-entry"), "Купала").await?;
    steps::click_beside(&anna, "incoming-entry", "Купала", "incoming-add").await?;
    anna.wait_text(&named("incoming-count"), "1").await?;
    discard(&anna, "Памылка").await?;
    anna.find(&named("incoming-none")).await?;
    anna.wait_gone(&named("incoming-count")).await?;

    steps::find_one(&anna, "Kupala", "Купала").await?;
    steps::open_only(&anna).await?;
    anna.wait_text(&named("card-name"), "Янка").await?;
    anna.fill(&named("search"), "Памылка").await?;
    anna.find(&named("list-nothing")).await?;

    for browser in [anna, zmicier] {
        browser.close().await?.expect_clean(&address)?;
    }
    Ok(())
}

/// Types one contact where the focus is, and sends it with Enter; the next empty form is ready then.
async fn hand_in(collector: &Browser, names: [&str; 2]) -> Result<()> {
    steps::expect_focus(collector, "field-family").await?;
    collector.press(names[0]).await?;
    collector.press_key(Key::Tab).await?;
    steps::expect_focus(collector, "field-given").await?;
    collector.press(names[1]).await?;
    collector.press_key(Key::Enter).await?;
    let script = "const field = document.querySelector(arguments[0]); return field !== null && field.value === '' && document.activeElement === field";
    collector
        .until_with(
            "an empty form is ready",
            script,
            vec![named("field-family").into()],
        )
        .await?;
    collector.find(&named("toast")).await?;
    let script = "return document.documentElement.innerHTML.includes(arguments[0]) || [...document.querySelectorAll('input')].some((input) => input.value.includes(arguments[0]))";
    ensure!(
        collector.script(script, vec![names[0].into()]).await? == false,
        "what was handed in is still in the page"
    );
    Ok(())
}

/// Discards an entry, after having thought better of it once.
async fn discard(browser: &Browser, name: &str) -> Result<()> {
    steps::click_beside(browser, "incoming-entry", name, "incoming-drop").await?;
    browser.find(&named("drop-go")).await?;
    steps::expect_focus(browser, "drop-keep").await?;
    browser.press_key(Key::Escape).await?;
    browser.wait_gone(&named("drop-go")).await?;
    browser.wait_text(&named("incoming-entry"), name).await?;
    steps::click_beside(browser, "incoming-entry", name, "incoming-drop").await?;
    browser.click(&named("drop-go")).await
}
