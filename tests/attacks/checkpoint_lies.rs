//! Two who lie together with a checkpoint: what they get, and what finds them out.

use keys::encode::encode;
use keys::padding::Padding;
use keys::seal::{Place, open, seal};
use keys::statement::{Body, Checkpoint, Confirm, PageRef, Revoke, SignedStatement, Totals};
use keys::{Hash, Label, Nonce, Role as KeyRole, pages};
use tests::native::{Insider, alone, rng};
use vault::api::{Alarm, Role};
use wire::Blob;

use crate::help::{
    ALL, DUE, FALSE, Scene, as_told, fill, forged_grant, hand_out, in_pages, name, record, summary,
    summed_up, synced, until_kept,
};

/// Pages whose first says other things.
fn forged(liar: &Insider, pages: &[Blob], from: &[u8], to: &[u8]) -> Vec<Blob> {
    let reading = liar.access.reading().unwrap();
    let place = Place {
        label: Label::Page,
        space: liar.epoch().space,
        epoch: liar.epoch().number,
    };
    let plain = open(&reading, &place, Padding::Page, &pages[0].0).unwrap();
    let content = miniz_oxide::inflate::decompress_to_vec(&plain[2..]).unwrap();
    let mut windows = content.windows(from.len());
    let at = windows.position(|window| window == from).unwrap();
    let content = [&content[..at], to, &content[at + from.len()..]].concat();
    let plain = [&[1, 0], &content[..]].concat();
    let first = seal(&reading, &place, Padding::Page, &plain, &mut rng()).unwrap();
    [&[Blob(first)], &pages[1..]].concat()
}

/// What such pages come to, if anything.
fn come_to(liar: &Insider, pages: &[Blob]) -> (Vec<PageRef>, Option<Hash>, Totals) {
    let mut reader = pages::Reader::new(liar.epoch(), liar.access.reading().unwrap());
    for page in pages {
        reader.page(&page.0).unwrap();
    }
    let names = reader.pages().to_vec();
    let read = reader.finish(liar.keyring.memberships[0].founding);
    let state = read.map(|(log, state)| (state.hash(&log, log.seen()), state.totals()));
    let (state, totals) = state.ok().unzip();
    (names, state, totals.unwrap_or_default())
}

/// One says what these pages say, another confirms it, and the server hands them out.
async fn vouch(one: &mut Insider, other: &mut Insider, set: Nonce, pages: Vec<Blob>) {
    let (names, state, totals) = come_to(one, &pages);
    let said = one.say(Body::Checkpoint(Checkpoint {
        state: state.unwrap_or(Hash([7; 32])),
        set,
        pages: names,
        totals,
    }));
    let checkpoint = said.hash();
    one.plant(&[said]).await.unwrap();
    other.refresh().await.unwrap();
    let confirm = other.say(Body::Confirm(Confirm { checkpoint }));
    other.plant(&[confirm]).await.unwrap();
    one.refresh().await.unwrap();
    hand_out(one, set, pages).await;
}

/// The pages of what there is, as it is.
fn honest(liar: &Insider) -> Vec<Blob> {
    let (log, state) = as_told(liar, |_, _| true);
    summary(liar, &log, &state, Nonce([0; 16])).1
}

fn standing(liar: &Insider) -> Vec<(u64, SignedStatement)> {
    let all = liar.log.standing();
    all.map(|(seq, signed)| (seq, signed.clone())).collect()
}

#[test]
fn roles_that_nobody_gave_make_pages_worthless() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (iryna, hers) = scene.member("Ірына", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        scene.anna.save(None, name("Колас")).await.unwrap();
        drop((taras, iryna));
        let mut liar = scene.insider(&his).await;
        let mut other = scene.insider(&hers).await;
        let me = liar.identity.public().unwrap();
        let grant = || forged_grant(me.clone(), KeyRole::Lead);
        let chief = scene.insider(&scene.words).await;
        // By somebody who may not; by a lead, but nowhere in this log.
        let invented = [
            liar.say(grant()),
            chief.say_as(&chief.identity.sign, grant()),
        ];
        for (invented, number) in invented.into_iter().zip(1u8..) {
            liar.refresh().await.unwrap();
            let real = standing(&liar);
            // In the place of a contact's.
            let place = liar.log.seq() - 1;
            let mut with = real.clone();
            let at = with.partition_point(|(seq, _)| *seq < place);
            with.insert(at, (place, invented));
            let pages = forged(&liar, &honest(&liar), &encode(&real), &encode(&with));
            assert_eq!(come_to(&liar, &pages).1, None);
            vouch(&mut liar, &mut other, Nonce([number; 16]), pages).await;
            let blank = scene.blank();
            blank.sign_in(&his).await.unwrap();
            assert!(blank.alarms().contains(&FALSE), "{:?}", blank.alarms());
            assert_eq!(blank.list("").await.unwrap().total, 2);
            assert!(blank.invite(Role::Viewer).await.is_err());
        }
    });
}

#[test]
fn whom_two_left_out_a_rotation_does_not() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (iryna, hers) = scene.member("Ірына", Role::Editor).await;
        let (vera, _) = scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        vera.until_found("", 1).await;
        drop((taras, iryna));
        scene.anna.end();
        let mut liar = scene.insider(&his).await;
        let mut other = scene.insider(&hers).await;
        // As if nobody had ever let Vera in: the last grant there is.
        let real = standing(&liar);
        let (_, without) = real.split_last().unwrap();
        let pages = honest(&liar);
        let pages = forged(&liar, &pages, &encode(&real), &encode(&without.to_vec()));
        vouch(&mut liar, &mut other, Nonce([1; 16]), pages).await;
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        // Two people's word is taken for that, as the threat model says.
        assert_eq!(blank.people().await.unwrap().len(), 3);
        assert_eq!(blank.alarms(), []);
        // What is for good goes by the log: a rotation without her nobody else would follow, and the server would.
        blank.rotate().await.unwrap();
        let named = Alarm::FalsePages {
            region: 0,
            author: Some("Тарас".to_owned()),
        };
        assert!(blank.alarms().contains(&named), "{:?}", blank.alarms());
        assert_eq!(blank.people().await.unwrap().len(), 4);
        vera.until_renewed(1).await;
        blank.save(None, name("Колас")).await.unwrap();
        vera.until_found("Колас", 1).await;
    });
}

#[test]
fn whose_author_was_put_out_nobody_begins_with() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (iryna, hers) = scene.member("Ірына", Role::Editor).await;
        let mut insider = scene.insider(&hers).await;
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;
        drop((taras, iryna));
        // Both who may have confirmed it, and no rotation yet.
        let mut chief = scene.insider(&scene.words).await;
        let gone = scene.insider(&his).await.identity.sign.public();
        let revoke = chief.say(Body::Revoke(Revoke { member: gone }));
        chief.plant(&[revoke]).await.unwrap();
        let gone = insider.identity.sign.public();
        let revoke = chief.say(Body::Revoke(Revoke { member: gone }));
        chief.plant(&[revoke]).await.unwrap();
        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        assert_eq!(blank.list("").await.unwrap().total, DUE);
        assert!(synced(&seen) > ALL, "{}", synced(&seen));
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn pages_of_the_epoch_before_begin_nobody() {
    alone(async {
        let scene = Scene::new().await;
        let (words, kept) = summed_up(&scene).await;
        let before = scene.insider(&words).await;
        scene.anna.rotate().await.unwrap();
        // Sealed for the new one by somebody who can: what they sum up isn't what stands right before any checkpoint of it.
        let mut after = scene.insider(&words).await;
        let (log, state) = as_told(&before, |_, _| true);
        let (_, pages) = summary(&after, &log, &state, Nonce([8; 16]));
        after.refresh().await.unwrap();
        hand_out(&after, Nonce([8; 16]), pages).await;
        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.alarms(), [FALSE]);
        assert_eq!(blank.list("").await.unwrap().total, DUE);
        assert!(synced(&seen) > ALL, "{}", synced(&seen));
        // Or the old ones as they were, which no honest server has any more.
        in_pages(&scene, move |answer| {
            answer.pages.clone_from(&kept.pages);
            answer.count = kept.count;
            true
        });
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.alarms(), [FALSE]);
        assert_eq!(blank.list("").await.unwrap().total, DUE);
    });
}
