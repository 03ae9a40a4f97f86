//! Records: what the server can do to sealed entries.

use keys::encode::encode;
use keys::padding::Padding;
use keys::seal;
use keys::statement::{Body, Change, NewField, NewRecord, SignedStatement, Value};
use keys::{Epoch, Label, Secret, SpaceId};
use records::fields::FieldId;
use tests::native::{Insider, Person, Proxy, alone, rng, today};
use vault::api::{Alarm, Role};
use wire::sync::{SyncEntry, SyncItem};

use crate::help::{
    Parts, RawKey, Scene, field, in_sync, name, raw_seal, tag_for_both, wait_refused,
};

/// A new contact, as a statement's body.
fn contact(family: &str) -> Body {
    let fields = vec![NewField {
        field: FieldId::FAMILY.0,
        value: Value::text(family),
    }];
    Body::Change(Change {
        create: vec![NewRecord(fields)],
        ..Change::default()
    })
}

async fn shown(person: &Person) -> u32 {
    person.list("").await.unwrap().total
}

/// Adds blobs after the region's last entry, as if somebody had just appended them.
fn add(item: &mut SyncItem, blobs: &[Vec<u8>]) {
    for blob in blobs {
        item.last_seq += 1;
        item.entries.push(SyncEntry {
            seq: item.last_seq,
            entry: blob.clone().into(),
        });
    }
}

#[test]
fn attack_16_two_entries_swapped() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        for family in ["Купала", "Колас", "Багдановіч"] {
            scene.anna.save(None, name(family)).await.unwrap();
        }
        taras.until_found("", 3).await;
        drop(taras);
        scene.blank().sign_in(&words).await.unwrap();

        let swap = |item: &mut SyncItem| {
            let Some([.., one, other]) = item.entries.get_mut(..) else {
                return false;
            };
            std::mem::swap(&mut one.entry, &mut other.entry);
            true
        };
        // A device that knows nothing but the words, which lead to the head last verified.
        in_sync(&scene.line, swap);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert!(
            blank.alarms().contains(&Alarm::HistoryBroken { region: 0 }),
            "{:?}",
            blank.alarms()
        );
        assert!(
            blank.list("").await.is_err(),
            "nothing of that history is shown"
        );
        assert_eq!(scene.line.lies(), 1);
        drop(blank);
        scene.honest_sign_in(&words, 3).await;
    });
}

#[test]
fn attack_18_an_entry_of_another_space_or_epoch() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let borys = Person::at(scene.server.address());
        let link = scene.server.founding_link().unwrap();
        let other = borys
            .found(&link, "Іншая", "Гомель", "Барыс")
            .await
            .unwrap();
        borys.save(None, name("Чужы")).await.unwrap();
        let theirs = scene.insider(&other).await;

        // Opened there and sealed here; then what the same lead said elsewhere, or in another epoch.
        let resealed = theirs.statement(theirs.blobs.len()).unwrap();
        let say = |space, number| {
            let (seen, day) = (anna.log.seen(), today());
            let epoch = Epoch { space, number };
            SignedStatement::sign(
                &anna.identity.sign,
                anna.organisation(),
                epoch,
                seen,
                day,
                contact("Чужы"),
                &mut rng(),
            )
        };
        let here = anna.epoch().space;
        let said = [say(SpaceId([9; 32]), 1), say(here, 0), say(here, 2)];
        let genuine = say(here, 1);
        anna.plant(&[resealed]).await.unwrap();
        anna.plant(&said).await.unwrap();
        wait_refused(&taras, 4).await;
        assert_eq!(shown(&taras).await, 0);
        anna.plant(&[genuine]).await.unwrap();
        taras.until_found("Чужы", 1).await;

        // As it lies there: the server takes no blob twice, so the lie is told on the way.
        let blob = theirs.blobs.last().unwrap().clone();
        assert!(anna.plant_blobs(vec![blob.clone()]).await.is_err());
        let mut told = false;
        in_sync(&scene.line, move |item| {
            let tell = !told && !item.entries.is_empty();
            if tell {
                add(item, std::slice::from_ref(&blob));
                told = true;
            }
            tell
        });
        scene.anna.save(None, name("Купала")).await.unwrap();
        wait_refused(&taras, 5).await;
        assert_eq!(scene.line.lies(), 1);
        assert_eq!(shown(&taras).await, 2);
        drop(taras);
        scene.honest_sign_in(&words, 2).await;
    });
}

#[test]
fn attack_19_an_entry_shown_twice() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let mut anna = scene.insider(&scene.words).await;
        // Sealed anew it has another id, so the server takes it.
        let again = anna.statement(anna.blobs.len()).unwrap();
        anna.plant(&[again.clone(), again]).await.unwrap();
        // As it lies it hasn't: the proxy shows it once more.
        let planted = anna.blobs[anna.blobs.len() - 2..].to_vec();
        let mut told = false;
        in_sync(&scene.line, move |item| {
            // Not with those two already, or what comes next would be the one too many.
            let tell = !told
                && item
                    .entries
                    .iter()
                    .any(|entry| !planted.contains(&entry.entry.0));
            if tell {
                add(item, &planted[1..]);
                told = true;
            }
            tell
        });
        scene.anna.save(None, name("Колас")).await.unwrap();
        taras.until_found("", 2).await;
        assert_eq!(scene.line.lies(), 1);
        assert_eq!(taras.list("Купала").await.unwrap().total, 1);
        scene.honest_sign_in(&words, 2).await;
    });
}

#[test]
fn attack_24_every_bit_of_a_sealed_entry() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let anna = scene.insider(&scene.words).await;
        let blob = anna
            .say(contact("Купала"))
            .seal(&anna.access, &mut rng())
            .unwrap();
        assert_eq!(blob.len(), 1024 + seal::OVERHEAD);
        let flipped: Vec<Vec<u8>> = (0..blob.len() * 8).map(|bit| flip(&blob, bit)).collect();
        let total = u32::try_from(flipped.len()).unwrap();

        let secret = anna.access.reading().unwrap();
        assert!(SignedStatement::open(&secret, anna.epoch(), &blob).is_ok());
        for forged in &flipped {
            assert_eq!(
                SignedStatement::open(&secret, anna.epoch(), forged),
                Err(keys::Refused)
            );
        }

        // And all of them through the vault, as so many new entries; the last one untouched, and it counts.
        let mut told = false;
        in_sync(&scene.line, move |item| {
            let tell = !told && !item.entries.is_empty();
            if tell {
                item.entries.clear();
                item.last_seq -= 1;
                add(item, &flipped);
                told = true;
            }
            tell
        });
        scene.anna.save(None, name("Купала")).await.unwrap();
        wait_refused(&taras, total).await;
        assert_eq!(scene.line.lies(), 1);
        assert_eq!(shown(&taras).await, 0);
        let refused = taras
            .alarms()
            .iter()
            .filter(|alarm| matches!(alarm, Alarm::Refused { .. }))
            .count();
        assert_eq!(refused, total as usize, "one error, whichever bit it was");
        drop(taras);
        scene.honest_sign_in(&words, 1).await;
    });
}

fn flip(blob: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = blob.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

#[test]
fn attack_25_malformed_padding_under_the_real_key() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let message = encode(&anna.say(contact("Купала")));
        let padded = |marker: &[u8], len: usize, last: u8| {
            let mut plain = [&message, marker].concat();
            plain.resize(len, 0);
            *plain.last_mut().unwrap() |= last;
            plain
        };
        let secret = anna.access.reading().unwrap();
        let place = anna.epoch().place(Label::Entry);
        let forged = [
            padded(&[0x80], 4096, 0),
            padded(&[0x80], 1000, 0),
            padded(&[0x80], 1024, 1),
            padded(&[0x81], 1024, 0),
            padded(&[], 1024, 0),
            padded(&[0x80, 0x80], 1024, 0),
            vec![0; 1024],
            Vec::new(),
        ];
        let forged: Vec<_> = forged
            .iter()
            .map(|plain| raw_seal(&secret, &place, plain))
            .collect();
        let (count, genuine) = (
            u32::try_from(forged.len()).unwrap(),
            raw_seal(&secret, &place, &padded(&[0x80], 1024, 0)),
        );
        anna.plant_blobs(forged.clone()).await.unwrap();
        wait_refused(&taras, count).await;
        assert_eq!(shown(&taras).await, 0);
        // Only after the tag: with a wrong tag, sound and malformed padding are the same one error.
        for blob in forged.iter().chain([&genuine]) {
            let broken = flip(blob, blob.len() * 8 - 1);
            assert_eq!(
                seal::open(&secret, &place, Padding::Entry, &broken).err(),
                Some(keys::Refused)
            );
        }
        // The same seal with the one padding there is: it counts.
        anna.plant_blobs(vec![genuine]).await.unwrap();
        taras.until_found("Купала", 1).await;
        scene.honest_sign_in(&words, 1).await;
    });
}

/// A blob's parts: what lies between header and tag, and the tag.
struct TwoKeys {
    blob_id: [u8; 32],
    body: Vec<u8>,
    tag: [u8; 16],
    one: RawKey,
    other: RawKey,
}

impl TwoKeys {
    fn blob(&self, commitment: &[u8; 32]) -> Vec<u8> {
        [
            &[1],
            self.blob_id.as_slice(),
            commitment,
            &self.body,
            &self.tag,
        ]
        .concat()
    }
}

/// A ciphertext that is well padded, and whose tag holds, in both regions.
fn two_keys(one: &Insider, other: &Insider) -> TwoKeys {
    let secret = |insider: &Insider| insider.access.reading().unwrap();
    let place = |insider: &Insider| insider.epoch().place(Label::Entry);
    let mut message = vec![b'x'; 1024];
    message[300] = 0x80;
    message[301..].fill(0);
    loop {
        let blob_id = *Secret::make(&mut rng()).expose();
        let here = RawKey::of(&secret(one), &place(one), &blob_id);
        let there = RawKey::of(&secret(other), &place(other), &blob_id);
        let mut body = here.encrypt(&message);
        let tag = tag_for_both(&here, &there, &mut body);
        // The other key sees noise: one try in 256 ends with the padding's marker.
        if there.opens(&body, &tag).expect("both tags hold").last() == Some(&0x80) {
            return TwoKeys {
                blob_id,
                body,
                tag,
                one: here,
                other: there,
            };
        }
    }
}

#[test]
fn attack_26_a_ciphertext_that_opens_under_two_keys() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let line = Proxy::before(scene.server.address()).unwrap();
        let borys = Person::at(line.address());
        let link = scene.server.founding_link().unwrap();
        let other = borys
            .found(&link, "Іншая", "Гомель", "Барыс")
            .await
            .unwrap();
        let (mut ours, mut theirs) = (
            scene.insider(&scene.words).await,
            scene.insider(&other).await,
        );
        let forged = two_keys(&ours, &theirs);
        assert!(
            forged.one.opens(&forged.body, &forged.tag).is_some()
                && forged.other.opens(&forged.body, &forged.tag).is_some()
        );

        // Each commitment opens it for one of the two, and for that one only.
        let open = |insider: &Insider, blob: &[u8]| {
            let place = insider.epoch().place(Label::Entry);
            seal::open(
                &insider.access.reading().unwrap(),
                &place,
                Padding::Entry,
                blob,
            )
            .is_ok()
        };
        let (for_one, for_other) = (
            forged.blob(&forged.one.commitment),
            forged.blob(&forged.other.commitment),
        );
        assert_eq!(
            (open(&ours, &for_one), open(&theirs, &for_one)),
            (true, false)
        );
        assert_eq!(
            (open(&ours, &for_other), open(&theirs, &for_other)),
            (false, true)
        );

        // Served to both, one of them on the way, for the server takes no id twice: nothing is applied anywhere.
        in_sync(&line, move |item| {
            let tell = !item.entries.is_empty();
            if tell {
                item.entries[0].entry.0.clone_from(&for_one);
            }
            tell
        });
        ours.plant_blobs(vec![for_other]).await.unwrap();
        let beacon = theirs.say(Body::Beacon);
        theirs.plant(&[beacon]).await.unwrap();
        wait_refused(&taras, 1).await;
        wait_refused(&borys, 1).await;
        assert_eq!(line.lies(), 1);
        assert_eq!((shown(&taras).await, shown(&borys).await), (0, 0));
        drop(borys);
        scene.honest_sign_in(&words, 0).await;
    });
}

#[test]
fn attack_27_an_entry_or_statement_of_another_version() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        // A statement that says it is of version 2, signed by the lead all the same.
        let genuine = Parts::of(&anna.say(contact("Колас")));
        let forged: Vec<_> = [0u8, 2]
            .map(|version| {
                let mut statement = genuine.statement.clone();
                assert_eq!(statement[..2], [0x89, 1]);
                statement[1] = version;
                let signature = anna
                    .identity
                    .sign
                    .sign::<keys::statement::StatementPurpose>(&statement)
                    .to_bytes();
                Parts {
                    statement,
                    signature,
                }
                .join()
            })
            .into();
        anna.plant(&forged).await.unwrap();
        wait_refused(&taras, 2).await;
        anna.plant(&[genuine.join()]).await.unwrap();
        taras.until_found("Колас", 1).await;

        // The suite's own byte, which the server doesn't take: so the lie is told on the way.
        let blob = anna
            .say(contact("Купала"))
            .seal(&anna.access, &mut rng())
            .unwrap();
        let mut second = blob.clone();
        second[0] = 3;
        assert!(anna.plant_blobs(vec![second.clone()]).await.is_err());
        let mut told = false;
        in_sync(&scene.line, move |item| {
            let tell = !told && !item.entries.is_empty();
            if tell {
                item.entries[0].entry.0.clone_from(&second);
                told = true;
            }
            tell
        });
        anna.plant_blobs(vec![blob]).await.unwrap();
        wait_refused(&taras, 3).await;
        assert_eq!(scene.line.lies(), 1);
        assert_eq!(shown(&taras).await, 1);
        drop(taras);
        scene.honest_sign_in(&words, 2).await;
    });
}

#[test]
fn attack_50_markup_formulas_and_bidi_come_back_as_they_are() {
    const NASTY: [(FieldId, &str); 5] = [
        (FieldId::FAMILY, "<script>fetch('//evil.example')</script>"),
        (FieldId::GIVEN, "=HYPERLINK(\"http://evil.example\";\"x\")"),
        (
            FieldId::TOWN,
            "\u{202e}ksniM\u{202c}\u{2066}<img src=x onerror=alert(1)>\u{2069}",
        ),
        (FieldId::STREET, "@SUM(1+1)*cmd|' /C calc'!A0\u{0}\u{1b}[2J"),
        (
            FieldId::NOTES,
            "+1\t-1\r\n\"; DROP TABLE contacts; -- {{7*7}} ${7*7} %00 &lt;b&gt;",
        ),
    ];
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let changes = NASTY
            .iter()
            .map(|(id, value)| field(*id, value, 0))
            .collect();
        let id = scene.anna.save(None, changes).await.unwrap();
        taras.until_found("", 1).await;
        let blank = scene.honest_sign_in(&words, 1).await;
        for person in [&scene.anna, &taras, &blank] {
            let contact = person.contact(id).await.unwrap();
            for (id, value) in NASTY {
                let stored = contact
                    .fields
                    .iter()
                    .find(|field| field.field == id)
                    .unwrap();
                assert_eq!(stored.value, value);
            }
            assert_eq!(person.list("script").await.unwrap().total, 1);
        }
    });
}
