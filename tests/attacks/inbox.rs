//! The write-only role: what collectors hand in, and what others make of it on the way.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeS, Serializable};
use keys::encode::{decode, encode};
use keys::inbox::{Collected, HandedIn};
use keys::request::{Operation, SignedRequest};
use keys::statement::{NewField, NewRecord, Value};
use keys::{Access, Epoch, Identity, Label, Role, Secret, SignKey, SpaceId};
use records::fields::FieldId;
use tests::native::{Collector, Person, Raw, RawAnswer, alone, rng, today};
use vault::api::{self, Alarm, Failure, RegionState};
use wire::space::EnvelopesAnswer;

use crate::help::{Scene, in_answer, name, opens};

/// A collector, and an editor to deal with what comes.
async fn staffed(scene: &Scene) -> [(Person, String); 2] {
    let taras = scene.member("Тарас", api::Role::Editor).await;
    let kira = scene.member("Кіра", api::Role::Collector).await;
    [taras, kira]
}

async fn outside(scene: &Scene, words: &str) -> Collector {
    Collector::with_words(scene.server.address(), words)
        .await
        .unwrap()
}

fn record(family: &str) -> NewRecord {
    NewRecord(vec![NewField {
        field: FieldId::FAMILY.0,
        value: Value::text(family),
    }])
}

fn family(entry: &api::HandedIn) -> &str {
    let (field, value) = &entry.fields[0];
    assert_eq!(*field, FieldId::FAMILY);
    value
}

/// The same bytes under another blob id: to the server, a new entry.
fn renamed(blob: &[u8], id: u8) -> Vec<u8> {
    let mut blob = blob.to_vec();
    blob[1..33].fill(id);
    blob
}

#[test]
fn handed_in_and_admitted() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, his), (kira, hers)] = staffed(&scene).await;
        for family in ["Купала", "Колас", "Багдановіч"] {
            kira.hand_in(name(family)).await.unwrap();
        }
        let entries = taras.until_handed_in(3).await;
        let of = |wanted: &str| {
            entries
                .iter()
                .find(|entry| family(entry) == wanted)
                .unwrap()
        };
        taras
            .admit(&[of("Купала"), of("Колас")], &[of("Багдановіч")])
            .await
            .unwrap();
        taras.until_found("Купала", 1).await;
        assert_eq!(taras.handed_in().await.unwrap().len(), 0);
        // Another reader sees the same, and a lead who wrote it.
        scene.anna.until_found("", 2).await;
        let id = scene.anna.until_found("Колас", 1).await;
        let contact = scene.anna.contact(id).await.unwrap();
        assert_eq!(contact.fields[0].by.as_deref(), Some("Кіра"));
        // A record like any other: it can be changed and deleted.
        let seq = contact.fields[0].seq;
        let change = vec![crate::help::field(FieldId::FAMILY, "Танк", seq)];
        taras.until_found("Колас", 1).await;
        taras.save(Some(id), change).await.unwrap();
        scene.anna.until_found("Танк", 1).await;
        // The collector reads nothing, now or on a blank device.
        for person in [&kira, &scene.blank()] {
            if person.session().is_none() {
                person.sign_in(&hers).await.unwrap();
            }
            assert_eq!(person.list("").await, Err(Failure::NotAllowed));
            assert_eq!(person.handed_in().await, Err(Failure::NotAllowed));
            assert_eq!(person.people().await, None);
            person.hand_in(name("Крапіва")).await.unwrap();
        }
        let two = taras.until_handed_in(2).await;
        // What nobody has looked at outlives a rotation, and a collector goes on in the new epoch.
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(1).await;
        assert_eq!(taras.handed_in().await.unwrap(), two);
        kira.hand_in(name("Чорны")).await.unwrap();
        let three = taras.until_handed_in(3).await;
        let all: Vec<&api::HandedIn> = three.iter().collect();
        taras.admit(&all, &[]).await.unwrap();
        let blank = scene.honest_sign_in(&his, 5).await;
        assert_eq!(blank.handed_in().await.unwrap().len(), 0);
        // Put out, a collector hands in nothing more.
        scene.anna.remove("Кіра").await.unwrap();
        assert_eq!(kira.hand_in(name("Новы")).await, Err(Failure::NotAllowed));
        for person in [&scene.anna, &taras, &blank] {
            assert!(person.alarms().is_empty(), "{:?}", person.alarms());
        }
    });
}

#[test]
fn attack_02_another_inbox_key_on_the_card() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, _), (kira, hers)] = staffed(&scene).await;
        // Whoever holds F can seal a card. This one is signed by a collector, and names a key of the collector's own.
        let insider = outside(&scene, &hers).await;
        let mine = keys::KemKey::make(&mut rng()).public().unwrap();
        let mut card = insider.card.card().clone();
        card.inbox = mine;
        card.lead = insider.identity.sign.public();
        let forged = card
            .seal(&insider.access, &insider.identity.sign, &mut rng())
            .unwrap();
        in_answer(
            &scene.line,
            wire::space::ENVELOPES,
            move |answer: &mut EnvelopesAnswer| {
                answer.card = forged.clone().into();
                true
            },
        );
        let blank = scene.blank();
        let session = blank.sign_in(&hers).await.unwrap();
        assert_eq!(session.regions[0].state, RegionState::Removed);
        assert_eq!(blank.alarms(), [Alarm::FalseEnvelope { region: 0 }]);
        assert!(scene.line.lies() > 0);
        assert_eq!(blank.hand_in(name("Тайны")).await, Err(Failure::NotAllowed));
        // Without the lie, it goes to the key that the lead signed.
        scene.line.be_honest();
        kira.hand_in(name("Купала")).await.unwrap();
        taras.until_handed_in(1).await;
    });
}

#[test]
fn attack_35_a_made_up_record_stays_out() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, _), (kira, hers)] = staffed(&scene).await;
        // The server, or anybody who has F, knows where to seal to.
        let insider = outside(&scene, &hers).await;
        let stranger = Identity::make(&mut rng());
        let (epoch, inbox) = (insider.access.epoch(), insider.card.card().inbox);
        let made_up = Collected::make(
            stranger.sign.public(),
            today(),
            record("Падроблены"),
            &mut rng(),
        )
        .seal(epoch, &inbox, &stranger.sign, &mut rng())
        .unwrap();
        let answer = insider
            .post(1, vec![made_up, renamed(&[1; 2_000], 9)])
            .await
            .unwrap();
        assert_eq!(answer.status, 200);
        until_refused(&taras, 2).await;
        assert!(taras.handed_in().await.unwrap().is_empty());
        kira.hand_in(name("Купала")).await.unwrap();
        assert_eq!(family(&taras.until_handed_in(1).await[0]), "Купала");
        // A rotation clears it away, and keeps what is real.
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(1).await;
        assert_eq!(taras.handed_in().await.unwrap().len(), 1);
    });
}

/// A sealed entry with whatever lies in it, made without our own code.
fn forged(epoch: Epoch, inbox: &keys::KemPublic, inside: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let context = epoch.place(Label::InboxEntry).context();
    let to = <XWing as Kem>::PublicKey::from_bytes(&inbox.0).unwrap();
    let (enc, mut sender) = hpke::setup_sender_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &to,
        &context,
        &mut rng(),
    )
    .unwrap();
    let enc = enc.to_bytes();
    let mut commitment = [0; 32];
    sender
        .export(Label::EnvelopeCommitment.bytes(), &mut commitment)
        .unwrap();
    let mut padded = inside(&enc);
    padded.push(0x80);
    padded.resize(1 << 10, 0);
    let ciphertext = sender.seal(&padded, &context).unwrap();
    [&[1], [7; 32].as_slice(), &enc, &commitment, &ciphertext].concat()
}

/// `[collected, signature]` out of what a reader has opened.
fn inside(handed: &HandedIn) -> (minicbor::bytes::ByteVec, minicbor::bytes::ByteVec) {
    let (_, _, _, collected, signature): (
        u32,
        minicbor::bytes::ByteVec,
        minicbor::bytes::ByteVec,
        minicbor::bytes::ByteVec,
        minicbor::bytes::ByteVec,
    ) = minicbor::decode(&encode(handed)).unwrap();
    (collected, signature)
}

#[test]
fn attack_36_an_entry_sealed_again_or_as_anothers() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, his), (kira, _)] = staffed(&scene).await;
        let (lida, other) = scene.member("Ліда", api::Role::Collector).await;
        kira.hand_in(name("Купала")).await.unwrap();
        taras.until_handed_in(1).await;
        // A reader opens it, and another collector hands it in: as it was signed, and with another name in it.
        let reader = scene.insider(&his).await;
        let blob = inbox_of(&reader).await.remove(0);
        let handed = HandedIn::open(&reader.access, &blob).unwrap();
        let (collected, signature) = inside(&handed);
        let insider = outside(&scene, &other).await;
        let (epoch, inbox) = (insider.access.epoch(), insider.card.card().inbox);
        let pair = (collected.clone(), signature.clone());
        let again = forged(epoch, &inbox, |_| minicbor::to_vec(&pair).unwrap());
        let mut theirs: Collected = decode(&collected).unwrap();
        theirs.author = insider.identity.sign.public();
        let theirs = minicbor::bytes::ByteVec::from(encode(&theirs));
        let as_hers = forged(epoch, &inbox, |_| {
            minicbor::to_vec((&theirs, &signature)).unwrap()
        });
        let blobs = vec![renamed(&again, 1), renamed(&as_hers, 2)];
        assert_eq!(insider.post(1, blobs).await.unwrap().status, 200);
        until_refused(&taras, 2).await;
        assert_eq!(taras.handed_in().await.unwrap().len(), 1);
        lida.hand_in(name("Колас")).await.unwrap();
        taras.until_handed_in(2).await;
    });
}

/// What lies in a region's inbox.
async fn inbox_of(reader: &tests::native::Insider) -> Vec<Vec<u8>> {
    let (space, key) = (reader.epoch().space, &reader.capability);
    let answer = asked(&reader.raw, space, key).await;
    let answer = wire::inbox::InboxAnswer::from_padded(&answer.body).unwrap();
    answer.blobs.into_iter().map(|blob| blob.0).collect()
}

/// The inbox as a capability is shown it.
async fn asked(raw: &Raw, space: SpaceId, key: &SignKey) -> RawAnswer {
    let params = encode(&wire::inbox::ReadInboxParams { after: None });
    let request = SignedRequest::sign(key, Operation::InboxRead, space, today(), params);
    let answer = raw.post(wire::inbox::READ, encode(&request)).await;
    answer.unwrap()
}

/// Until so many entries have been kept out.
async fn until_refused(person: &Person, count: u32) {
    let refused = Alarm::Refused { region: 0, count };
    person
        .until("refusals", async || {
            person.alarms().contains(&refused).then_some(())
        })
        .await;
}

#[test]
fn attack_37_a_collectors_keys_and_a_copy_of_the_server() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, _), (kira, hers)] = staffed(&scene).await;
        taras.save(None, name("Купала")).await.unwrap();
        kira.hand_in(name("Колас")).await.unwrap();
        taras.until_handed_in(1).await;
        let insider = outside(&scene, &hers).await;
        // What the server has, with the eyes of somebody who may read it.
        let lead = scene.insider(&scene.words).await;
        let inbox = inbox_of(&lead).await;
        assert_eq!(inbox.len(), 1);
        assert!(HandedIn::open(&lead.access, &inbox[0]).is_ok());
        assert!(lead.blobs.len() > 3);
        // Every secret in the keyring, taken for every role it isn't.
        let me = &insider.identity;
        let mut secrets = vec![
            insider.access.expose().clone(),
            Secret::from_bytes(me.sign.expose_seed()),
            Secret::from_bytes(insider.capability.expose_seed()),
            me.kem.expose_seed().clone(),
        ];
        secrets.extend(
            insider
                .keyring
                .tokens
                .iter()
                .map(|batch| batch.seed.clone()),
        );
        for secret in secrets {
            for role in [Role::Collector, Role::Viewer, Role::Editor, Role::Lead] {
                let access = Access::new(lead.epoch(), role, secret.clone());
                assert!(HandedIn::open(&access, &inbox[0]).is_err());
                for blob in lead.places.iter().copied().zip(&lead.blobs) {
                    assert!(!opens(&access, lead.epoch(), blob));
                }
                if let Some(roster) = access.roster() {
                    assert_ne!(Some(roster), lead.access.roster());
                }
            }
        }
        // And the server tells this capability nothing.
        let answer = insider.post(1, vec![inbox[0].clone()]).await.unwrap();
        assert_eq!(answer.status, 200, "posting is all it may");
        let shown = asked(&insider.raw, lead.epoch().space, &insider.capability).await;
        assert_ne!(shown.status, 200);
    });
}

#[test]
fn attack_38_a_sealed_entry_replayed() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, his), (kira, hers)] = staffed(&scene).await;
        kira.hand_in(name("Купала")).await.unwrap();
        kira.hand_in(name("Колас")).await.unwrap();
        let entries = taras.until_handed_in(2).await;
        let blobs = inbox_of(&scene.insider(&his).await).await;
        let insider = outside(&scene, &hers).await;
        // Beside the first.
        let renamed = |first: u8| -> Vec<Vec<u8>> {
            let ids = first..;
            blobs
                .iter()
                .zip(ids)
                .map(|(blob, id)| renamed(blob, id))
                .collect()
        };
        assert_eq!(insider.post(1, renamed(1)).await.unwrap().status, 200);
        let of = |wanted: &str| {
            entries
                .iter()
                .find(|entry| family(entry) == wanted)
                .unwrap()
        };
        taras.admit(&[of("Купала")], &[of("Колас")]).await.unwrap();
        // And after it was dealt with.
        assert_eq!(insider.post(1, renamed(3)).await.unwrap().status, 200);
        // A new one comes after them: by then the replays have been looked at.
        kira.hand_in(name("Танк")).await.unwrap();
        assert_eq!(family(&taras.until_handed_in(1).await[0]), "Танк");
        taras.until_found("", 1).await;
        let blank = scene.honest_sign_in(&his, 1).await;
        assert_eq!(blank.until_handed_in(1).await.len(), 1);
    });
}

#[test]
fn attack_39_an_entry_sealed_to_a_retired_key() {
    alone(async {
        let scene = Scene::new().await;
        let [(taras, _), (kira, hers)] = staffed(&scene).await;
        let before = outside(&scene, &hers).await;
        let me = &before.identity.sign;
        let (epoch, inbox) = (before.access.epoch(), before.card.card().inbox);
        let old = Collected::make(me.public(), today(), record("Стары"), &mut rng())
            .seal(epoch, &inbox, me, &mut rng())
            .unwrap();
        // The answer is lost on the way, and the region rotates before the collector tries again.
        let mut lost = 0;
        scene.line.lie(move |exchange| {
            let post = exchange.name == wire::inbox::POST && lost < 3;
            if post {
                lost += 1;
                exchange.lose();
            }
            post
        });
        assert!(kira.hand_in(name("Купала")).await.is_err());
        scene.line.be_honest();
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(1).await;
        // Said to be of the old epoch, or of the new one: the server takes neither, or nobody can open it.
        assert_eq!(before.post(1, vec![old.clone()]).await.unwrap().status, 403);
        let after = outside(&scene, &hers).await;
        assert_eq!(after.post(1, vec![old.clone()]).await.unwrap().status, 409);
        assert_eq!(after.post(2, vec![old]).await.unwrap().status, 200);
        taras
            .until("a refusal", async || {
                (!taras.alarms().is_empty()).then_some(())
            })
            .await;
        // The collector's own words arrive once, however often they were sealed.
        kira.hand_in(name("Купала")).await.unwrap();
        kira.hand_in(name("Колас")).await.unwrap();
        let mut names: Vec<String> = taras
            .until_handed_in(2)
            .await
            .iter()
            .map(|entry| family(entry).to_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["Колас", "Купала"]);
    });
}
