//! Two members who are shown different histories.

use keys::Hash;
use keys::statement::{Body, Seen, SignedStatement};
use tests::native::{Insider, Person, alone, rng, today};
use vault::api::{Alarm, Role};

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
