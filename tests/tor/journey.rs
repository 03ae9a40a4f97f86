//! Two people and three blank profiles of Firefox with Tor Browser's settings, who know nothing but an onion address.

use anyhow::{Result, ensure};
use tests::harness::Browser;
use tests::steps::{self, Names, named};

use crate::scene::Scene;

const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};

#[tokio::test]
async fn found_invite_join_search_and_lock_through_an_onion() -> Result<()> {
    let scene = Scene::new().await?;
    let address = scene.onion.address();
    let anna = Browser::open_through(scene.network.socks()).await?;
    let link = scene.server.founding_link_at(address)?;
    let words = steps::found(&anna, &link, &NAMES).await?;
    let taras = Browser::open_through(scene.network.socks()).await?;
    steps::bring_in(&anna, &taras, "editor", "Тарас").await?;
    let contact = [("family", "Ціханоўская"), ("town", "Мікашэвічы")];
    steps::add(&anna, &contact).await?;
    for browser in [&anna, &taras] {
        steps::find_one(browser, "Ціханоўская", "Ціханоўская").await?;
    }
    for browser in [anna, taras] {
        browser.close().await?.expect_clean(address)?;
    }

    let blank = Browser::open_through(scene.network.socks()).await?;
    steps::sign_in(&blank, address, &words).await?;
    for query in ["Тихановская", "Tikhanovskaya"] {
        steps::find_one(&blank, query, "Ціханоўская").await?;
    }
    blank.click(&named("lock")).await?;
    blank.find(&named("sign-in-words")).await?;
    let script = "return document.documentElement.innerHTML.includes('Ціханоў')";
    let left = blank.script(script, Vec::new()).await?;
    ensure!(left == false, "a name is left in the page");
    blank.close().await?.expect_clean(address)
}
