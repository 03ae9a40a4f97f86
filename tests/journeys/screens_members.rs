//! What collectors hand in and how somebody is put out, as pictures; axe on each.

use std::sync::mpsc::{Receiver, channel};

use anyhow::{Result, ensure};
use tests::harness::{Browser, Stage};
use tests::native::Proxy;

use crate::screens::{
    CHROMIUM_LAPTOP, CHROMIUM_NARROW, FIREFOX_LAPTOP, FIREFOX_NARROW, Look, NAMES,
};
use crate::steps::{self, named};

#[tokio::test]
async fn every_screen_about_members_in_chromium_laptop() -> Result<()> {
    through(&CHROMIUM_LAPTOP).await
}

#[tokio::test]
async fn every_screen_about_members_in_chromium_narrow() -> Result<()> {
    through(&CHROMIUM_NARROW).await
}

#[tokio::test]
async fn every_screen_about_members_in_firefox_narrow() -> Result<()> {
    through(&FIREFOX_NARROW).await
}

#[tokio::test]
async fn every_screen_about_members_in_firefox_laptop() -> Result<()> {
    through(&FIREFOX_LAPTOP).await
}

async fn through(look: &Look) -> Result<()> {
    let stage = Stage::new()?;
    let proxy = Proxy::before(stage.server.address())?;
    let founder = open(look, &stage, proxy.address()).await?;
    founder.click(&named("have-link-open")).await?;
    founder
        .fill(&named("link"), &stage.server.founding_link()?)
        .await?;
    founder.click(&named("link-open")).await?;
    found(&founder).await?;
    steps::import(&founder, &steps::fixture("excel_ru_cp1251_semicolon.csv")).await?;
    steps::menu(&founder, "incoming").await?;
    founder.find(&named("incoming-none")).await?;
    look.at(&founder, "22-new-empty").await?;

    let collector = open(look, &stage, proxy.address()).await?;
    bring_in(&founder, &collector, "collector", "Зміцер Свіслач").await?;
    let viewer = open(look, &stage, proxy.address()).await?;
    bring_in(&founder, &viewer, "viewer", "Вера Палуян").await?;
    let editor = open(look, &stage, proxy.address()).await?;
    let (_, six) = answer(&founder, &editor, "editor", "Тарас Дрозд").await?;
    // Somebody is here already: this may be one of them.
    founder.find(&named("grant-again")).await?;
    let middle = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
    founder
        .script(middle, vec![named("grant-again").into()])
        .await?;
    look.at(&founder, "36-again").await?;
    steps::grant(&founder, &six).await?;
    editor.wait_gone(&named("waiting")).await?;

    collector.find(&named("form")).await?;
    look.at(&collector, "23-collector").await?;
    for (given, note) in [
        ("Янка", "Прыйдзе ў суботу з суседзямі."),
        ("Алаіза", ""),
        ("", ""),
    ] {
        let fields = [
            ("family", "Пашкевіч-Кругляўская"),
            ("given", given),
            ("phone", "+375291234567"),
            ("town", "Барысаў"),
            ("notes", note),
        ];
        steps::fill(&collector, &fields).await?;
        collector.click(&named("save")).await?;
        let empty = "const field = document.querySelector(arguments[0]); return field !== null && field.value === ''";
        let family = vec![named("field-family").into()];
        collector
            .until_with("the next form is empty", empty, family)
            .await?;
    }
    look.at(&collector, "24-collector-handed-in").await?;

    founder.wait_text(&named("incoming-count"), "3").await?;
    steps::menu(&founder, "incoming").await?;
    founder.find(&named("incoming-entry")).await?;
    steps::put_toasts_away(&founder).await?;
    look.at(&founder, "25-new").await?;
    founder.click(&named("incoming-drop")).await?;
    founder.find(&named("drop-go")).await?;
    look.at(&founder, "26-new-discard").await?;
    founder.click(&named("drop-keep")).await?;
    founder.click(&named("incoming-add")).await?;
    founder.wait_text(&named("incoming-count"), "2").await?;
    look.at(&founder, "27-new-added").await?;

    removal(look, &proxy, &founder, &editor).await?;
    viewer.find(&named("removed")).await?;
    look.at(&viewer, "35-removed").await?;

    // The console tells of the line that was cut; everything else is as ever.
    let seen = founder.close().await?;
    for request in &seen.requests {
        ensure!(request.starts_with(proxy.address()), "asked {request}");
    }
    for browser in [collector, viewer, editor] {
        browser.close().await?.expect_clean(proxy.address())?;
    }
    Ok(())
}

/// Asked, cut short, taken up again, under way, done.
async fn removal(look: &Look, proxy: &Proxy, founder: &Browser, editor: &Browser) -> Result<()> {
    steps::menu(founder, "people").await?;
    founder.wait_text(&named("member"), "Вера").await?;
    steps::put_toasts_away(founder).await?;
    look.at(founder, "28-people").await?;
    steps::click_beside(founder, "member", "Вера", "member-remove").await?;
    founder.find(&named("remove-go")).await?;
    look.at(founder, "29-remove").await?;
    proxy.cut(|name, _| name == wire::space::STAGE);
    founder.click(&named("remove-go")).await?;
    founder.find(&named("rotation-cut-short")).await?;
    look.at(founder, "30-remove-cut-short").await?;
    founder.click(&named("remove-keep")).await?;
    founder.wait_gone(&named("remove-go")).await?;
    founder.find(&named("rotation-due")).await?;
    look.at(founder, "31-rotation-due").await?;

    proxy.be_honest();
    let go = hold_back(proxy);
    founder.click(&named("rotation-finish")).await?;
    founder.find(&named("remove-go")).await?;
    look.at(founder, "32-rotation-finish").await?;
    founder.click(&named("remove-go")).await?;
    founder.find(&named("rotation-stop")).await?;
    look.at(founder, "33-rotation-running").await?;
    drop(go);
    founder.find(&named("rotated")).await?;
    editor.wait_text(&named("toast"), NAMES.region).await?;
    look.at(editor, "34-renewed").await?;
    look.at(founder, "34-rotated").await?;
    founder.click(&named("rotated-close")).await?;
    founder.wait_gone(&named("rotation-due")).await
}

/// Nothing is staged until what this gives is dropped.
fn hold_back(proxy: &Proxy) -> std::sync::mpsc::Sender<()> {
    let (go, gone): (_, Receiver<()>) = channel();
    proxy.lie(move |exchange| {
        if exchange.name == wire::space::STAGE {
            // An error is the other end's going away, which is the word.
            let _ = gone.recv();
        }
        false
    });
    go
}

pub(crate) async fn open(look: &Look, stage: &Stage, address: &str) -> Result<Browser> {
    let browser = stage.open(look.kind).await?;
    browser.resize(look.viewport).await?;
    browser.goto(address).await?;
    look.dress(&browser).await?;
    Ok(browser)
}

pub(crate) async fn found(browser: &Browser) -> Result<String> {
    browser
        .fill(&named("found-organisation"), NAMES.organisation)
        .await?;
    browser.fill(&named("found-region"), NAMES.region).await?;
    browser.fill(&named("found-name"), NAMES.founder).await?;
    browser.click(&named("found-next")).await?;
    let words = steps::new_words(browser).await?;
    browser
        .wait_text(&named("organisation"), NAMES.organisation)
        .await?;
    Ok(words)
}

/// Somebody let in; gives their words.
pub(crate) async fn bring_in(
    lead: &Browser,
    newcomer: &Browser,
    role: &str,
    name: &str,
) -> Result<String> {
    let (words, six) = answer(lead, newcomer, role, name).await?;
    steps::grant(lead, &six).await?;
    newcomer.wait_gone(&named("waiting")).await?;
    Ok(words)
}

/// An invitation answered: the newcomer's words, and the six that both compare. The link is pasted, so that language and theme stay.
async fn answer(
    lead: &Browser,
    newcomer: &Browser,
    role: &str,
    name: &str,
) -> Result<(String, Vec<String>)> {
    let link = steps::invite(lead, role).await?;
    newcomer.click(&named("have-link-open")).await?;
    newcomer.fill(&named("link"), &link).await?;
    newcomer.click(&named("link-open")).await?;
    newcomer.fill(&named("join-name"), name).await?;
    newcomer.click(&named("join-next")).await?;
    let words = steps::new_words(newcomer).await?;
    newcomer.find(&named("waiting")).await?;
    let six = newcomer
        .texts(&format!("{} li", named("six-words")))
        .await?;
    Ok((words, six))
}
