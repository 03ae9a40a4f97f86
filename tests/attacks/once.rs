//! Every key encrypts once: across answers that are lost, sessions that die, and two devices of one person.

use std::collections::{BTreeMap, HashSet};

use keys::padding::Padding;
use keys::record::{Use, take};
use keys::seal::seal;
use keys::{Epoch, Label, Secret, SpaceId};
use tests::native::{Exchange, Person, alone};
use vault::api::{Command, Failure, Role};

use self::constant::Constant;
use crate::help::{Death, Scene, dies_in, name};

#[path = "../../keys/fuzz/src/constant.rs"]
mod constant;

/// The first answer to each request of these names is lost.
fn lossy(names: &'static [&'static str]) -> impl FnMut(&mut Exchange) -> bool + Send {
    let mut seen = HashSet::new();
    move |exchange| {
        if !names.contains(&exchange.name.as_str()) {
            return false;
        }
        // Sent again as it was, it gets through.
        let lost = seen.insert(exchange.request.clone());
        if lost {
            exchange.lose();
        }
        lost
    }
}

fn repeated(uses: &[Use]) -> Vec<Label> {
    let mut seen = HashSet::new();
    let again = uses.iter().filter(|used| !seen.insert(used.key));
    again.map(|used| used.label).collect()
}

/// Two tabs of one person write at once, over a line that loses answers.
async fn two_at_once(scene: &Scene, one: &Person, other: &Person) {
    scene
        .line
        .lie(lossy(&[wire::space::APPEND, wire::keyring::WRITE]));
    scene
        .hers
        .lie(lossy(&[wire::space::APPEND, wire::space::MANAGE]));
    for family in ["Купала", "Колас", "Багдановіч"] {
        let (here, there) =
            tokio::join!(one.save(None, name(family)), other.save(None, name(family)));
        here.unwrap();
        there.unwrap();
    }
    let (invited, also) = tokio::join!(one.invite(Role::Viewer), other.invite(Role::Editor));
    // Both write one keyring: who loses that race is told so.
    assert!(invited.is_ok() || also.is_ok());
    scene.line.be_honest();
    scene.hers.be_honest();
}

#[test]
fn no_key_is_used_twice() {
    // The record does show a key that is used twice.
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let secret = Secret::from_bytes(&[2; 32]);
    for _ in 0..2 {
        let place = epoch.place(Label::Entry);
        seal(&secret, &place, Padding::Entry, b"", &mut Constant).unwrap();
    }
    assert_eq!(repeated(&take()), [Label::Entry]);
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (_vera, _) = scene.member("Вера", Role::Viewer).await;
        let (kira, _) = scene.member("Кіра", Role::Collector).await;
        let tab = scene.blank();
        tab.sign_in(&hers).await.unwrap();
        two_at_once(&scene, &lidia, &tab).await;
        // Handed in twice, its first answer lost.
        scene.line.lie(lossy(&[wire::inbox::POST]));
        kira.hand_in(name("Танк")).await.unwrap();
        scene.line.be_honest();
        // A rotation whose commit gets no answer, is tried again, then by another tab, and by another lead at once.
        scene.hers.cut(|request, _| request == wire::space::COMMIT);
        assert_eq!(
            scene.anna.remove("Вера").await.map(|_| ()),
            Err(Failure::Offline)
        );
        scene.hers.be_honest();
        let (first, second, third) =
            tokio::join!(scene.anna.rotate(), lidia.rotate(), tab.rotate());
        assert!(first.is_ok() || second.is_ok() || third.is_ok());
        // One that dies in the middle, and another session of the same person after it.
        let rotation = scene.anna.rotate();
        let commit = &[wire::space::COMMIT];
        assert!(dies_in(&scene.hers, (Death::Before, 0), commit, rotation).await);
        scene.anna.end();
        let anna = scene.honest_sign_in(&scene.words, 6).await;
        anna.rotate().await.unwrap();
        let people = anna.people().await.unwrap();
        let kira_key = people.iter().find(|p| p.name.as_deref() == Some("Кіра"));
        let give = Command::GivePacket {
            region: 0,
            member: kira_key.unwrap().key,
            contacts: vec![anna.until_found("Колас", 2).await],
            title: "Вуліца".into(),
            last_day: tests::native::today(),
        };
        anna.send(give).await.unwrap();
        let new = anna.words().await;
        let change = Command::ChangeWords {
            old: scene.words.clone(),
            old_file: None,
            new,
            new_file: None,
        };
        anna.send(change).await.unwrap();
    });
    let uses = take();
    assert_eq!(repeated(&uses), []);
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for used in &uses {
        *counts.entry(used.label.bytes()).or_default() += 1;
    }
    for label in [
        Label::Entry,
        Label::LogPage,
        Label::Card,
        Label::RosterName,
        Label::RosterChain,
        Label::Keyring,
        Label::MailboxPost,
        Label::Envelope,
        Label::InboxEntry,
        Label::Packet,
        Label::PacketEnvelope,
        Label::PacketNote,
    ] {
        assert!(counts.contains_key(label.bytes()), "{label:?}");
    }
    assert!(uses.len() > 150, "{}", uses.len());
}
