//! Circuits that die, lines that are cut, connections that are open and carry nothing: without a browser.

use anyhow::{Result, ensure};
use tests::native::alone;
use tests::tor::Line;
use vault::api::Failure;

use crate::scene::{Scene, all_find, name, told, until_fresh, until_offline};

#[test]
fn after_a_dead_line_and_dead_circuits_everything_is_there_once() -> Result<()> {
    alone(async {
        let scene = Scene::new().await?;
        let (taras, words) = scene.founder().await?;
        let line = Line::slow(scene.network.socks()).await?;
        let door = line.door(&scene.onion).await?;
        let anna = scene.device(&door, &words).await?;
        // Cut when it has gone out, and its answer hasn't come in: nobody knows whether it was written.
        let saved = async { anna.save(None, name("Купала")).await };
        let cut = async {
            line.until_sent(1).await?;
            line.cut();
            Ok::<_, anyhow::Error>(())
        };
        let (saved, cut) = tokio::join!(saved, cut);
        cut?;
        ensure!(saved == Err(Failure::Offline), "{saved:?}");
        until_offline(&anna).await;
        taras.save(None, name("Колас")).await.map_err(told)?;
        line.come_back();
        until_fresh(&anna).await;
        anna.until_found("Колас", 1).await;
        anna.save(None, name("Купала")).await.map_err(told)?;
        all_find(&[&anna, &taras], &["Купала", "Колас"]).await?;

        // Tor's own circuits die under the long-poll and under what is being written.
        scene.network.close_circuits(&scene.onion).await?;
        taras.save(None, name("Танк")).await.map_err(told)?;
        anna.until_found("Танк", 1).await;
        let written = anna.save(None, name("Багдановіч"));
        let closed = async {
            line.until_sent(1).await?;
            scene.network.close_circuits(&scene.onion).await
        };
        let (written, closed) = tokio::join!(written, closed);
        closed?;
        written.map_err(told)?;
        let families = ["Купала", "Колас", "Танк", "Багдановіч"];
        all_find(&[&anna, &taras], &families).await
    })
}

#[test]
fn connections_that_carry_nothing_are_given_up() -> Result<()> {
    alone(async {
        let scene = Scene::new().await?;
        let (taras, words) = scene.founder().await?;
        let line = Line::fast(scene.network.socks()).await?;
        let door = line.door(&scene.onion).await?;
        let anna = scene.device(&door, &words).await?;
        line.fall_silent();
        taras.save(None, name("Колас")).await.map_err(told)?;
        let typed = anna.save(None, name("Купала"));
        let back = async {
            until_offline(&anna).await;
            // What was open until now stays silent.
            line.come_back();
            until_fresh(&anna).await;
            anna.until_found("Колас", 1).await;
        };
        let (typed, ()) = tokio::join!(typed, back);
        match typed {
            Ok(_) => {}
            Err(Failure::Offline) => {
                let again = anna.save(None, name("Купала"));
                again.await.map_err(told)?;
            }
            Err(other) => return Err(told(other)),
        }
        all_find(&[&anna, &taras], &["Купала", "Колас"]).await
    })
}
