//! Who may say what. The forged statements are really in the log: whoever has a capability, or the server, can put them there.

use std::collections::BTreeSet;

use keys::encode::decode;
use keys::envelope::{GrantPurpose, SLOT_LEN};
use keys::request::{Operation, RequestPurpose, SignedRequest};
use keys::statement::{Body, Revoke, StatementPurpose};
use keys::{Identity, Purpose, Role, SignKey, Signature, SignatureBytes};
use tests::native::{Person, alone, rng};
use vault::api;
use wire::space::ManageParams;

use crate::help::{Parts, Scene, forged_grant, keys_of, name, record, wait_refused};
use crate::keys::weak_sign_key;

/// What a vault shows of a region.
async fn shown(person: &Person) -> (usize, u32) {
    (
        person.people().await.unwrap().len(),
        person.list("").await.unwrap().total,
    )
}

/// Until a vault shows so many members.
async fn until_people(person: &Person, wanted: usize) {
    person
        .until("members", async || {
            (person.people().await?.len() == wanted).then_some(())
        })
        .await;
}

#[test]
fn attack_06_self_signed_and_unsigned_statements() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, _) = scene.member("Тарас", api::Role::Editor).await;
        let (_vera, hers) = scene.member("Вера", api::Role::Viewer).await;
        until_people(&taras, 3).await;
        let mut anna = scene.insider(&scene.words).await;
        // A viewer knows the secret that statements are sealed under.
        let vera = scene.insider(&hers).await;
        let myself = keys_of(&vera.identity);
        let stranger = Identity::make(&mut rng());
        let mut unsigned = Parts::of(&anna.say(forged_grant(myself.clone(), Role::Lead)));
        unsigned.signature = SignatureBytes([0; 64]);
        let mut borrowed = Parts::of(&anna.say(Body::Beacon));
        borrowed.statement = unsigned.statement.clone();
        let forged = [
            vera.say(forged_grant(myself.clone(), Role::Lead)),
            vera.say_as(&stranger.sign, forged_grant(keys_of(&stranger), Role::Lead)),
            vera.say(Body::Beacon),
            unsigned.join(),
            borrowed.join(),
        ];
        anna.plant(&forged).await.unwrap();
        wait_refused(&taras, 5).await;
        assert_eq!(shown(&taras).await, (3, 0));
        // The same way, signed by the lead: it counts.
        let granted = anna.say(forged_grant(keys_of(&stranger), Role::Viewer));
        anna.plant(&[granted]).await.unwrap();
        until_people(&taras, 4).await;
        scene.honest_sign_in(&hers, 0).await;
    });
}

#[test]
fn attack_07_by_no_lead_or_a_lead_no_more() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", api::Role::Lead).await;
        let (_vera, hers) = scene.member("Вера", api::Role::Editor).await;
        until_people(&taras, 3).await;
        let mut anna = scene.insider(&scene.words).await;
        let mut t = scene.insider(&his).await;
        let vera = scene.insider(&hers).await;
        let newcomer = || forged_grant(keys_of(&Identity::make(&mut rng())), Role::Viewer);

        // An editor grants, revokes, and founds once more.
        let found = anna.statement(1).unwrap();
        let put_out = Body::Revoke(Revoke {
            member: t.identity.sign.public(),
        });
        anna.plant(&[vera.say(newcomer()), vera.say(put_out.clone()), found])
            .await
            .unwrap();
        wait_refused(&taras, 2).await;
        assert_eq!(shown(&taras).await.0, 3);

        // A lead grants; then the lead is put out, and grants again.
        t.refresh().await.unwrap();
        let before = t.say(newcomer());
        anna.plant(&[before]).await.unwrap();
        until_people(&scene.anna, 4).await;
        let out = anna.say(put_out);
        anna.plant(&[out]).await.unwrap();
        until_people(&scene.anna, 3).await;
        t.refresh().await.unwrap();
        let (after, written) = (t.say(newcomer()), t.say(Body::Beacon));
        anna.plant(&[after, written]).await.unwrap();
        wait_refused(&scene.anna, 4).await;
        assert_eq!(shown(&scene.anna).await.0, 3);
        scene.honest_sign_in(&hers, 0).await;
    });
}

#[test]
fn attack_08_an_old_grant_after_the_revocation() {
    alone(async {
        let scene = Scene::new().await;
        let (_vera, hers) = scene.member("Вера", api::Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let stranger = Identity::make(&mut rng());
        let grant = || forged_grant(keys_of(&stranger), Role::Editor);
        let (shown_then, kept_back) = (anna.say(grant()), anna.say(grant()));
        anna.plant(std::slice::from_ref(&shown_then)).await.unwrap();
        until_people(&scene.anna, 3).await;
        let out = anna.say(Body::Revoke(Revoke {
            member: stranger.sign.public(),
        }));
        anna.plant(&[out]).await.unwrap();
        until_people(&scene.anna, 2).await;

        // Sealed anew, and one the server had kept for this day; the second is an alarm, the first an echo.
        anna.plant(&[shown_then, kept_back]).await.unwrap();
        wait_refused(&scene.anna, 1).await;
        assert_eq!(shown(&scene.anna).await.0, 2);
        // A lead who knows of the revocation can let the same person in again.
        let again = anna.say(grant());
        anna.plant(&[again]).await.unwrap();
        until_people(&scene.anna, 3).await;
        scene.honest_sign_in(&hers, 0).await;
    });
}

/// The group's order, little-endian: what makes a signature non-canonical when added to its second half.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn plus_order(signature: SignatureBytes) -> SignatureBytes {
    let mut out = signature;
    let mut carry = 0;
    for (byte, order) in out.0[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    out
}

#[test]
fn attack_13_weak_keys_and_other_forms_of_a_signature() {
    alone(async {
        let scene = Scene::new().await;
        let (_vera, hers) = scene.member("Вера", api::Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let newcomer = || forged_grant(keys_of(&Identity::make(&mut rng())), Role::Viewer);

        // S + L is as good as S to who doesn't look.
        let genuine = Parts::of(&anna.say(newcomer()));
        let other = Parts {
            signature: plus_order(genuine.signature),
            statement: genuine.statement.clone(),
        };
        assert_ne!(other.signature, genuine.signature);
        // A weak key's signature: R = A, S = 0 holds for every message if the check isn't strict.
        let weak = weak_sign_key();
        let mut by_weak = Parts::of(&anna.say(newcomer()));
        let author = anna.identity.sign.public().0;
        let at = by_weak
            .statement
            .windows(32)
            .position(|window| window == author)
            .unwrap();
        by_weak.statement[at..at + 32].copy_from_slice(&weak.0);
        by_weak.signature.0 = [0; 64];
        by_weak.signature.0[..32].copy_from_slice(&weak.0);
        // A lead lets the weak key in, as a person and as a capability.
        let mut weak_person = keys_of(&Identity::make(&mut rng()));
        weak_person.sign = weak;
        let grant_weak = anna.say(forged_grant(weak_person, Role::Lead));
        let Body::Grant(mut grant) = newcomer() else {
            unreachable!()
        };
        grant.capability = weak;
        let grant_capability = anna.say(Body::Grant(grant));
        anna.plant(&[other.join(), grant_weak, by_weak.join(), grant_capability])
            .await
            .unwrap();
        wait_refused(&scene.anna, 4).await;
        assert_eq!(shown(&scene.anna).await.0, 2);
        // The genuine form of the first one counts.
        anna.plant(&[genuine.join()]).await.unwrap();
        until_people(&scene.anna, 3).await;
        scene.honest_sign_in(&hers, 0).await;
    });
}

fn signed_for<P: Purpose>(key: &SignKey, statement: &[u8]) -> Parts {
    let signature: Signature<P> = key.sign::<P>(statement);
    Parts {
        statement: statement.to_vec(),
        signature: signature.to_bytes(),
    }
}

#[test]
fn attack_14_a_signature_for_another_purpose() {
    alone(async {
        let scene = Scene::new().await;
        let (_vera, hers) = scene.member("Вера", api::Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let newcomer = forged_grant(keys_of(&Identity::make(&mut rng())), Role::Viewer);
        let text = Parts::of(&anna.say(newcomer)).statement;
        let key = anna.identity.sign.clone();
        let forged = [
            signed_for::<RequestPurpose>(&key, &text),
            signed_for::<GrantPurpose>(&key, &text),
            signed_for::<keys::card::CardPurpose>(&key, &text),
        ];
        anna.plant(&forged.map(|parts| parts.join())).await.unwrap();
        wait_refused(&scene.anna, 3).await;
        assert_eq!(shown(&scene.anna).await.0, 2);
        anna.plant(&[signed_for::<StatementPurpose>(&key, &text).join()])
            .await
            .unwrap();
        until_people(&scene.anna, 3).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        scene.honest_sign_in(&hers, 1).await;
    });
}

#[test]
fn attack_45_three_and_seven_members_look_alike() {
    alone(async {
        let scene = Scene::new().await;
        let sent = record(&scene.hers);
        let mut shapes = Vec::new();
        for count in 2..=7 {
            let roles = [
                api::Role::Viewer,
                api::Role::Editor,
                api::Role::Lead,
                api::Role::Collector,
            ];
            let name = format!("Сябра {count}");
            scene.member(&name, roles[count % 4]).await;
            let body = {
                let sent = sent.lock().unwrap();
                let managed = sent.iter().rev().find(|it| it.name == wire::space::MANAGE);
                managed.unwrap().request.clone()
            };
            let request: SignedRequest = decode(&body).unwrap();
            let params = request.verify(Operation::Manage).unwrap().params;
            let params: ManageParams = decode(&params).unwrap();
            let classes = [1, 2, 6, 14].map(|bits| {
                let keys = params.capabilities.iter();
                keys.filter(|key| key.rights.bits() == bits).count()
            });
            let keys: BTreeSet<_> = params.capabilities.iter().map(|it| it.key).collect();
            // Whoever lies there, each slot begins with a point of its own; what isn't one would stand out.
            let slots = params.block.0.rchunks_exact(SLOT_LEN);
            let points: BTreeSet<_> = slots.map(|slot| slot[1_088..1_120].to_vec()).collect();
            shapes.push((params.block.0.len(), classes, keys.len(), points.len()));
        }
        // Four fixed slots and eight for members, whoever is in them.
        assert_eq!(shapes[0].1, [9, 9, 9, 10]);
        assert_eq!((shapes[0].2, shapes[0].3), (37, 12));
        assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
    });
}
