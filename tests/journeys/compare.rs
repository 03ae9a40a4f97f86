//! How new what is shown is, and six words to compare: wide and narrow, as pictures too.

use anyhow::{Result, ensure};
use keys::statement::Body;
use tests::harness::{Browser, Stage};
use tests::native::{Insider, today};

use crate::screens::{CHROMIUM_LAPTOP, CHROMIUM_NARROW, Look};
use crate::screens_members::{bring_in, found, open};
use crate::steps::{self, named};

#[tokio::test]
async fn two_people_compare_six_words() -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let wide = open(&CHROMIUM_LAPTOP, &stage, &address).await?;
    wide.click(&named("have-link-open")).await?;
    wide.fill(&named("link"), &stage.server.founding_link()?)
        .await?;
    wide.click(&named("link-open")).await?;
    found(&wide).await?;
    let narrow = open(&CHROMIUM_NARROW, &stage, &address).await?;
    let words = bring_in(&wide, &narrow, "editor", "Тарас Дрозд").await?;
    steps::put_toasts_away(&wide).await?;
    steps::menu(&narrow, "people").await?;

    for (look, reader, other) in [
        (&CHROMIUM_NARROW, &narrow, &wide),
        (&CHROMIUM_LAPTOP, &wide, &narrow),
    ] {
        let (number, six) = read(other).await?;
        say(reader, &number, &six).await?;
        verdict(look, reader, "same", "37-compared").await?;
        let last = six.rsplit_once(' ').map_or("", |(rest, _)| rest);
        let other_word = six.split(' ').next().unwrap_or_default();
        say(reader, &number, &format!("{last} {other_word}")).await?;
        verdict(look, reader, "other", "38-compared-other").await?;
        say(reader, "999", &six).await?;
        verdict(look, reader, "ahead", "39-compared-ahead").await?;
    }

    // Somebody who last signed a month ago is no sign that anything is new.
    let mut taras = Insider::with_words(&address, &words).await?;
    let old = taras.say_on(today() - 30, &taras.identity.sign, Body::Beacon);
    taras.plant(&[old]).await?;
    wide.find(&named("compare-still")).await?;
    let fresh = wide.text(&named("freshness")).await?;
    ensure!(fresh.contains("30"), "{fresh}");
    CHROMIUM_LAPTOP.at(&wide, "40-nothing-new").await?;
    // Those who come now see it too.
    narrow.find(&named("compare-fresh")).await?;
    CHROMIUM_NARROW.at(&narrow, "40-nothing-new").await?;
    for browser in [wide, narrow] {
        browser.close().await?.expect_clean(&address)?;
    }
    Ok(())
}

/// The number and the words on somebody's screen.
async fn read(browser: &Browser) -> Result<(String, String)> {
    browser.click(&named("compare-show")).await?;
    let number = browser.text(&named("compare-number")).await?;
    let list = format!("{} {} li", named("compare"), named("six-words"));
    let six = browser.texts(&list).await?;
    ensure!(six.len() == 6, "{six:?}");
    let digits = number.chars().filter(char::is_ascii_digit).collect();
    Ok((digits, six.join(" ")))
}

/// Types somebody else's.
async fn say(browser: &Browser, number: &str, six: &str) -> Result<()> {
    browser.fill(&named("compare-their-number"), number).await?;
    browser.fill(&named("compare-their-words"), six).await?;
    browser.click(&named("compare-go")).await
}

async fn verdict(look: &Look, browser: &Browser, state: &str, screen: &str) -> Result<()> {
    browser
        .find(&format!("{}[data-state='{state}']", named("compared")))
        .await?;
    look.at(browser, screen).await
}
