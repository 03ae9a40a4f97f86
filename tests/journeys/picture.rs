//! An invitation as a picture of its code, read by a module that is fetched for it; also when it can't be fetched at first.

use anyhow::{Result, ensure};
use tests::harness::{Kind, Stage};

use crate::steps::{self, Names, named};

const NAMES: Names<'_> = Names {
    organisation: "Народная скрыня",
    region: "Барысаў",
    founder: "Ганна Каваль",
};
/// What may be missed in the console while the server is away: the reader's own files.
const READER: [&str; 3] = ["worker.js", "reader.js", "reader_bg.wasm"];

#[tokio::test]
async fn a_picture_of_an_invitation_is_read() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("code.png");
    for kind in Kind::ALL {
        let mut stage = Stage::new()?;
        let anna = stage.open(kind).await?;
        steps::found(&anna, &stage.server.founding_link()?, &NAMES).await?;
        steps::invite(&anna, "editor").await?;
        anna.find(&named("qr")).await?.screenshot(&picture).await?;
        anna.close().await?.expect_clean(stage.server.address())?;

        let taras = stage.open(kind).await?;
        taras.goto(stage.server.address()).await?;
        taras.click(&named("have-link-open")).await?;
        taras
            .choose_file(&named("link-picture"), &steps::fixture("loud/page.js"))
            .await?;
        taras.wait_text(&named("link-problem"), "not a PNG").await?;
        taras.choose_file(&named("link-picture"), &picture).await?;
        taras.find(&named("join-name")).await?;
        taras.close().await?.expect_clean(stage.server.address())?;

        // The server goes away before anything was read: that is said, and choosing again is all it takes.
        let maria = stage.open(kind).await?;
        maria.goto(stage.server.address()).await?;
        maria.click(&named("have-link-open")).await?;
        stage.server.kill()?;
        maria.choose_file(&named("link-picture"), &picture).await?;
        maria
            .wait_text(&named("link-problem"), "No answer from the server")
            .await?;
        stage.server.restart()?;
        maria.choose_file(&named("link-picture"), &picture).await?;
        maria.find(&named("join-name")).await?;
        let seen = maria.close().await?;
        for line in &seen.console {
            ensure!(
                READER.iter().any(|file| line.contains(file)),
                "the console of {kind} said: {line}"
            );
        }
    }
    Ok(())
}
