//! No page of the app asks anybody but its own server, and none could: the policy refuses whatever is tried.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, ensure};
use tests::harness::{Browser, Kind, Listener, Stage};
use tests::native::Proxy;

use crate::steps::{self, Names, named};

const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};

/// Every way a page has of asking another origin for something, and the rule of the policy that is against it.
const WAYS: [(&str, &str); 14] = [
    ("fetch", "connect-src"),
    ("request", "connect-src"),
    ("events", "connect-src"),
    ("socket", "connect-src"),
    ("beacon", "connect-src"),
    ("image", "img-src"),
    ("script", "script-src-elem"),
    ("module", "script-src-elem"),
    ("style", "style-src-elem"),
    ("font", "font-src"),
    ("video", "media-src"),
    ("object", "object-src"),
    ("frame", "frame-src"),
    ("form", "form-action"),
];

const TRY_WAYS: &str = include_str!("../fixtures/elsewhere.js");

/// Tries these ways from the page as it is now.
async fn try_ways(browser: &Browser, elsewhere: &Listener, ways: &[&str]) -> Result<()> {
    let arguments = vec![elsewhere.address().into(), ways.into()];
    browser.script(TRY_WAYS, arguments).await?;
    Ok(())
}

/// Until the policy has reported every way.
async fn expect_refused(browser: &Browser, page: &str) -> Result<()> {
    for (way, rule) in WAYS {
        let what = format!("{rule} refuses '{way}' on {page} in {}", browser.kind);
        // What would have been a page of its own is reported by its origin alone.
        let script = "return refused.some(([rule, address]) => rule === arguments[0] && [`/${arguments[1]}`, '/'].includes(new URL(address).pathname))";
        browser
            .until_with(&what, script, vec![rule.into(), way.into()])
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn attack_53_no_page_asks_another_origin() -> Result<()> {
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let elsewhere = Listener::start()?;
        a_listener_hears(kind, &stage).await?;

        let address = stage.server.address().to_owned();
        let browser = stage.open(kind).await?;
        browser.goto(&address).await?;
        browser.find(&named("sign-in-words")).await?;
        refuse(&browser, &elsewhere, "start").await?;
        browser.click(&named("help")).await?;
        browser.find(&named("help-page")).await?;
        refuse(&browser, &elsewhere, "help").await?;
        browser.goto(&stage.server.founding_link()?).await?;
        browser.find(&named("found-organisation")).await?;
        refuse(&browser, &elsewhere, "found").await?;
        inside(&browser, &elsewhere).await?;
        steps::menu(&browser, "people").await?;
        let link = steps::invite(&browser, "editor").await?;
        refuse(&browser, &elsewhere, "people").await?;

        let newcomer = stage.open(kind).await?;
        newcomer.goto(&link).await?;
        newcomer.find(&named("join-name")).await?;
        refuse(&newcomer, &elsewhere, "join").await?;
        newcomer.fill(&named("join-name"), "Тарас").await?;
        newcomer.click(&named("join-next")).await?;
        steps::new_words(&newcomer).await?;
        newcomer.find(&named("waiting")).await?;
        refuse(&newcomer, &elsewhere, "waiting").await?;

        for browser in [browser, newcomer] {
            let foreign: Vec<String> = browser
                .close()
                .await?
                .requests
                .into_iter()
                .filter(|request| !request.starts_with(&address))
                .collect();
            ensure!(foreign.is_empty(), "{kind} asked {foreign:#?}");
        }
        let mut heard = elsewhere.heard();
        if kind == Kind::Chromium {
            // For a frame or a form it opens a connection ahead of the policy's word, and asks nothing over it.
            heard.remove("");
        }
        ensure!(heard.is_empty(), "{kind} let something through: {heard:?}");
    }
    Ok(())
}

/// Tries every way and waits for every refusal.
async fn refuse(browser: &Browser, elsewhere: &Listener, page: &str) -> Result<()> {
    try_ways(browser, elsewhere, &WAYS.map(|(way, _)| way)).await?;
    expect_refused(browser, page).await
}

/// Founds an organisation and goes through the pages inside.
async fn inside(browser: &Browser, elsewhere: &Listener) -> Result<()> {
    browser
        .fill(&named("found-organisation"), NAMES.organisation)
        .await?;
    browser.fill(&named("found-region"), NAMES.region).await?;
    browser.fill(&named("found-name"), NAMES.founder).await?;
    browser.click(&named("found-next")).await?;
    steps::new_words(browser).await?;
    browser.find(&named("empty-import")).await?;
    refuse(browser, elsewhere, "contacts").await?;
    steps::add(browser, &[("family", "Дрозд"), ("phone", "+375291234567")]).await?;
    refuse(browser, elsewhere, "card").await?;
    browser.click(&named("edit")).await?;
    browser.find(&named("form")).await?;
    refuse(browser, elsewhere, "edit").await?;
    browser.click(&named("cancel")).await?;
    for (page, sign) in [("import", "drop"), ("settings", "idle")] {
        steps::menu(browser, page).await?;
        browser.find(&named(sign)).await?;
        refuse(browser, elsewhere, page).await?;
    }
    Ok(())
}

/// A listener that hears nothing proves nothing: from a page without a policy every way reaches it.
async fn a_listener_hears(kind: Kind, stage: &Stage) -> Result<()> {
    let elsewhere = Listener::start()?;
    let browser = stage.open(kind).await?;
    browser.goto(elsewhere.address()).await?;
    // The form is the last, and goes when all else has arrived: it leads away from the page.
    for ways in [&WAYS.map(|(way, _)| way)[..WAYS.len() - 1], &["form"]] {
        try_ways(&browser, &elsewhere, ways).await?;
        let paths: BTreeSet<String> = ways.iter().map(|way| format!("/{way}")).collect();
        elsewhere.until_heard(&paths).await?;
    }
    Ok(())
}

#[tokio::test]
async fn attack_52_the_app_follows_no_redirect() -> Result<()> {
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let proxy = Proxy::before(stage.server.address())?;
        let browser = stage.open(kind).await?;
        let followed = Arc::new(AtomicBool::new(false));
        let went = followed.clone();
        // To the same origin, which the policy has nothing against: it is the app that doesn't go.
        proxy.lie(move |exchange| {
            if exchange.name == "keyring/elsewhere" {
                went.store(true, Ordering::SeqCst);
            }
            let sent_away = exchange.name == wire::keyring::READ;
            if sent_away {
                exchange.status = 307;
                exchange.location = Some("/v1/keyring/elsewhere".into());
            }
            sent_away
        });
        let words = "apple apple apple apple apple apple apple apple";
        steps::sign_in(&browser, proxy.address(), words).await?;
        browser.find(&named("problem")).await?;
        ensure!(proxy.lies() > 0, "{kind} was never redirected");
        ensure!(
            !followed.load(Ordering::SeqCst),
            "{kind} went where it was sent"
        );
    }
    Ok(())
}
