//! Two people, two browsers, one sealed contact; then the file, the edits at once, another device, lock and panic.

use anyhow::Result;
use tests::harness::{Browser, Kind, Stage};
use thirtyfour::Key;

use crate::steps::{self, Names, named};

const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};

#[tokio::test]
async fn founder_in_chromium_newcomer_in_firefox() -> Result<()> {
    whole(Kind::Chromium, Kind::Firefox).await
}

#[tokio::test]
async fn founder_in_firefox_newcomer_in_chromium() -> Result<()> {
    whole(Kind::Firefox, Kind::Chromium).await
}

async fn whole(founder: Kind, newcomer: Kind) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let anna = stage.open(founder).await?;
    let words = steps::found(&anna, &stage.server.founding_link()?, &NAMES).await?;

    for (file, contacts) in [("excel_ru_cp1251_semicolon.csv", 500), ("book.xlsx", 500)] {
        let brought = steps::import(&anna, &steps::fixture(file)).await?;
        assert_eq!(brought, contacts, "contacts in {file}");
    }
    // The second file holds the same people: one click takes it back.
    anna.click(&named("import-undo")).await?;
    steps::menu(&anna, "contacts").await?;
    anna.wait_text(&named("counts"), "500").await?;

    let taras = stage.open(newcomer).await?;
    let link = steps::invite(&anna, "editor").await?;
    let (_, six) = steps::join(&taras, &link, "Тарас").await?;
    steps::grant(&anna, &six).await?;
    taras
        .wait_text(&named("organisation"), NAMES.organisation)
        .await?;
    taras.wait_text(&named("counts"), "500").await?;

    steps::add(
        &anna,
        &[
            ("family", "Ціханоўская"),
            ("given", "Святлана"),
            ("town", "Мікашэвічы"),
        ],
    )
    .await?;
    both_edits_survive(&anna, &taras).await?;

    let blank = stage.open(newcomer).await?;
    steps::sign_in(&blank, &address, &words).await?;
    for query in ["Тихановская", "Tikhanovskaya", "ціханоў святл"] {
        steps::find_one(&blank, query, "Ціханоўская").await?;
    }
    lock_and_panic(&blank, &address, &words).await?;

    for browser in [anna, taras, blank] {
        browser.close().await?.expect_clean(&address)?;
    }
    Ok(())
}

/// Both open the same contact, both change it, neither has seen the other's change.
async fn both_edits_survive(anna: &Browser, taras: &Browser) -> Result<()> {
    for browser in [anna, taras] {
        steps::find_one(browser, "Ціханоўская", "Ціханоўская").await?;
        steps::open_only(browser).await?;
        browser.click(&named("edit")).await?;
    }
    steps::fill(anna, &[("phone", "+375291234567"), ("town", "Гомель")]).await?;
    steps::fill(
        taras,
        &[("email", "sviatlana@example.org"), ("town", "Брэст")],
    )
    .await?;
    anna.click(&named("save")).await?;
    anna.find(&named("value-phone")).await?;
    taras.click(&named("save")).await?;
    for browser in [anna, taras] {
        browser
            .wait_text(&named("value-phone"), "29 123")
            .await
            .or(browser.wait_text(&named("value-phone"), "291234567").await)?;
        browser
            .wait_text(&named("value-email"), "sviatlana@example.org")
            .await?;
        browser.wait_text(&named("conflict"), "Гомель").await?;
        browser.wait_text(&named("conflict"), "Брэст").await?;
    }
    // Somebody chooses; the other sees it settled.
    anna.click(&named("conflict-keep")).await?;
    for browser in [anna, taras] {
        browser.wait_gone(&named("conflict")).await?;
    }
    Ok(())
}

async fn lock_and_panic(browser: &Browser, address: &str, words: &str) -> Result<()> {
    browser.click(&named("lock")).await?;
    browser.find(&named("sign-in-words")).await?;
    assert_nothing_left(browser).await?;
    steps::sign_in(browser, address, words).await?;
    steps::find_one(browser, "Tikhanovskaya", "Ціханоўская").await?;
    browser.press_key(Key::Escape).await?;
    browser.press_key(Key::Escape).await?;
    browser
        .until(
            "the screen is blank",
            "return document.body === null || document.body.innerText.trim() === ''",
        )
        .await?;
    assert_nothing_left(browser).await
}

/// No name and no storage is left behind in the page.
async fn assert_nothing_left(browser: &Browser) -> Result<()> {
    let script = "return document.documentElement.innerHTML.includes('Ціханоў')";
    assert_eq!(
        browser.script(script, Vec::new()).await?,
        false,
        "a name is left in the page"
    );
    let script = "try { return localStorage.length + sessionStorage.length + document.cookie.length } catch { return 0 }";
    assert_eq!(
        browser.script(script, Vec::new()).await?,
        0,
        "something is left in storage"
    );
    Ok(())
}
