//! Two members who are shown different histories.

use keys::Hash;
use keys::statement::{Body, Seen, SignedStatement};
use tests::native::{Insider, Person, alone, rng, today};
use vault::api::{Alarm, Command, Compared, HeadCode, Language, Reply, Role};

use crate::help::{Dated, name, wait_forked};

/// Two entries of one server, so many before its last ones, put into the log at another as they are.
async fn relay(words: &str, from: &Dated, to: &Dated, before: usize) {
    let there = Insider::with_words(&from.address(), words).await.unwrap();
    let end = there.blobs.len() - before;
    let blobs = there.blobs[end - 2..end].to_vec();
    let mut here = Insider::with_words(&to.address(), words).await.unwrap();
    here.plant_blobs(blobs).await.unwrap();
}

fn fork(author: Option<&str>) -> Alarm {
    Alarm::Fork {
        region: 0,
        author: author.map(str::to_owned),
    }
}

async fn sees(person: &Person, families: &[&str]) {
    for family in families {
        person.until_found(family, 1).await;
    }
}

#[test]
fn attack_30_two_who_are_shown_different_histories() {
    alone(async {
        let one = Dated::new();
        let (anna, hers) = one.founder().await;
        let (taras, his) = one.member(&anna, "Тарас", Role::Lead).await;
        let (vera, _) = one.member(&anna, "Вера", Role::Editor).await;
        drop(taras);
        // From here on, Taras is at another server than everybody else.
        let other = one.copy();
        let taras = other.later(&his, 0).await;
        for family in ["Купала", "Колас"] {
            anna.save(None, name(family)).await.unwrap();
        }
        for family in ["Багдановіч", "Танк"] {
            taras.save(None, name(family)).await.unwrap();
        }
        assert!(anna.alarms().is_empty() && taras.alarms().is_empty());
        // The first entry that one reads of the other's that knows more than both is enough, on either side.
        relay(&his, &other, &one, 0).await;
        wait_forked(&anna, &fork(Some("Тарас"))).await;
        // Only leads know names.
        wait_forked(&vera, &fork(None)).await;
        relay(&hers, &one, &other, 2).await;
        wait_forked(&taras, &fork(Some("Ганна"))).await;
        // It is said, and everything goes on.
        anna.save(None, name("Крапіва")).await.unwrap();
        taras.save(None, name("Буйніцкі")).await.unwrap();
        sees(&vera, &["Купала", "Колас", "Крапіва"]).await;
        vera.save(None, name("Дубоўка")).await.unwrap();
        sees(&anna, &["Дубоўка"]).await;
        let broken = |alarm: &Alarm| matches!(alarm, Alarm::HistoryBroken { .. });
        for person in [&anna, &taras, &vera] {
            assert!(!person.alarms().iter().any(broken));
        }
    });
}

#[test]
fn attack_30_one_who_lies_about_history_is_named_and_stops_nobody() {
    alone(async {
        let server = Dated::new();
        let (anna, hers) = server.founder().await;
        let (_taras, his) = server.member(&anna, "Тарас", Role::Editor).await;
        let mut liar = Insider::with_words(&server.address(), &his).await.unwrap();
        let false_head = Seen {
            seq: liar.log.seq(),
            head: Hash([9; 32]),
        };
        let lie = SignedStatement::sign(
            &liar.identity.sign,
            liar.organisation(),
            liar.epoch(),
            false_head,
            today(),
            Body::Beacon,
            &mut rng(),
        );
        liar.plant(&[lie]).await.unwrap();
        wait_forked(&anna, &fork(Some("Тарас"))).await;
        anna.save(None, name("Купала")).await.unwrap();
        let blank = server.later(&hers, 0).await;
        sees(&blank, &["Купала"]).await;
        assert_eq!(blank.alarms(), [fork(Some("Тарас"))]);
    });
}

/// The six words of the first region.
async fn code(person: &Person, language: Language) -> HeadCode {
    let command = Command::HeadCode {
        region: 0,
        language,
    };
    match person.send(command).await {
        Ok(Reply::HeadCode(code)) => code,
        other => panic!("{other:?}"),
    }
}

async fn compare(person: &Person, code: &HeadCode) -> Compared {
    let command = Command::CompareHead {
        region: 0,
        seq: code.seq,
        words: code.words.join(" "),
    };
    match person.send(command).await {
        Ok(Reply::Compared(compared)) => compared,
        other => panic!("{other:?}"),
    }
}

#[test]
fn attack_31_keyring_and_regions_taken_back_together() {
    alone(async {
        let server = Dated::new();
        let (anna, hers) = server.founder().await;
        let (taras, his) = server.member(&anna, "Тарас", Role::Lead).await;
        anna.save(None, name("Купала")).await.unwrap();
        sees(&taras, &["Купала"]).await;
        let early = code(&anna, Language::English).await;
        let old = server.copy();
        for family in ["Колас", "Багдановіч"] {
            anna.save(None, name(family)).await.unwrap();
        }
        sees(&taras, &["Колас", "Багдановіч"]).await;
        let printed = code(&anna, Language::Russian).await;
        for language in [Language::English, Language::Belarusian] {
            assert_eq!(
                compare(&anna, &code(&taras, language).await).await,
                Compared::Same
            );
        }
        assert_eq!(compare(&taras, &printed).await, Compared::Same);
        drop(taras);
        // All that the server ever had of him, as it was: nothing in it contradicts itself.
        let taras = old.later(&his, 0).await;
        sees(&taras, &["Купала"]).await;
        assert!(taras.alarms().is_empty());
        assert_eq!(compare(&taras, &early).await, Compared::Same);
        // The printed words know of more.
        assert_eq!(compare(&taras, &printed).await, Compared::Ahead);
        // And when this history has grown as long, of other things.
        for family in ["Танк", "Крапіва"] {
            taras.save(None, name(family)).await.unwrap();
        }
        assert_eq!(compare(&taras, &printed).await, Compared::Other);
        let misread = HeadCode {
            seq: early.seq,
            words: printed.words.clone(),
        };
        assert_eq!(compare(&taras, &misread).await, Compared::Other);
        // So does the next sign of life of anybody else that reaches him.
        drop(anna);
        server.set_days_off(4);
        let before = server.entries();
        let anna = server.later(&hers, 4).await;
        let said = async {
            while server.entries() == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), said)
            .await
            .unwrap();
        drop(anna);
        server.set_days_off(0);
        let there = Insider::with_words(&server.address(), &hers).await.unwrap();
        let mut here = Insider::with_words(&old.address(), &hers).await.unwrap();
        let beacon = there.blobs.last().unwrap().clone();
        here.plant_blobs(vec![beacon]).await.unwrap();
        wait_forked(&taras, &fork(Some("Ганна"))).await;
    });
}
