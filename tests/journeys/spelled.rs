//! A contact with two spellings, several phones and a limit: written, found by what stands second, and seen for what it is.

use anyhow::{Result, ensure};
use tests::harness::{Browser, Kind, Stage};
use thirtyfour::Key;

use crate::screens::{
    CHROMIUM_LAPTOP, CHROMIUM_NARROW, FIREFOX_LAPTOP, FIREFOX_NARROW, Look, NAMES,
};
use crate::steps::{self, named};

#[tokio::test]
async fn wide_and_narrow_in_chromium() -> Result<()> {
    whole(Kind::Chromium, [&CHROMIUM_LAPTOP, &CHROMIUM_NARROW]).await
}

#[tokio::test]
async fn wide_and_narrow_in_firefox() -> Result<()> {
    whole(Kind::Firefox, [&FIREFOX_LAPTOP, &FIREFOX_NARROW]).await
}

/// Written on one screen, looked at on the other after signing in anew.
async fn whole(kind: Kind, [first, second]: [&Look; 2]) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let browser = stage.open(kind).await?;
    let words = steps::found(&browser, &stage.server.founding_link()?, &NAMES).await?;
    browser.click(&named("lock")).await?;
    open(&browser, first, &words).await?;
    browser.find(&named("list-empty")).await?;
    write(&browser, first).await?;
    browser.click(&named("lock")).await?;
    open(&browser, second, &words).await?;
    browser.find(&named("row")).await?;
    find(&browser, second).await?;
    change(&browser, second).await?;
    browser.close().await?.expect_clean(&address)?;
    Ok(())
}

async fn open(browser: &Browser, look: &Look, words: &str) -> Result<()> {
    browser.find(&named("sign-in-words")).await?;
    browser.resize(look.viewport).await?;
    look.dress(browser).await?;
    browser.fill(&named("sign-in-words"), words).await?;
    browser.click(&named("sign-in")).await
}

/// Takes an offer with the keyboard alone; what it adds has the focus then.
async fn offer(browser: &Browser, key: &str) -> Result<()> {
    let script = "document.querySelector(arguments[0]).focus()";
    let button = named(&format!("add-{key}"));
    browser.find(&button).await?;
    browser.script(script, vec![button.into()]).await?;
    browser.press_key(Key::Enter).await?;
    steps::expect_focus(browser, &format!("field-{key}")).await
}

async fn write(browser: &Browser, look: &Look) -> Result<()> {
    steps::menu(browser, "contacts").await?;
    browser.click(&named("add")).await?;
    steps::expect_focus(browser, "field-family").await?;
    look.at(browser, "70-new-contact").await?;
    let empty = browser.count(&format!("{} .field", named("form"))).await?;
    ensure!(empty <= 20, "{empty} fields from the start");
    steps::fill(
        browser,
        &[
            ("family", "Койданаўскі"),
            ("given", "Рыгор"),
            ("birth", "1985"),
            ("phone", "+375291234567"),
            ("town", "Койданава"),
            ("street", "вул. Міра"),
            ("house", "5"),
        ],
    )
    .await?;
    for (key, value) in [
        ("family2", "Дзержинский"),
        ("phone2", "+375337654321"),
        ("email2", "second@example.org"),
        ("signal", "@koidan"),
        ("town2", "Дзержинск"),
        ("letters_postcode", "222720"),
        ("precinct", "17"),
    ] {
        offer(browser, key).await?;
        browser.press(value).await?;
    }
    offer(browser, "do_not_contact").await?;
    browser.click(&named("field-do_not_call")).await?;
    browser
        .find(&format!("{}:checked", named("field-do_not_call")))
        .await?;
    look.at(browser, "71-new-contact-full").await?;
    browser.click(&named("save")).await?;
    browser.find(&named("card-limits")).await?;
    steps::put_toasts_away(browser).await?;
    look.at(browser, "72-card-full").await
}

async fn find(browser: &Browser, look: &Look) -> Result<()> {
    steps::find_one(browser, "", "Койданаўскі").await?;
    browser.find(&named("row-limits")).await?;
    ensure!(browser.count(&named("row-also")).await? == 0);
    for (query, part, seen) in [
        ("дзержинский", "row-also", "Дзержинский"),
        ("8 033 765", "row", "+375337654321"),
        ("дзержинск", "row", "Дзержинск, вул. Міра"),
        ("222720", "row-also", "222720"),
        ("koidan", "row", "@koidan"),
    ] {
        steps::find_one(browser, query, "Койданаўскі").await?;
        browser.wait_text(&named(part), seen).await?;
        browser.find(&format!("{} mark", named(part))).await?;
    }
    steps::find_one(browser, "дзержинский", "Койданаўскі").await?;
    browser.find(&named("row-also")).await?;
    look.at(browser, "73-found-by-the-other-spelling").await?;
    steps::open_only(browser).await?;
    for (key, value) in [
        ("family2", "Дзержинский"),
        ("birth", "1985"),
        ("phone2", "+375337654321"),
        ("town2", "Дзержинск"),
        ("precinct", "17"),
    ] {
        browser
            .wait_text(&named(&format!("value-{key}")), value)
            .await?;
    }
    look.at(browser, "74-card-full").await
}

/// What was used is in the form, and an address more.
async fn change(browser: &Browser, look: &Look) -> Result<()> {
    browser.click(&named("edit")).await?;
    browser.find(&named("field-phone2")).await?;
    ensure!(browser.count(&named("field-phone3")).await? == 0);
    offer(browser, "registered_postcode").await?;
    browser.press("211382").await?;
    look.at(browser, "75-edit-full").await?;
    browser.click(&named("save")).await?;
    browser
        .wait_text(&named("value-registered_postcode"), "211382")
        .await
}
