//! What people do in a browser, step by step, the same in every journey.

use std::path::Path;

use crate::harness::Browser;
use anyhow::{Context, Result};

/// The element that a `data-test` names.
pub fn named(test: &str) -> String {
    format!("[data-test='{test}']")
}

/// The file of contacts that the journeys bring in.
pub fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// What the founding screen asks for.
#[derive(Debug)]
pub struct Names<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// The first region's.
    pub region: &'a str,
    /// The founder's.
    pub founder: &'a str,
}

/// Founds an organisation; gives the eight words.
pub async fn found(browser: &Browser, link: &str, names: &Names<'_>) -> Result<String> {
    browser.goto(link).await?;
    browser
        .fill(&named("found-organisation"), names.organisation)
        .await?;
    browser.fill(&named("found-region"), names.region).await?;
    browser.fill(&named("found-name"), names.founder).await?;
    browser.click(&named("found-next")).await?;
    let words = new_words(browser).await?;
    browser
        .wait_text(&named("organisation"), names.organisation)
        .await?;
    Ok(words)
}

/// Writes eight new words down and types them back.
pub async fn new_words(browser: &Browser) -> Result<String> {
    browser.find(&named("words-written")).await?;
    let words = browser.texts(&named("word")).await?;
    assert_eq!(words.len(), 8, "eight words are shown");
    let words = words.join(" ");
    browser.click(&named("words-written")).await?;
    browser.fill(&named("words-back"), &words).await?;
    browser.click(&named("words-right")).await?;
    Ok(words)
}

/// What the last act was told with lies over the foot of a narrow screen until it is put away, or goes by itself.
pub async fn put_toasts_away(browser: &Browser) -> Result<()> {
    let script = "document.querySelectorAll(arguments[0]).forEach((button) => button.click())";
    browser
        .script(script, vec![named("toast-close").into()])
        .await?;
    browser.wait_gone(&named("toast")).await
}

/// Opens a page of the menu.
pub async fn menu(browser: &Browser, page: &str) -> Result<()> {
    browser.click(&named(&format!("menu-{page}"))).await
}

/// Makes an invitation; gives its link.
pub async fn invite(browser: &Browser, role: &str) -> Result<String> {
    menu(browser, "people").await?;
    browser.click(&named("invite")).await?;
    browser.find(&named("invite-form")).await?;
    let radio = format!(
        "{} {}",
        named("invite-form"),
        named(&format!("role-{role}"))
    );
    browser
        .script(
            "document.querySelector(arguments[0]).click()",
            vec![radio.into()],
        )
        .await?;
    browser.click(&named("invite-make")).await?;
    browser.text(&named("invitation-link")).await
}

/// Answers an invitation up to the six words; gives the eight words and the six.
pub async fn join(browser: &Browser, link: &str, name: &str) -> Result<(String, Vec<String>)> {
    browser.goto(link).await?;
    browser.fill(&named("join-name"), name).await?;
    // The secret has left the address bar by now.
    let address = browser.driver.current_url().await?;
    assert_eq!(
        address.fragment().unwrap_or_default(),
        "/join",
        "the link's secret stays in the address bar"
    );
    browser.click(&named("join-next")).await?;
    let words = new_words(browser).await?;
    browser.find(&named("waiting")).await?;
    let six = browser.texts(&format!("{} li", named("six-words"))).await?;
    Ok((words, six))
}

/// Compares the six words and lets the newcomer in.
pub async fn grant(browser: &Browser, six: &[String]) -> Result<()> {
    browser.find(&named("posted")).await?;
    let ours = browser
        .texts(&format!("{} {} li", named("posted"), named("six-words")))
        .await?;
    assert_eq!(ours, six, "both sides read the same six words");
    browser.click(&named("grant")).await?;
    browser.wait_gone(&named("posted")).await
}

/// Invites somebody and lets them in; gives their eight words.
pub async fn bring_in(
    lead: &Browser,
    newcomer: &Browser,
    role: &str,
    name: &str,
) -> Result<String> {
    let link = invite(lead, role).await?;
    let (words, six) = join(newcomer, &link, name).await?;
    grant(lead, &six).await?;
    newcomer.wait_gone(&named("waiting")).await?;
    newcomer.find(&named("menu-settings")).await?;
    Ok(words)
}

/// Clicks a button of the item that says this.
pub async fn click_beside(browser: &Browser, item: &str, text: &str, button: &str) -> Result<()> {
    let texts = browser.texts(&named(item)).await?;
    let place = texts.iter().position(|said| said.contains(text));
    let place = place.with_context(|| format!("no {item} says '{text}'"))? + 1;
    let (item, button) = (named(item), named(button));
    browser
        .click(&format!("{item}:nth-child({place}) {button}"))
        .await
}

/// Waits until the focus is on this control.
pub async fn expect_focus(browser: &Browser, test: &str) -> Result<()> {
    let script = "return document.activeElement?.dataset.test === arguments[0]";
    browser
        .until_with(&format!("{test} has the focus"), script, vec![test.into()])
        .await
}

/// Adds a contact.
pub async fn add(browser: &Browser, fields: &[(&str, &str)]) -> Result<()> {
    menu(browser, "contacts").await?;
    browser.click(&named("add")).await?;
    fill(browser, fields).await?;
    browser.click(&named("save")).await?;
    browser.find(&named("card-name")).await?;
    Ok(())
}

/// Adds a contact with fields that the form only offers.
pub async fn add_in_full(browser: &Browser, fields: &[(&str, &str)]) -> Result<()> {
    menu(browser, "contacts").await?;
    browser.click(&named("add")).await?;
    add_everything(browser).await?;
    fill(browser, fields).await?;
    browser.click(&named("save")).await?;
    browser.find(&named("card-name")).await?;
    Ok(())
}

/// Puts text into a field as pasting does; no keyboard has a key for every character.
pub async fn paste(browser: &Browser, test: &str, text: &str) -> Result<()> {
    browser.find(&named(test)).await?;
    let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1]; field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    browser
        .script(script, vec![named(test).into(), text.into()])
        .await?;
    Ok(())
}

/// Takes every offer of the form, so that all its fields are there.
pub async fn add_everything(browser: &Browser) -> Result<()> {
    browser.find(&named("form")).await?;
    let script =
        "const offer = document.querySelector(arguments[0]); offer?.click(); return offer === null";
    let offers = format!("{} .offer", named("form"));
    browser
        .until_with("nothing is offered any more", script, vec![offers.into()])
        .await
}

/// Fills fields of the form.
pub async fn fill(browser: &Browser, fields: &[(&str, &str)]) -> Result<()> {
    for (key, value) in fields {
        browser.fill(&named(&format!("field-{key}")), value).await?;
    }
    Ok(())
}

/// Searches, and waits for exactly one line that says `name`.
pub async fn find_one(browser: &Browser, query: &str, name: &str) -> Result<()> {
    menu(browser, "contacts").await?;
    browser.fill(&named("search"), query).await?;
    let script = "const names = [...document.querySelectorAll(\"[data-test='row-name']\")]; return names.length === 1 && names[0].innerText.includes(arguments[0])";
    browser
        .until_with(
            &format!("'{query}' finds {name}"),
            script,
            vec![name.into()],
        )
        .await
}

/// Opens the only line of the list.
pub async fn open_only(browser: &Browser) -> Result<()> {
    browser.click(&named("row")).await?;
    browser.find(&named("card-name")).await?;
    Ok(())
}

/// Brings a file in, columns as guessed; gives how many contacts it made.
pub async fn import(browser: &Browser, file: &Path) -> Result<u32> {
    menu(browser, "import").await?;
    browser
        .find("[data-test='import-file'], [data-test='import-another'], [data-test='drop']")
        .await?;
    if browser.count(&named("import-another")).await? > 0 {
        browser.click(&named("import-another")).await?;
    }
    browser.choose_file(&named("import-file"), file).await?;
    browser.find(&named("columns")).await?;
    browser.find(&named("import-report")).await?;
    let told = browser.text(&named("report-records")).await?;
    browser.click(&named("import-run")).await?;
    browser.find(&named("import-done")).await?;
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    digits.parse().context("the report counts contacts")
}

/// Signs in.
pub async fn sign_in(browser: &Browser, address: &str, words: &str) -> Result<()> {
    browser.goto(address).await?;
    browser.fill(&named("sign-in-words"), words).await?;
    browser.click(&named("sign-in")).await
}
