//! The sizes that screens are looked at in.

use anyhow::Result;
use serde_json::json;

use super::commands::{in_firefox, to_chromium};
use super::{Browser, Kind};

/// A window's size, as the page feels it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Viewport {
    /// 1280 by 800.
    Laptop,
    /// 360 by 740.
    Phone,
    /// 320 by 640: the narrowest that must work.
    Narrow,
}

impl Viewport {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Laptop, Self::Phone, Self::Narrow];

    /// Width and height in pixels.
    #[must_use]
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Laptop => (1280, 800),
            Self::Phone => (360, 740),
            Self::Narrow => (320, 640),
        }
    }
}

impl Browser {
    /// Gives the page another size. Neither browser's window goes as narrow as a phone, so it is the page that changes.
    pub async fn resize(&self, viewport: Viewport) -> Result<()> {
        let (width, height) = viewport.size();
        match self.kind {
            Kind::Chromium => {
                let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                to_chromium(&self.driver, "Emulation.setDeviceMetricsOverride", metrics).await?;
            }
            Kind::Firefox => {
                self.driver.set_window_rect(0, 0, 1400, 1000).await?;
                let script = r#"
                    const style = Services.wm.getMostRecentWindow('navigator:browser').gBrowser.selectedBrowser.style;
                    const [width, height] = arguments;
                    for (const edge of ['min-width', 'max-width', 'width']) style.setProperty(edge, `${width}px`, 'important');
                    for (const edge of ['min-height', 'max-height', 'height']) style.setProperty(edge, `${height}px`, 'important');
                "#;
                in_firefox(&self.driver, script, vec![width.into(), height.into()]).await?;
            }
        }
        // Letterboxing rounds down, so Firefox may be given less than it was asked for, never more.
        self.until(
            "the page has its new size",
            &format!("return innerWidth <= {width} && innerHeight <= {height}"),
        )
        .await
    }
}
