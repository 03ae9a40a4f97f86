//! A line as on a bad day: 600 ms there and back, 2 Mbit/s. Contacts are shown; and when it breaks, what was typed stays.

use anyhow::{Result, ensure};
use tests::harness::Browser;
use tests::native::{Person, alone, import};
use tests::steps::{self, named};
use tests::tor::Line;

use crate::scene::{Scene, name, told};

const CONTACTS: usize = 500;

#[test]
fn a_slow_line_shows_contacts_and_a_broken_one_loses_nothing() -> Result<()> {
    alone(async {
        let scene = Scene::new().await?;
        let (anna, words) = scene.founder().await?;
        let csv = sample::csv(sample::contacts(7, CONTACTS)).collect();
        import(&anna, 0, csv).await?;
        let line = Line::slow(scene.network.socks()).await?;
        let browser = Browser::open_through(line.socks()).await?;
        steps::sign_in(&browser, scene.onion.address(), &words).await?;
        browser
            .wait_text(&named("counts"), &CONTACTS.to_string())
            .await?;
        browser.find(&sync_line("fresh")).await?;
        dead(&browser, &line, &anna).await?;
        half_open(&browser, &line, &anna).await?;
        let seen = browser.close().await?;
        let own = |request: &String| request.starts_with(scene.onion.address());
        ensure!(seen.requests.iter().all(own), "{:?}", seen.requests);
        Ok(())
    })
}

fn sync_line(state: &str) -> String {
    format!("{}[data-state='{state}']", named("sync"))
}

/// A form with a family name in it, one that no street is called after.
async fn form(browser: &Browser, family: &str) -> Result<()> {
    steps::menu(browser, "contacts").await?;
    browser.click(&named("add")).await?;
    steps::fill(browser, &[("family", family)]).await
}

async fn dead(browser: &Browser, line: &Line, anna: &Person) -> Result<()> {
    form(browser, "Ціханоўская").await?;
    line.cut();
    browser.click(&named("save")).await?;
    browser.find(&named("problem")).await?;
    browser.find(&sync_line("offline")).await?;
    let script = "return document.querySelector(arguments[0]).value";
    let typed = browser.script(script, vec![named("field-family").into()]);
    ensure!(typed.await? == "Ціханоўская", "what was typed is gone");
    line.come_back();
    browser.find(&sync_line("fresh")).await?;
    browser.click(&named("save")).await?;
    browser.find(&named("card-name")).await?;
    steps::find_one(browser, "Ціханоўская", "Ціханоўская").await?;
    anna.until_found("Ціханоўская", 1).await;
    Ok(())
}

/// Connections that were open stay so and carry nothing: nobody is told, and both ways go on over others.
async fn half_open(browser: &Browser, line: &Line, anna: &Person) -> Result<()> {
    form(browser, "Арсеннева").await?;
    line.fall_silent();
    line.come_back();
    browser.click(&named("save")).await?;
    browser.find(&named("card-name")).await?;
    anna.until_found("Арсеннева", 1).await;
    anna.save(None, name("Геніюш")).await.map_err(told)?;
    for family in ["Геніюш", "Арсеннева"] {
        steps::find_one(browser, family, family).await?;
    }
    Ok(())
}
