//! Without a connection: turned on, read when there is no server, gone on with when there is one; gone with the panic key, and when it
//! is turned off.

use anyhow::{Result, ensure};
use tests::harness::{Browser, Kind, Seen, Stage};
use tests::native::Proxy;
use thirtyfour::Key;

use crate::screens::{
    CHROMIUM_LAPTOP, CHROMIUM_NARROW, FIREFOX_LAPTOP, FIREFOX_NARROW, Look, NAMES,
};
use crate::steps::{self, named};

#[tokio::test]
async fn without_a_server_in_chromium_narrow() -> Result<()> {
    whole(&CHROMIUM_NARROW).await
}

#[tokio::test]
async fn without_a_server_in_chromium_laptop() -> Result<()> {
    whole(&CHROMIUM_LAPTOP).await
}

#[tokio::test]
async fn without_a_server_in_firefox_narrow() -> Result<()> {
    whole(&FIREFOX_NARROW).await
}

#[tokio::test]
async fn without_a_server_in_firefox_laptop() -> Result<()> {
    whole(&FIREFOX_LAPTOP).await
}

/// How many databases and boxes of files the page's address has.
const LEFT: &str = "const databases = await indexedDB.databases(); \
    const files = await caches.keys().catch(() => []); \
    return databases.length + files.length";

/// Whether the app's own files are here, and what opens them without a server.
const APP_KEPT: &str = "const [name] = await caches.keys(); if (!name) return false; \
    const files = await (await caches.open(name)).keys(); \
    return files.length >= 10 && navigator.serviceWorker.controller !== null";

fn promised(script: &str) -> String {
    format!("return (async () => {{ {script} }})()")
}

async fn nothing_is_left(browser: &Browser) -> Result<()> {
    let left = browser.script(&promised(LEFT), Vec::new()).await?;
    ensure!(left == 0, "{left} databases and boxes are on the device");
    Ok(())
}

async fn sign_in(look: &Look, browser: &Browser, address: &str, words: &str) -> Result<()> {
    browser.goto(address).await?;
    browser.find(&named("sign-in-words")).await?;
    look.dress(browser).await?;
    browser.fill(&named("sign-in-words"), words).await?;
    browser.click(&named("sign-in")).await?;
    browser.find(&named("organisation")).await?;
    Ok(())
}

async fn turn_on(browser: &Browser) -> Result<()> {
    steps::menu(browser, "settings").await?;
    browser.click(&named("kept-on")).await?;
    browser.find(&named("kept-whole")).await?;
    Ok(())
}

/// The panel in the middle of the screen.
async fn show_panel(browser: &Browser) -> Result<()> {
    let middle = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
    let panel = vec![named("keep-offline").into()];
    browser.script(middle, panel).await?;
    Ok(())
}

async fn whole(look: &Look) -> Result<()> {
    let mut stage = Stage::new()?;
    let proxy = Proxy::before(stage.server.address())?;
    // Chromium keeps the app too: there is no server at all. Firefox as Tor Browser can't; there the app's files come, and nothing
    // else is answered.
    let keeps_app = look.kind == Kind::Chromium;
    let at_server = stage.server.address().to_owned();
    let address = if keeps_app {
        &at_server
    } else {
        proxy.address()
    }
    .to_owned();

    let anna = stage.open(Kind::Chromium).await?;
    steps::found(&anna, &stage.server.founding_link()?, &NAMES).await?;
    steps::add(&anna, &[("family", "Ціханоўская"), ("town", "Мікашэвічы")]).await?;
    let taras = stage.open(look.kind).await?;
    taras.resize(look.viewport).await?;
    let link = steps::invite(&anna, "editor").await?;
    let link = link.replace(&at_server, &address);
    let (words, six) = steps::join(&taras, &link, "Тарас").await?;
    steps::grant(&anna, &six).await?;
    taras.wait_gone(&named("waiting")).await?;
    sign_in(look, &taras, &address, &words).await?;

    // Off, until somebody wants it.
    nothing_is_left(&taras).await?;
    steps::menu(&taras, "settings").await?;
    taras.find(&named("kept-on")).await?;
    show_panel(&taras).await?;
    look.at(&taras, "50-kept-off").await?;
    turn_on(&taras).await?;
    show_panel(&taras).await?;
    look.at(&taras, "51-kept-on").await?;
    if keeps_app {
        taras.until("the app is kept", &promised(APP_KEPT)).await?;
        stage.server.kill()?;
    } else {
        proxy.cut(|name, _| !name.is_empty() && !name.contains('.'));
    }

    // In a tab that is opened anew, and after the lock.
    sign_in(look, &taras, &address, &words).await?;
    let offline = format!("{}[data-state='offline']", named("sync"));
    taras.find(&offline).await?;
    steps::find_one(&taras, "Tikhanovskaya", "Ціханоўская").await?;
    look.at(&taras, "52-offline").await?;
    steps::open_only(&taras).await?;
    taras.wait_text(&named("value-town"), "Мікашэвічы").await?;
    taras.click(&named("lock")).await?;
    taras.fill(&named("sign-in-words"), &words).await?;
    taras.click(&named("sign-in")).await?;
    steps::find_one(&taras, "Ціханоўская", "Ціханоўская").await?;

    if keeps_app {
        stage.server.restart()?;
    } else {
        proxy.be_honest();
    }
    taras
        .find(&format!("{}[data-state='fresh']", named("sync")))
        .await?;
    steps::add(&taras, &[("family", "Багдановіч")]).await?;
    steps::find_one(&anna, "Багдановіч", "Багдановіч").await?;
    steps::add(&anna, &[("family", "Колас")]).await?;
    steps::find_one(&taras, "Колас", "Колас").await?;

    // A second tab has it too.
    let first = taras.driver.window().await?;
    let second = taras.driver.new_tab().await?;
    taras.driver.switch_to_window(second.clone()).await?;
    sign_in(look, &taras, &address, &words).await?;
    steps::menu(&taras, "settings").await?;
    taras.find(&named("kept-whole")).await?;
    taras.driver.switch_to_window(first.clone()).await?;

    // The panic key takes it along.
    taras.press_key(Key::Escape).await?;
    taras.press_key(Key::Escape).await?;
    let gone = "return location.href === 'about:blank'";
    taras.until("the page is left", gone).await?;
    taras.goto(&address).await?;
    taras.find(&named("sign-in-words")).await?;
    nothing_is_left(&taras).await?;
    // The other tab goes on, and keeps nothing any more.
    taras.driver.switch_to_window(second).await?;
    steps::add(&anna, &[("family", "Багушэвіч")]).await?;
    steps::find_one(&taras, "Багушэвіч", "Багушэвіч").await?;
    steps::menu(&taras, "settings").await?;
    taras.find(&named("kept-on")).await?;
    nothing_is_left(&taras).await?;
    taras.driver.close_window().await?;
    taras.driver.switch_to_window(first).await?;

    // And so does turning it off.
    sign_in(look, &taras, &address, &words).await?;
    turn_on(&taras).await?;
    taras.click(&named("kept-off")).await?;
    taras.find(&named("kept-on")).await?;
    let empty = promised(&LEFT.replace("return ", "return 0 === "));
    taras.until("nothing is left", &empty).await?;

    for (browser, address) in [(taras, &address), (anna, &at_server)] {
        // A server that is gone is told of in the console. Nobody else was asked.
        let Seen { requests, .. } = browser.close().await?;
        let foreign = requests
            .iter()
            .find(|request| !request.starts_with(address));
        ensure!(foreign.is_none(), "a request to {foreign:?}");
        ensure!(!requests.is_empty(), "the watch is broken");
    }
    Ok(())
}
