//! Every screen as a picture, in both browsers, wide and narrow, light and dark, Russian and Belarusian; axe on each.

use anyhow::Result;
use tests::harness::{Browser, Kind, Stage, Viewport};

use crate::steps::{self, Names, named};

/// One way of looking at everything.
pub(crate) struct Look {
    pub(crate) kind: Kind,
    pub(crate) viewport: Viewport,
    language: &'static str,
    theme: &'static str,
}

pub(crate) const CHROMIUM_LAPTOP: Look = Look {
    kind: Kind::Chromium,
    viewport: Viewport::Laptop,
    language: "ru",
    theme: "light",
};

pub(crate) const CHROMIUM_NARROW: Look = Look {
    kind: Kind::Chromium,
    viewport: Viewport::Narrow,
    language: "be",
    theme: "dark",
};

pub(crate) const FIREFOX_NARROW: Look = Look {
    kind: Kind::Firefox,
    viewport: Viewport::Narrow,
    language: "ru",
    theme: "light",
};

pub(crate) const FIREFOX_LAPTOP: Look = Look {
    kind: Kind::Firefox,
    viewport: Viewport::Laptop,
    language: "be",
    theme: "dark",
};

pub(crate) const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаўскі раён",
    founder: "Ганна Каваль",
};

impl Look {
    /// Language and theme, as chosen on a page outside.
    pub(crate) async fn dress(&self, browser: &Browser) -> Result<()> {
        choose(browser, "language", self.language).await?;
        let script = "return document.documentElement.dataset.theme ?? ''";
        while browser.script(script, Vec::new()).await? != self.theme {
            browser.click(&named("theme")).await?;
        }
        Ok(())
    }

    /// A picture of the screen as it is, and axe's view of it.
    pub(crate) async fn at(&self, browser: &Browser, screen: &str) -> Result<()> {
        browser.finish_moving().await?;
        let viewport = format!("{:?}", self.viewport).to_lowercase();
        browser
            .screenshot(&format!(
                "{screen}-{viewport}-{}-{}",
                self.language, self.theme
            ))
            .await?;
        browser
            .expect_accessible(&format!(
                "{screen} ({viewport}, {}, {}, {})",
                self.language, self.theme, self.kind
            ))
            .await
    }
}

#[tokio::test]
async fn every_screen_in_chromium_laptop() -> Result<()> {
    through(&CHROMIUM_LAPTOP).await
}

#[tokio::test]
async fn every_screen_in_chromium_narrow() -> Result<()> {
    through(&CHROMIUM_NARROW).await
}

#[tokio::test]
async fn every_screen_in_firefox_narrow() -> Result<()> {
    through(&FIREFOX_NARROW).await
}

#[tokio::test]
async fn every_screen_in_firefox_laptop() -> Result<()> {
    through(&FIREFOX_LAPTOP).await
}

async fn choose(browser: &Browser, test: &str, value: &str) -> Result<()> {
    browser.find(&named(test)).await?;
    let script = "const select = document.querySelector(arguments[0]); select.value = arguments[1]; select.dispatchEvent(new Event('change', { bubbles: true }))";
    browser
        .script(script, vec![named(test).into(), value.into()])
        .await?;
    Ok(())
}

async fn through(look: &Look) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let browser = stage.open(look.kind).await?;
    browser.resize(look.viewport).await?;

    browser.goto(&address).await?;
    look.dress(&browser).await?;
    look.at(&browser, "01-start").await?;
    browser
        .fill(&named("sign-in-words"), "слова слово солнце")
        .await?;
    browser.click(&named("sign-in")).await?;
    browser.find(&named("problem")).await?;
    look.at(&browser, "02-start-wrong").await?;
    browser.click(&named("have-link-open")).await?;
    browser.find(&named("link")).await?;
    look.at(&browser, "03-start-link").await?;
    // The founding link is pasted, so that language and theme stay.
    browser
        .fill(&named("link"), &stage.server.founding_link()?)
        .await?;
    browser.click(&named("link-open")).await?;
    browser
        .fill(&named("found-organisation"), NAMES.organisation)
        .await?;
    browser.fill(&named("found-region"), NAMES.region).await?;
    browser.fill(&named("found-name"), NAMES.founder).await?;
    look.at(&browser, "04-found").await?;
    browser.click(&named("found-next")).await?;
    browser.find(&named("words-written")).await?;
    look.at(&browser, "05-words").await?;
    let words = browser.texts(&named("word")).await?.join(" ");
    browser.click(&named("words-written")).await?;
    let (right, wrong) = words.split_at(words.rfind(' ').unwrap_or_default());
    browser
        .fill(&named("words-back"), &format!("{right} памылка"))
        .await?;
    look.at(&browser, "06-words-back").await?;
    browser
        .fill(&named("words-back"), &format!("{right}{wrong}"))
        .await?;
    browser.click(&named("words-right")).await?;
    browser
        .wait_text(&named("organisation"), NAMES.organisation)
        .await?;
    browser.find(&named("empty-import")).await?;
    look.at(&browser, "07-contacts-empty").await?;

    steps::menu(&browser, "import").await?;
    browser.find(&named("drop")).await?;
    look.at(&browser, "08-import").await?;
    browser
        .choose_file(
            &named("import-file"),
            &steps::fixture("excel_ru_cp1251_semicolon.csv"),
        )
        .await?;
    browser.find(&named("import-report")).await?;
    look.at(&browser, "09-import-columns").await?;
    browser.click(&named("import-run")).await?;
    browser.find(&named("import-done")).await?;
    look.at(&browser, "10-import-done").await?;
    steps::menu(&browser, "contacts").await?;
    browser.find(&named("row")).await?;
    look.at(&browser, "11-contacts").await?;
    browser.fill(&named("search"), "Новик").await?;
    browser.find("mark").await?;
    look.at(&browser, "12-contacts-found").await?;
    browser.click(&named("row")).await?;
    browser.find(&named("card-name")).await?;
    look.at(&browser, "13-card").await?;
    browser.click(&named("edit")).await?;
    browser.find(&named("form")).await?;
    look.at(&browser, "14-edit").await?;
    browser.click(&named("cancel")).await?;

    steps::menu(&browser, "people").await?;
    browser.click(&named("invite")).await?;
    browser.find(&named("invite-make")).await?;
    look.at(&browser, "15-invite").await?;
    browser.click(&named("invite-make")).await?;
    let link = browser.text(&named("invitation-link")).await?;
    look.at(&browser, "16-invitation").await?;
    newcomer(look, &stage, &browser, &link).await?;
    steps::menu(&browser, "settings").await?;
    browser.find(&named("idle")).await?;
    look.at(&browser, "20-settings").await?;
    let words = change_words(look, &browser, &words).await?;
    steps::put_toasts_away(&browser).await?;
    browser.click(&named("help")).await?;
    browser.find(&named("help-page")).await?;
    look.at(&browser, "21-help").await?;
    // The new words are this person's from now on, and the old ones nobody's.
    browser.click(&named("lock")).await?;
    browser.fill(&named("sign-in-words"), &words).await?;
    browser.click(&named("sign-in")).await?;
    browser.find(&named("row")).await?;
    browser.close().await?.expect_clean(&address)?;
    Ok(())
}

async fn change_words(look: &Look, browser: &Browser, old: &str) -> Result<String> {
    browser.click(&named("words-change")).await?;
    browser.fill(&named("old-words"), old).await?;
    look.at(browser, "20-words-old").await?;
    browser.click(&named("old-words-go")).await?;
    browser.find(&named("words-written")).await?;
    look.at(browser, "20-words-new").await?;
    let words = steps::new_words(browser).await?;
    browser.find(&named("words-change")).await?;
    Ok(words)
}

async fn newcomer(look: &Look, stage: &Stage, founder: &Browser, link: &str) -> Result<()> {
    let browser = stage.open(look.kind).await?;
    browser.resize(look.viewport).await?;
    browser.goto(link).await?;
    look.dress(&browser).await?;
    browser.fill(&named("join-name"), "Тарас Дрозд").await?;
    look.at(&browser, "17-join").await?;
    browser.click(&named("join-next")).await?;
    steps::new_words(&browser).await?;
    browser.find(&named("six-words")).await?;
    look.at(&browser, "18-waiting").await?;
    let six = browser.texts(&format!("{} li", named("six-words"))).await?;
    founder.find(&named("posted")).await?;
    look.at(founder, "19-six-words").await?;
    steps::grant(founder, &six).await?;
    browser
        .wait_text(&named("organisation"), NAMES.organisation)
        .await?;
    browser
        .close()
        .await?
        .expect_clean(stage.server.address())?;
    Ok(())
}
