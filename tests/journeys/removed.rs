//! Somebody is put out while others work: those who stay go on, the one who left learns it, on this device and on the next.

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
async fn founder_in_chromium_editor_in_firefox_viewer_in_chromium() -> Result<()> {
    whole(Kind::Chromium, Kind::Firefox).await
}

#[tokio::test]
async fn founder_in_firefox_editor_in_chromium_viewer_in_firefox() -> Result<()> {
    whole(Kind::Firefox, Kind::Chromium).await
}

async fn whole(one: Kind, other: Kind) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let anna = stage.open(one).await?;
    steps::found(&anna, &stage.server.founding_link()?, &NAMES).await?;
    steps::add(&anna, &[("family", "Ціханоўская"), ("town", "Мікашэвічы")]).await?;
    steps::add(&anna, &[("family", "Колас"), ("town", "Мікалаеўшчына")]).await?;
    let taras = stage.open(other).await?;
    steps::bring_in(&anna, &taras, "editor", "Тарас").await?;
    let vera = stage.open(one).await?;
    let hers = steps::bring_in(&anna, &vera, "viewer", "Вера").await?;

    // The editor is in the middle of something, the viewer reads.
    for browser in [&taras, &vera] {
        steps::find_one(browser, "Ціханоўская", "Ціханоўская").await?;
        steps::open_only(browser).await?;
    }
    taras.click(&named("edit")).await?;
    steps::fill(&taras, &[("phone", "+375291234567")]).await?;

    remove(&anna, "Вера").await?;
    expect_out(&vera).await?;
    taras.wait_text(&named("toast"), NAMES.region).await?;
    taras.click(&named("save")).await?;
    taras.find(&named("value-phone")).await?;
    steps::find_one(&anna, "291234567", "Ціханоўская").await?;
    steps::add(&anna, &[("family", "Багдановіч")]).await?;
    steps::find_one(&taras, "Багдановіч", "Багдановіч").await?;

    // Her words open her keyring still, and no region with it.
    vera.click(&named("lock")).await?;
    steps::sign_in(&vera, &address, &hers).await?;
    expect_out(&vera).await?;
    let blank = stage.open(other).await?;
    steps::sign_in(&blank, &address, &hers).await?;
    expect_out(&blank).await?;

    for browser in [anna, taras, vera, blank] {
        browser.close().await?.expect_clean(&address)?;
    }
    Ok(())
}

/// Removes a member, after having thought better of it once.
async fn remove(lead: &Browser, name: &str) -> Result<()> {
    steps::menu(lead, "people").await?;
    lead.wait_text(&named("member"), name).await?;
    let before = lead.count(&named("member")).await?;
    steps::click_beside(lead, "member", name, "member-remove").await?;
    lead.wait_text(&named("remove-dialog"), name).await?;
    // Whoever presses Enter out of habit has removed nobody.
    steps::expect_focus(lead, "remove-keep").await?;
    lead.press_key(Key::Escape).await?;
    lead.wait_gone(&named("remove-go")).await?;
    ensure!(
        lead.count(&named("member")).await? == before,
        "Escape removed somebody"
    );
    steps::click_beside(lead, "member", name, "member-remove").await?;
    lead.click(&named("remove-go")).await?;
    lead.find(&named("rotated")).await?;
    lead.click(&named("rotated-close")).await?;
    lead.wait_gone(&named("rotated")).await?;
    let script = "return document.querySelectorAll(arguments[0]).length === arguments[1]";
    lead.until_with(
        &format!("{name} is no longer in the list"),
        script,
        vec![named("member").into(), (before - 1).into()],
    )
    .await?;
    ensure!(
        lead.count(&named("rotation-due")).await? == 0,
        "the keys are renewed, and still due"
    );
    Ok(())
}

/// The page says that access has ended, and nothing that was read is left in it.
async fn expect_out(browser: &Browser) -> Result<()> {
    browser.find(&named("removed")).await?;
    let script = "return document.documentElement.innerHTML.includes('Ціханоў')";
    ensure!(
        browser.script(script, Vec::new()).await? == false,
        "a name is left in the page"
    );
    for way in ["menu-contacts", "menu-people", "rows", "search"] {
        ensure!(browser.count(&named(way)).await? == 0, "{way} is left");
    }
    Ok(())
}
