//! Counts that a checkpoint tells: who makes them, who checks them, and who reads them without a contact.

use keys::log::Verdict;
use keys::statement::{Body, Confirm, Totals};
use keys::{Nonce, pages};
use tests::native::alone;
use vault::api::{Alarm, Role};

use crate::help::{DUE, Scene, as_told, fill, name, summary, summed_up, until_kept};

#[test]
fn counts_are_read_without_the_contacts() {
    alone(async {
        let scene = Scene::new().await;
        let (words, kept) = summed_up(&scene).await;
        let insider = scene.insider(&words).await;
        let reading = insider.access.reading().unwrap();
        let mut reader = pages::Reader::new(insider.epoch(), reading);
        reader.page(&kept.pages[0].0).unwrap();
        let first = reader.pages().to_vec();
        assert_eq!((first[0].kind, first[0].rows), (1, 0));
        let founding = insider.keyring.memberships[0].founding;
        let mut log = reader.outline(founding).unwrap();
        // What came after those pages says what they are part of, and what that comes to.
        let read = usize::try_from(log.seq()).unwrap();
        let (mut totals, mut vouched) = (None, Vec::new());
        for (seq, blob) in (log.seq() + 1..).zip(&insider.blobs[read..]) {
            let Verdict::Accepted(said) = log.apply(seq, blob).unwrap() else {
                panic!("{seq} doesn't count");
            };
            vouched.push(said.statement().author);
            if let Body::Checkpoint(said) = &said.statement().body {
                assert_eq!(said.pages[..1], first);
                totals = Some(said.totals);
            }
        }
        let records = DUE;
        let wanted = Totals {
            records,
            ..Totals::default()
        };
        assert_eq!(totals, Some(wanted));
        let authority = log.authority();
        assert!(vouched.len() >= 2 && vouched.iter().all(|author| authority.is_editor(author)));
        assert_ne!(vouched[0], vouched[1]);
    });
}

#[test]
fn those_above_vouch_for_one_another_where_nobody_else_writes() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let below = scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.look_at(below);
        taras.enter("Мінск").await;
        let mut insider = scene.insider_below(&words, &[0]).await;
        assert_eq!(insider.log.authority().members().count(), 0);
        fill(&scene.anna, DUE).await;
        let kept = until_kept(&mut insider, None).await;
        assert!(kept.count > 0);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        blank.enter("Мінск").await;
        assert_eq!(blank.list("").await.unwrap().total, DUE);
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn counts_that_are_not_true_are_named_and_confirmed_by_nobody() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("", 1).await;
        drop(taras);
        let mut liar = scene.insider(&words).await;
        let (log, state) = as_told(&liar, |_, _| true);
        let (said, _) = summary(&liar, &log, &state, Nonce([7; 16]));
        let Body::Checkpoint(mut said) = said else {
            panic!("{said:?}");
        };
        assert_eq!(said.totals.records, 1);
        // Everything else is as it is.
        said.totals.records = 113_220;
        let statement = liar.say(Body::Checkpoint(said));
        liar.plant(&[statement]).await.unwrap();
        let named = Alarm::FalsePages {
            region: 0,
            author: Some("Тарас".to_owned()),
        };
        assert_eq!(scene.anna.until_alarm().await, named);
        // The next true one is confirmed, and that one never was.
        liar.refresh().await.unwrap();
        let last = liar.blobs.len();
        let (log, state) = as_told(&liar, |_, _| true);
        let (said, _) = summary(&liar, &log, &state, Nonce([8; 16]));
        let statement = liar.say(said);
        let checkpoint = statement.hash();
        liar.plant(&[statement]).await.unwrap();
        while liar.blobs.len() < last + 2 {
            liar.wait().await.unwrap();
        }
        let confirmed = liar.statement(last + 2).unwrap().said().unwrap();
        assert_eq!(confirmed.body, Body::Confirm(Confirm { checkpoint }));
    });
}
