//! Keys and words: what is wrapped to whom, and what opens it.

use keys::card::Card;
use keys::envelope::{Block, wrap_slot};
use keys::invitation::{Post, derive_mailbox};
use keys::{Access, Epoch, Identity, KemPublic, PublicKey, Secret, SignKey, SpaceId};
use tests::native::{Insider, Person, Proxy, alone, rng, today};
use vault::api::{Alarm, Failure, Invitation, InvitationState, Role};
use wire::keyring::KeyringAnswer;
use wire::mailbox::{MailboxAnswer, PostMailbox};
use wire::space::EnvelopesAnswer;

use crate::help::{
    Scene, forged_grant, in_answer, in_sync, keys_of, link_secret, member, name, record,
    wait_refused,
};

/// Points of low order on Curve25519, as in RFC 7748 §6.1 and the list of Bernstein and Lange.
pub(crate) const LOW_ORDER: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

pub(crate) fn low_order(point: &str) -> [u8; 32] {
    hex::decode(point).unwrap().try_into().unwrap()
}

/// Puts an envelope into every slot of the block, so that whichever is looked at first is the forged one.
fn serve_envelope(proxy: &Proxy, envelope: Vec<u8>, card: Option<Vec<u8>>) {
    in_answer(
        proxy,
        wire::space::ENVELOPES,
        move |answer: &mut EnvelopesAnswer| {
            let mut block = Block::decode(&answer.block.0).unwrap();
            for slot in 0..block.capacity() {
                block.replace(slot, &envelope).unwrap();
            }
            answer.block.0 = block.encode();
            if let Some(card) = &card {
                answer.card.0.clone_from(card);
            }
            true
        },
    );
}

/// Somebody signs in while the lie is told, and finds no way in.
async fn kept_out(scene: &Scene, words: &str) -> Person {
    let before = scene.line.lies();
    let person = scene.blank();
    let session = person.sign_in(words).await.unwrap();
    assert!(!member(&session), "{session:?}");
    assert_eq!(person.list("").await, Err(Failure::NotAllowed));
    assert!(scene.line.lies() > before);
    person
}

fn false_envelope(person: &Person) -> bool {
    person
        .alarms()
        .contains(&Alarm::FalseEnvelope { region: 0 })
}

/// Posts into the mailbox of an invitation, as anybody can who has seen its id.
async fn post(scene: &Scene, invitation: &Invitation, post: Vec<u8>) {
    let raw = tests::native::Raw::at(scene.server.address());
    let mailbox = derive_mailbox(&link_secret(invitation));
    let request = PostMailbox {
        mailbox,
        post: post.into(),
    };
    let _: wire::Done = raw.call(wire::mailbox::POST, &request).await.unwrap();
}

async fn until_spoiled(person: &Person, id: u32) {
    person
        .until("a spoiled invitation", async || {
            (person.invitation(id).await?.state == InvitationState::Spoiled).then_some(())
        })
        .await;
}

#[test]
fn attack_01_another_key_during_a_grant() {
    alone(async {
        let scene = Scene::new().await;
        let invitation = scene.anna.invite(Role::Editor).await.unwrap();
        // The worst case: the server has read the link too, so its post opens.
        let secret = link_secret(&invitation);
        let mallory = Post::make(
            keys_of(&Identity::make(&mut rng())),
            "Тарас".into(),
            &mut rng(),
        );
        let forged = mallory.seal(&secret, &mut rng()).unwrap();
        in_answer(
            &scene.hers,
            wire::mailbox::READ,
            move |answer: &mut MailboxAnswer| {
                let posted = answer.post.is_some();
                answer.post = posted.then(|| forged.clone().into());
                posted
            },
        );
        let taras = scene.blank();
        let (_, theirs) = taras.join(&invitation, "Тарас").await.unwrap();
        let ours = scene.anna.six_words(invitation.id).await;
        assert!(scene.hers.lies() > 0);
        assert_ne!(
            ours, theirs,
            "the words tell the keys apart, so nobody grants"
        );
        assert_eq!(scene.anna.people().await.unwrap().len(), 1);

        // Without the lie the same invitation gives the same words.
        scene.hers.be_honest();
        let anna = Person::at(scene.hers.address());
        anna.sign_in(&scene.words).await.unwrap();
        assert_eq!(anna.six_words(invitation.id).await, theirs);
        // A key put in place after the words were compared comes too late: what was compared is what gets wrapped.
        let late = mallory.seal(&secret, &mut rng()).unwrap();
        in_answer(
            &scene.hers,
            wire::mailbox::READ,
            move |answer: &mut MailboxAnswer| {
                answer.post = Some(late.clone().into());
                true
            },
        );
        anna.grant(invitation.id, "Тарас", Role::Editor)
            .await
            .unwrap();
        taras.until_member().await;
        taras.save(None, name("Купала")).await.unwrap();
    });
}

#[test]
fn attack_04_a_join_request_of_the_servers_own() {
    alone(async {
        let scene = Scene::new().await;
        let seen = record(&scene.hers);
        let mallory = Post::make(
            keys_of(&Identity::make(&mut rng())),
            "Тарас".into(),
            &mut rng(),
        );
        let unsealed = mallory.seal(&Secret::make(&mut rng()), &mut rng()).unwrap();
        for forged in [unsealed, vec![1; 4_177], vec![0]] {
            let invitation = scene.anna.invite(Role::Lead).await.unwrap();
            post(&scene, &invitation, forged).await;
            until_spoiled(&scene.anna, invitation.id).await;
            assert_eq!(
                scene.anna.grant(invitation.id, "Тарас", Role::Lead).await,
                Err(Failure::NotAllowed)
            );
        }
        assert!(
            scene
                .anna
                .alarms()
                .iter()
                .any(|alarm| matches!(alarm, Alarm::Refused { .. }))
        );

        // An honest newcomer's post alone wraps nothing either: a person has to say so.
        let invitation = scene.anna.invite(Role::Editor).await.unwrap();
        let taras = scene.blank();
        taras.join(&invitation, "Тарас").await.unwrap();
        scene.anna.six_words(invitation.id).await;
        let managed = |name: &str| {
            seen.lock()
                .unwrap()
                .iter()
                .filter(|exchange| exchange.name == name)
                .count()
        };
        assert!(managed(wire::mailbox::READ) > 0);
        assert_eq!(managed(wire::space::MANAGE), 0);
        scene
            .anna
            .grant(invitation.id, "Тарас", Role::Editor)
            .await
            .unwrap();
        taras.until_member().await;
        assert_eq!(managed(wire::space::MANAGE), 1);
    });
}

/// Makes an array one longer: what follows in it is `extra`, a CBOR item.
fn extend(bytes: &mut Vec<u8>, extra: &[u8]) {
    bytes[0] += 1;
    bytes.extend_from_slice(extra);
}

#[test]
fn attack_05_a_policy_flag() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        drop(taras);
        // {"auto_grant": true}, true, and a key to escrow to.
        let flags: [&[u8]; 3] = [b"\xa1\x6aauto_grant\xf5", b"\xf5", &[0x58; 90]];
        for endpoint in [
            wire::keyring::READ,
            wire::space::ENVELOPES,
            wire::sync::PATH,
        ] {
            for flag in flags {
                let before = scene.line.lies();
                scene.line.lie(move |exchange| {
                    let told = exchange.name == endpoint;
                    if told && endpoint == wire::sync::PATH {
                        let len = exchange.answer.len();
                        let end = exchange
                            .answer
                            .iter()
                            .rposition(|byte| *byte != 0)
                            .unwrap_or(0)
                            + 1;
                        // The last item may end in zeros of its own.
                        let answer = wire::sync::SyncAnswer::from_padded(&exchange.answer).unwrap();
                        exchange.answer = keys::encode::encode(&answer);
                        assert!(exchange.answer.len() >= end);
                        extend(&mut exchange.answer, flag);
                        exchange.answer.resize(len.max(1024), 0);
                    } else if told {
                        extend(&mut exchange.answer, flag);
                    }
                    told
                });
                assert_eq!(
                    scene.blank().sign_in(&words).await,
                    Err(Failure::Refused),
                    "{endpoint}"
                );
                assert!(scene.line.lies() > before);
            }
        }
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_09_an_envelope_as_the_next_epochs() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        for relabel_block in [false, true] {
            in_answer(
                &scene.line,
                wire::space::ENVELOPES,
                move |answer: &mut EnvelopesAnswer| {
                    answer.epoch += 1;
                    if relabel_block {
                        // [1, epoch, slots]
                        assert_eq!(answer.block.0[..3], [0x83, 1, 1]);
                        answer.block.0[2] = 2;
                        assert_eq!(Block::decode(&answer.block.0).unwrap().epoch(), 2);
                    }
                    true
                },
            );
            kept_out(&scene, &words).await;
        }
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_09_entries_as_the_next_epochs() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        in_sync(&scene.line, |item| {
            item.epoch += 1;
            true
        });
        scene.anna.save(None, name("Купала")).await.unwrap();
        assert_eq!(
            taras.until_alarm().await,
            Alarm::HistoryBroken { region: 0 }
        );
        assert!(scene.line.lies() > 0);
        assert_eq!(taras.list("").await.unwrap().total, 0);
        scene.honest_sign_in(&words, 1).await;
    });
}

#[test]
fn attack_10_an_envelope_of_another_space() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        let borys = Person::at(scene.server.address());
        let link = scene.server.founding_link().unwrap();
        let other = borys
            .found(&link, "Іншая", "Гомель", "Барыс")
            .await
            .unwrap();
        let theirs = scene.insider(&other).await;

        // The other region's own block and card.
        let (block, card) = (theirs.block.encode(), theirs.card.clone());
        in_answer(
            &scene.line,
            wire::space::ENVELOPES,
            move |answer: &mut EnvelopesAnswer| {
                answer.block.0.clone_from(&block);
                answer.card.0.clone_from(&card);
                true
            },
        );
        kept_out(&scene, &words).await;

        // And one that the right lead really wrapped to this very member, for another of her regions.
        let (anna, me) = (
            scene.insider(&scene.words).await,
            scene.insider(&words).await,
        );
        let elsewhere = Epoch {
            space: SpaceId([9; 32]),
            number: 1,
        };
        let access = Access::make(elsewhere, &mut rng());
        serve_envelope(
            &scene.line,
            wrapped(
                &access,
                &SignKey::make(&mut rng()),
                &me,
                &anna.identity.sign,
            ),
            None,
        );
        kept_out(&scene, &words).await;
        scene.honest_sign_in(&words, 0).await;
    });
}

fn wrapped(access: &Access, capability: &SignKey, to: &Insider, lead: &SignKey) -> Vec<u8> {
    wrap_slot(
        access,
        capability,
        &keys_of(&to.identity).kem,
        lead,
        &mut rng(),
    )
    .unwrap()
}

#[test]
fn attack_11_an_attackers_secret_in_an_envelope() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        let (_vera, hers) = scene.member("Вера", Role::Viewer).await;
        let (anna, vera, me) = (
            scene.insider(&scene.words).await,
            scene.insider(&hers).await,
            scene.insider(&words).await,
        );
        let capability = SignKey::make(&mut rng());

        // A stranger's chain, with a card for it that carries the organisation's own founding statement.
        let stranger = SignKey::make(&mut rng());
        let access = Access::make(me.epoch(), &mut rng());
        let found = vera.statement(1).unwrap();
        let card = Card::new(
            &access,
            "Барысаў".into(),
            Vec::new(),
            stranger.public(),
            vec![found],
            today(),
        )
        .unwrap();
        let card = card.seal(&access, &stranger, &mut rng()).unwrap();
        let editor = access.derive(keys::Role::Editor).unwrap();
        serve_envelope(
            &scene.line,
            wrapped(&editor, &capability, &me, &stranger),
            Some(card),
        );
        assert!(false_envelope(&kept_out(&scene, &words).await));

        // The same with the real card, which the stranger's chain doesn't open.
        serve_envelope(
            &scene.line,
            wrapped(&editor, &capability, &me, &stranger),
            None,
        );
        assert!(false_envelope(&kept_out(&scene, &words).await));

        // The region's real secret, wrapped by a member who is no lead.
        let viewer = &vera.access;
        serve_envelope(
            &scene.line,
            wrapped(viewer, &me.capability, &me, &vera.identity.sign),
            None,
        );
        assert!(false_envelope(&kept_out(&scene, &words).await));

        // By a lead, but for a role the log doesn't give, and for a capability it doesn't name.
        let lead = &anna.access;
        serve_envelope(
            &scene.line,
            wrapped(lead, &me.capability, &me, &anna.identity.sign),
            None,
        );
        assert!(false_envelope(&kept_out(&scene, &words).await));
        let editor = anna.access.derive(keys::Role::Editor).unwrap();
        serve_envelope(
            &scene.line,
            wrapped(&editor, &capability, &me, &anna.identity.sign),
            None,
        );
        assert!(false_envelope(&kept_out(&scene, &words).await));

        // What was forged is well formed: the same, said by the lead and borne out by the log, opens.
        serve_envelope(
            &scene.line,
            wrapped(&editor, &me.capability, &me, &anna.identity.sign),
            None,
        );
        assert!(member(&scene.blank().sign_in(&words).await.unwrap()));
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_12_low_order_points() {
    alone(async {
        let scene = Scene::new().await;
        let with = |point: &str| {
            let mut keys = keys_of(&Identity::make(&mut rng()));
            keys.kem.0[1216 - 32..].copy_from_slice(&low_order(point));
            keys
        };
        // In a newcomer's post, which otherwise opens.
        for point in [LOW_ORDER[0], LOW_ORDER[2]] {
            let invitation = scene.anna.invite(Role::Editor).await.unwrap();
            let forged = Post::make(with(point), "Тарас".into(), &mut rng());
            post(
                &scene,
                &invitation,
                forged.seal(&link_secret(&invitation), &mut rng()).unwrap(),
            )
            .await;
            until_spoiled(&scene.anna, invitation.id).await;
            assert_eq!(
                scene.anna.grant(invitation.id, "Тарас", Role::Editor).await,
                Err(Failure::NotAllowed)
            );
        }
        let sound = Post::make(
            keys_of(&Identity::make(&mut rng())),
            "Зіна".into(),
            &mut rng(),
        );
        let invitation = scene.anna.invite(Role::Editor).await.unwrap();
        post(
            &scene,
            &invitation,
            sound.seal(&link_secret(&invitation), &mut rng()).unwrap(),
        )
        .await;
        scene.anna.six_words(invitation.id).await;

        // In a grant of the log, signed by the lead.
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let forged = LOW_ORDER.map(|point| anna.say(forged_grant(with(point), keys::Role::Viewer)));
        anna.plant(&forged).await.unwrap();
        wait_refused(&taras, 5).await;
        assert_eq!(taras.people().await.unwrap().len(), 2);

        // In an encapsulation.
        let me = scene.insider(&words).await;
        for point in LOW_ORDER {
            let mut slot = me.block.slot(me.slot).unwrap().to_vec();
            slot[1088..1120].copy_from_slice(&low_order(point));
            serve_envelope(&scene.line, slot, None);
            kept_out(&scene, &words).await;
        }
        serve_envelope(&scene.line, me.block.slot(me.slot).unwrap().to_vec(), None);
        assert!(
            member(&scene.blank().sign_in(&words).await.unwrap()),
            "the same slot, untouched, opens"
        );
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_27_keyring_block_and_card_of_another_suite() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        for version in [0, 2] {
            let before = scene.line.lies();
            in_answer(
                &scene.line,
                wire::keyring::READ,
                move |answer: &mut KeyringAnswer| {
                    answer.keyring.0[0] = version;
                    true
                },
            );
            assert_eq!(
                scene.blank().sign_in(&words).await,
                Err(Failure::WrongWords)
            );
            assert_eq!(scene.line.lies(), before + 1);
            in_answer(
                &scene.line,
                wire::space::ENVELOPES,
                move |answer: &mut EnvelopesAnswer| {
                    answer.block.0[1] = version;
                    true
                },
            );
            assert_eq!(scene.blank().sign_in(&words).await, Err(Failure::Refused));
            assert_eq!(scene.line.lies(), before + 2);
            in_answer(
                &scene.line,
                wire::space::ENVELOPES,
                move |answer: &mut EnvelopesAnswer| {
                    answer.card.0[0] = version;
                    true
                },
            );
            assert!(false_envelope(&kept_out(&scene, &words).await));
        }
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_28_parameters_offered_by_the_server() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        let asked = record(&scene.line);
        scene.blank().sign_in(&words).await.unwrap();
        let honest = lookups(&asked.lock().unwrap());
        // [m, t, p] = [8, 1, 1], as an array and by name.
        for offer in [
            b"\x83\x08\x01\x01".as_slice(),
            b"\xa3\x61m\x08\x61p\x01\x61t\x01",
        ] {
            let asked = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
            let keep = asked.clone();
            scene.line.lie(move |exchange| {
                keep.lock().unwrap().push(exchange.clone());
                let told = exchange.name == wire::keyring::READ;
                if told {
                    extend(&mut exchange.answer, offer);
                }
                told
            });
            let before = scene.line.lies();
            assert_eq!(scene.blank().sign_in(&words).await, Err(Failure::Refused));
            assert!(scene.line.lies() > before);
            // The words are stretched as ever, and nothing is asked for a second time in another way.
            assert_eq!(lookups(&asked.lock().unwrap()), honest);
            let names: Vec<String> = asked
                .lock()
                .unwrap()
                .iter()
                .map(|exchange| exchange.name.clone())
                // Taras is still there, and asks what is new.
                .filter(|name| name != wire::sync::PATH)
                .collect();
            assert_eq!(names, [wire::keyring::READ]);
        }
        scene.honest_sign_in(&words, 0).await;
    });
}

fn lookups(exchanges: &[tests::native::Exchange]) -> Vec<Vec<u8>> {
    let reads = exchanges
        .iter()
        .filter(|exchange| exchange.name == wire::keyring::READ);
    reads.map(|exchange| exchange.request.clone()).collect()
}

/// A signing key of small order.
pub(crate) fn weak_sign_key() -> PublicKey {
    // The neutral element: with it, one signature holds for every message in a verification that isn't strict.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    PublicKey(neutral)
}

#[test]
fn attack_49_words_typed_otherwise() {
    alone(async {
        let scene = Scene::new().await;
        let typed = [
            scene.words.to_uppercase(),
            scene
                .words
                .replace('ў', "у\u{306}")
                .replace('й', "и\u{306}")
                .replace('ё', "е\u{308}"),
            scene.words.replace('ё', "е").replace('ў', "у"),
            latin_twins(&scene.words),
            scene.words.replace('\'', "’"),
            scene.words.replace(['\'', '’'], "ʼ"),
            scene.words.replace(['\'', '’', 'ʼ'], ""),
            scene.words.replace('і', "и"),
            format!("  1. {}\n", scene.words.replace(' ', ",\u{a0}\n")),
        ];
        for typed in typed {
            let person = scene.blank();
            assert!(member(&person.sign_in(&typed).await.unwrap()), "{typed}");
        }
        let mut wrong: Vec<&str> = scene.words.split(' ').collect();
        wrong.rotate_left(1);
        assert_eq!(
            scene.blank().sign_in(&wrong.join(" ")).await,
            Err(Failure::WrongWords)
        );
    });
}

/// What a keyboard left on Latin gives: letters of the same shape.
fn latin_twins(words: &str) -> String {
    let twin = |c| match c {
        'а' => 'a',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' => 'i',
        other => other,
    };
    words.chars().map(twin).collect()
}

#[test]
fn low_order_points_are_refused_where_keys_are_read() {
    for point in LOW_ORDER {
        let mut keys = keys_of(&Identity::make(&mut rng()));
        let KemPublic(mut kem) = keys.kem;
        assert!(keys.check().is_ok());
        kem[1184..].copy_from_slice(&low_order(point));
        keys.kem = KemPublic(kem);
        assert!(keys.check().is_err());
    }
}
