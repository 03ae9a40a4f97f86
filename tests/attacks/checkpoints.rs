//! Checkpoints: what begins a new device, and who may lie with it.

use keys::seal::{OVERHEAD, Place};
use keys::statement::{Body, Confirm};
use keys::{Epoch, Label, Nonce, pages};
use rand_core::Rng;
use tests::native::{Person, alone, rng};
use vault::api::{Alarm, Role};

use crate::help::{
    DUE, FALSE, LITTLE, Scene, as_told, asked, fill, hand_out, in_pages, name, raw_seal, record,
    summary, summed_up, synced, until_kept,
};

#[test]
fn a_new_device_begins_with_a_checkpoint_two_people_vouch_for() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut insider = scene.insider(&words).await;
        fill(&scene.anna, DUE).await;
        let kept = until_kept(&mut insider, None).await;
        assert!(kept.count > 0);
        // And something after it.
        let id = taras.until_found("", DUE).await;
        scene.anna.save(None, name("Апошні")).await.unwrap();
        taras.until_found("", DUE + 1).await;
        let whole = taras.contact(id).await.unwrap();

        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.list("").await.unwrap().total, DUE + 1);
        assert_eq!(blank.contact(id).await.unwrap(), whole);
        assert!(asked(&seen).iter().any(|name| name == wire::pages::READ));
        let bytes = synced(&seen);
        assert!(bytes < LITTLE, "{bytes}");
        assert_eq!(blank.alarms(), []);
        // It can write, and everybody else takes it.
        blank.save(None, name("Новы")).await.unwrap();
        scene.anna.until_found("Новы", 1).await;
        let people = blank.people().await.unwrap();
        assert_eq!(people.len(), 2);
    });
}

/// A blank device is shown these lies: it says so, reads the log instead, and has everything.
async fn not_believed(scene: &Scene, words: &str, records: u32) {
    let before = scene.line.lies();
    let seen = scene.blank();
    seen.sign_in(words).await.unwrap();
    assert_eq!(scene.line.lies(), before + 1);
    assert_eq!(seen.alarms(), [FALSE]);
    assert_eq!(seen.list("").await.unwrap().total, records);
    drop(seen);
    scene.honest_sign_in(words, records).await;
}

#[test]
fn attack_16_two_pages_swapped() {
    alone(async {
        let scene = Scene::new().await;
        let (words, kept) = summed_up(&scene).await;
        assert!(kept.count >= 2);
        in_pages(&scene, |answer| {
            answer.pages.swap(0, 1);
            true
        });
        not_believed(&scene, &words, DUE).await;
    });
}

#[test]
fn attack_23_a_page_missing_from_or_added_to_a_checkpoint() {
    alone(async {
        let scene = Scene::new().await;
        let (words, _) = summed_up(&scene).await;
        in_pages(&scene, |answer| {
            answer.count -= 1;
            answer.pages.pop().is_some()
        });
        not_believed(&scene, &words, DUE).await;
        in_pages(&scene, |answer| {
            answer.count += 1;
            let again = answer.pages.last().cloned();
            answer.pages.extend(again);
            true
        });
        not_believed(&scene, &words, DUE).await;
        // Of the count nobody says anything true either: no page comes for the last.
        in_pages(&scene, |answer| {
            answer.count += 1;
            true
        });
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.alarms(), [FALSE]);
        assert_eq!(blank.list("").await.unwrap().total, DUE);
    });
}

#[test]
fn attack_24_sampled_bits_of_a_page() {
    alone(async {
        let scene = Scene::new().await;
        let (words, kept) = summed_up(&scene).await;
        let insider = scene.insider(&words).await;
        let reading = insider.access.reading().unwrap();
        let reader = || pages::Reader::new(insider.epoch(), reading.clone());
        let page = &kept.pages[0].0;
        reader().page(page).unwrap();
        let mut rng = rng();
        // The whole header, the whole tag, and as many other bits as make 4,096.
        let ends = (0..65 * 8).chain((page.len() - 16) * 8..page.len() * 8);
        let mut bits: Vec<usize> = ends.collect();
        while bits.len() < 4_096 {
            bits.push(usize::try_from(rng.next_u64() % (page.len() as u64 * 8)).unwrap());
        }
        for bit in bits {
            let mut forged = page.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(reader().page(&forged), Err(keys::Refused), "bit {bit}");
        }
        in_pages(&scene, |answer| {
            answer.pages[0].0[OVERHEAD + 100] ^= 4;
            true
        });
        not_believed(&scene, &words, DUE).await;
    });
}

#[test]
fn attack_27_a_page_of_another_version_codec_space_or_epoch() {
    alone(async {
        let scene = Scene::new().await;
        let (words, kept) = summed_up(&scene).await;
        let insider = scene.insider(&words).await;
        let reading = insider.access.reading().unwrap();
        let reader = || pages::Reader::new(insider.epoch(), reading.clone());
        let Epoch { space, number } = insider.epoch();
        let place = |label, space, epoch| Place {
            label,
            space,
            epoch,
        };
        let right = place(Label::Page, space, number);
        let padded = |plain: &[u8]| {
            let mut padded = [plain, &[0x80]].concat();
            padded.resize(4_096, 0);
            padded
        };
        // An empty table's form isn't right either, but that of the base is nobody's business before the end.
        let seal = |place: &Place, plain: &[u8]| raw_seal(&reading, place, &padded(plain));
        reader().page(&seal(&right, &[1, 0, 1, 7])).unwrap();
        for plain in [
            &[2, 0, 1, 7][..],
            &[0, 0, 1, 7],
            &[1, 2, 1, 7],
            &[1, 0, 3, 7],
            &[1, 0],
            &[1],
        ] {
            let page = seal(&right, plain);
            assert_eq!(reader().page(&page), Err(keys::Refused), "{plain:?}");
        }
        let elsewhere = keys::SpaceId([7; 32]);
        for wrong in [
            place(Label::Entry, space, number),
            place(Label::Page, elsewhere, number),
            place(Label::Page, space, number + 1),
        ] {
            let page = seal(&wrong, &[1, 0, 1, 7]);
            assert_eq!(reader().page(&page), Err(keys::Refused));
        }
        // The suite's own byte, on the way.
        assert_eq!(kept.pages[0].0[0], 1);
        in_pages(&scene, |answer| {
            answer.pages[0].0[0] = 2;
            true
        });
        not_believed(&scene, &words, DUE).await;
    });
}

#[test]
fn a_liar_s_checkpoint_is_named_and_serves_nobody() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        for family in ["Купала", "Колас", "Багдановіч"] {
            scene.anna.save(None, name(family)).await.unwrap();
        }
        taras.until_found("", 3).await;
        drop(taras);
        let mut liar = scene.insider(&words).await;
        let set = Nonce([7; 16]);
        // The real log without its last contact.
        let last = liar.blobs.len() as u64;
        let (log, state) = as_told(&liar, |_, seq| seq < last);
        let (said, pages) = summary(&liar, &log, &state, set);
        let statement = liar.say(said);
        liar.plant(std::slice::from_ref(&statement)).await.unwrap();
        // Who reads the log knows whose summary it is.
        let alarm = scene.anna.until_alarm().await;
        let named = Alarm::FalsePages {
            region: 0,
            author: Some("Тарас".to_owned()),
        };
        assert_eq!(alarm, named);
        assert_eq!(scene.anna.list("").await.unwrap().total, 3);
        // Its author's own word for it counts for nothing.
        let checkpoint = statement.hash();
        let confirm = liar.say(Body::Confirm(Confirm { checkpoint }));
        liar.plant(&[confirm]).await.unwrap();
        hand_out(&liar, set, pages).await;
        let (blank, other) = (scene.blank(), scene.blank());
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.list("").await.unwrap().total, 3);
        assert!(blank.alarms().contains(&FALSE), "{:?}", blank.alarms());
        other.sign_in(&scene.words).await.unwrap();
        assert_eq!(other.list("").await.unwrap().total, 3);
        assert!(other.alarms().contains(&named), "{:?}", other.alarms());
    });
}

#[test]
fn two_checkpoints_at_once_leave_one_set() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let (iryna, hers) = scene.member("Ірына", Role::Editor).await;
        let mut insider = scene.insider(&words).await;
        // Both write until one of them is due, and then again.
        let ((), ()) = tokio::join!(fill(&taras, 3), fill(&iryna, 3));
        let first = until_kept(&mut insider, None).await;
        let ((), ()) = tokio::join!(fill(&taras, 3), fill(&iryna, 3));
        let second = until_kept(&mut insider, first.set).await;
        assert_ne!(first.set, second.set);
        for person in [&taras, &iryna] {
            person.until_found("", 12).await;
            assert_eq!(person.alarms(), []);
        }
        drop((taras, iryna));
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        assert_eq!(blank.list("").await.unwrap().total, 12);
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn after_a_rotation_pages_are_made_anew() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut insider = scene.insider(&words).await;
        fill(&scene.anna, DUE).await;
        let before = until_kept(&mut insider, None).await;
        // Somebody who began with pages can rotate: the whole log is read for that.
        let blank = Person::at(scene.hers.address());
        blank.sign_in(&scene.words).await.unwrap();
        blank.rotate().await.unwrap();
        taras.until_renewed(1).await;
        let mut insider = scene.insider(&words).await;
        assert_eq!(insider.epoch().number, 2);
        fill(&blank, 3).await;
        let after = until_kept(&mut insider, before.set).await;
        assert_eq!(after.epoch, 2);
        drop(taras);
        let seen = record(&scene.line);
        let newcomer = scene.blank();
        newcomer.sign_in(&words).await.unwrap();
        assert_eq!(newcomer.list("").await.unwrap().total, DUE + 3);
        assert!(synced(&seen) < 300 * 1024);
        assert_eq!(newcomer.alarms(), []);
    });
}
