//! How new what is shown is: signs of life, days that stand still, clocks that are wrong.

use keys::statement::Body;
use tests::native::{Person, alone, today};
use vault::api::{Failure, Freshness, Role};

use crate::help::{Dated, Scene, name};

/// How new the first region is, as the vault said last.
fn freshness(person: &Person) -> Freshness {
    person.session().unwrap().regions[0].freshness
}

/// Until somebody has heard others on a day, counted from today.
async fn hears(person: &Person, days: u16) {
    let newest = Some(today() + days);
    person
        .until("a newer day", async || {
            (freshness(person).newest_other == newest).then_some(())
        })
        .await;
}

/// Until the server has so many entries.
async fn holds(server: &Dated, entries: u64) {
    let looking = async {
        while server.entries() != entries {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), looking)
        .await
        .unwrap();
}

#[test]
fn of_three_days_two_people_sign_one_and_nobody_more() {
    alone(async {
        let server = Dated::new();
        let (anna, hers) = server.founder().await;
        let (taras, his) = server.member(&anna, "Тарас", Role::Editor).await;
        let (janka, third) = server.member(&anna, "Янка", Role::Editor).await;
        let (vera, reads) = server.member(&anna, "Вера", Role::Viewer).await;
        drop((anna, taras, janka, vera));
        let begun = server.entries();
        assert_eq!(
            begun, 5,
            "founded, and four let in: nobody else says anything on that day"
        );
        // Four quiet days later the first two who open it say that they are here.
        server.set_days_off(4);
        let anna = server.later(&hers, 4).await;
        holds(&server, begun + 1).await;
        let taras = server.later(&his, 4).await;
        hears(&taras, 4).await;
        holds(&server, begun + 2).await;
        hears(&anna, 4).await;
        // Whoever comes third, or only reads, has nothing to add.
        let janka = server.later(&third, 4).await;
        let vera = server.later(&reads, 4).await;
        for person in [&janka, &vera] {
            hears(person, 4).await;
        }
        // A sign of life is given before the next look for news: whoever has seen what came after has given none.
        taras.save(None, name("Купала")).await.unwrap();
        for person in [&janka, &vera, &anna] {
            person.until_found("Купала", 1).await;
        }
        assert_eq!(server.entries(), begun + 3);
        drop((anna, taras, janka, vera));
        // On the last of these days nobody is missing; on the next one somebody is.
        server.set_days_off(6);
        let janka = server.later(&third, 6).await;
        janka.save(None, name("Колас")).await.unwrap();
        let anna = server.later(&hers, 6).await;
        anna.until_found("Колас", 1).await;
        janka.save(None, name("Танк")).await.unwrap();
        anna.until_found("Танк", 1).await;
        assert_eq!(server.entries(), begun + 5);
        assert_eq!(freshness(&anna).newest_other, Some(today() + 6));
        drop((anna, janka));
        server.set_days_off(7);
        let _anna = server.later(&hers, 7).await;
        holds(&server, begun + 6).await;
    });
}

#[test]
fn attack_32_and_34_what_is_kept_back_shows_by_its_days() {
    alone(async {
        let server = Dated::new();
        let (anna, hers) = server.founder().await;
        let (taras, his) = server.member(&anna, "Тарас", Role::Editor).await;
        let (vera, _) = server.member(&anna, "Вера", Role::Editor).await;
        anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        drop((anna, taras, vera));
        // From here on, Taras is shown the server as it was.
        let frozen = server.copy();
        for server in [&server, &frozen] {
            server.set_days_off(9);
        }
        let anna = server.later(&hers, 9).await;
        anna.remove("Вера").await.unwrap();
        let taras = frozen.later(&his, 9).await;
        taras.until_found("Купала", 1).await;
        let shown = Freshness {
            newest_other: Some(today()),
            keys_since: Some(today()),
        };
        assert_eq!(
            freshness(&taras),
            shown,
            "for nine days nobody else has signed anything"
        );
        assert_eq!(taras.people().await.unwrap().len(), 3);
        assert!(taras.alarms().is_empty());
        drop(taras);
        // The truth is newer, and so are the keys.
        let taras = server.later(&his, 9).await;
        let shown = Freshness {
            newest_other: Some(today() + 9),
            keys_since: Some(today() + 9),
        };
        hears(&taras, 9).await;
        assert_eq!(freshness(&taras), shown);
        assert_eq!(taras.people().await.unwrap().len(), 2);
    });
}

#[test]
fn a_day_to_come_is_not_fresh() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, his) = scene.member("Тарас", Role::Editor).await;
        let mut liar = scene.insider(&his).await;
        // Further ahead than clocks are wrong, it says nothing; within that, it is today.
        for (ahead, newest) in [(400, None), (3, None), (2, Some(today()))] {
            let word = liar.say_on(today() + ahead, &liar.identity.sign, Body::Beacon);
            liar.plant(&[word]).await.unwrap();
            scene.anna.save(None, name("Купала")).await.unwrap();
            let told = async || (freshness(&scene.anna).newest_other == newest).then_some(());
            scene.anna.until("a day", told).await;
        }
        // Nor does what comes after it hide the true days before.
        let word = liar.say_on(today() + 500, &liar.identity.sign, Body::Beacon);
        liar.plant(&[word]).await.unwrap();
        let blank = scene.honest_sign_in(&scene.words, 3).await;
        hears(&blank, 0).await;
        assert!(blank.alarms().is_empty());
    });
}

#[test]
fn attack_54_clocks_that_are_wrong_by_a_day_or_two() {
    alone(async {
        let server = Dated::new();
        let (anna, _) = server.founder().await;
        let (taras, his) = server.member(&anna, "Тарас", Role::Editor).await;
        drop(taras);
        for days in [-2, -1, 1, 2] {
            let taras = Person::at(&server.address());
            taras.platform.set_days_off(days);
            taras.sign_in(&his).await.unwrap();
            let family = format!("Купала {days}");
            taras.save(None, name(&family)).await.unwrap();
            anna.until_found(&family, 1).await;
            let newest = freshness(&anna).newest_other;
            assert!(newest.is_none_or(|day| day <= today()), "{newest:?}");
        }
        hears(&anna, 0).await;
        // Beyond that one is told, with the server's day.
        for days in [-3, 3, 4_000] {
            let taras = Person::at(&server.address());
            taras.platform.set_days_off(days);
            let server_day = today();
            assert_eq!(
                taras.sign_in(&his).await,
                Err(Failure::Clock { server_day }),
                "{days}"
            );
        }
        // Also when it is the server's clock that is wrong.
        server.set_days_off(1);
        anna.save(None, name("Колас")).await.unwrap();
        server.set_days_off(3);
        assert!(matches!(
            anna.save(None, name("Танк")).await,
            Err(Failure::Clock { .. })
        ));
        anna.until("word of the clock", async || {
            let events = anna.platform.events().into_iter();
            let mut wrong = events.filter_map(|event| match event {
                vault::api::Event::Sync(state) => Some(state.clock_wrong),
                _ => None,
            });
            wrong.next_back().filter(|wrong| *wrong).map(drop)
        })
        .await;
        server.set_days_off(0);
        anna.save(None, name("Танк")).await.unwrap();
        assert!(anna.alarms().is_empty());
    });
}
