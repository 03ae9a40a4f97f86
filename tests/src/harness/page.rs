//! What a person does on a page. Each act waits until the page is ready for it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::extensions::query::ElementQueryable;
use thirtyfour::{By, Key, WebElement};

use super::Browser;

const GLANCE: Duration = Duration::from_millis(30);

impl Browser {
    /// The first element that matches and can be seen.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        let query = || {
            let query = self.driver.query(By::Css(css));
            query.wait(self.patience, GLANCE).and_displayed()
        };
        let deadline = Instant::now() + self.patience;
        loop {
            match query().first().await {
                // It was drawn anew between being found and being looked at.
                Err(error)
                    if matches!(*error, WebDriverErrorInner::StaleElementReference(..))
                        && Instant::now() < deadline => {}
                found => return Ok(found?),
            }
        }
    }

    /// Brings what moves to its end at once, but for what moves for ever: nothing is looked at half way.
    pub async fn finish_moving(&self) -> Result<()> {
        let script = "document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity).forEach((animation) => animation.finish())";
        self.script(script, Vec::new()).await?;
        Ok(())
    }

    /// Clicks an element, once it can be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        let query = self
            .driver
            .query(By::Css(css))
            .wait(self.patience, GLANCE)
            .and_clickable();
        let element = query.first().await?;
        element.scroll_into_view().await?;
        element.click().await?;
        Ok(())
    }

    /// Clicks the first button or link that says exactly this.
    pub async fn click_text(&self, text: &str) -> Result<()> {
        let path = format!(
            "//*[self::button or self::a or self::summary or @role='tab'][normalize-space()='{text}']"
        );
        let query = self
            .driver
            .query(By::XPath(path))
            .wait(self.patience, GLANCE)
            .and_clickable();
        query.first().await?.click().await?;
        Ok(())
    }

    /// Puts text into a field, in place of what is there.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Presses keys wherever the focus is.
    pub async fn press(&self, keys: &str) -> Result<()> {
        self.driver.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Presses one named key, such as [`Key::Escape`].
    pub async fn press_key(&self, key: Key) -> Result<()> {
        self.driver
            .action_chain()
            .key_down(key.clone())
            .key_up(key)
            .perform()
            .await?;
        Ok(())
    }

    /// Chooses a file in a file field, which may be hidden behind a button.
    pub async fn choose_file(&self, css: &str, file: &Path) -> Result<()> {
        let field = self
            .driver
            .query(By::Css(css))
            .wait(self.patience, GLANCE)
            .first()
            .await?;
        field
            .send_keys(file.canonicalize()?.to_string_lossy())
            .await?;
        Ok(())
    }

    /// The text of an element.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// The texts of all elements that match now.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.driver.find_all(By::Css(css)).await? {
            texts.push(element.text().await?);
        }
        Ok(texts)
    }

    /// How many elements match now.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.driver.find_all(By::Css(css)).await?.len())
    }

    /// Waits until an element's text contains this.
    pub async fn wait_text(&self, css: &str, text: &str) -> Result<()> {
        let script = "return [...document.querySelectorAll(arguments[0])].some((e) => e.innerText.includes(arguments[1]))";
        self.until_with(
            &format!("{css} says '{text}'"),
            script,
            vec![css.into(), text.into()],
        )
        .await
    }

    /// Waits until no element matches.
    pub async fn wait_gone(&self, css: &str) -> Result<()> {
        let script = "return document.querySelector(arguments[0]) === null";
        self.until_with(&format!("{css} is gone"), script, vec![css.into()])
            .await
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Waits until a script returns something true.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        self.until_with(what, script, Vec::new()).await
    }

    /// Waits until a script with arguments returns something true.
    pub async fn until_with(&self, what: &str, script: &str, arguments: Vec<Value>) -> Result<()> {
        let deadline = Instant::now() + self.patience;
        loop {
            let value = self.script(script, arguments.clone()).await?;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let page = self
                    .script("return document.body.innerText", Vec::new())
                    .await?;
                bail!(
                    "waited in vain until {what}; the page says:\n{}",
                    page.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}
