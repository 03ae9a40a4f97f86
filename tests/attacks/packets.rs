//! Lists of chosen contacts: who reads them, until when, and what a server or a member who has turned makes of them.

use std::sync::{Arc, Mutex};

use keys::encode::encode;
use keys::packet::{Packet, Ticket};
use keys::request::{Operation, SignedRequest};
use keys::{PacketId, PublicKey, SpaceId};
use tests::native::{Insider, Person, alone, rng, today};
use vault::api::{self, Alarm, Command, Failure, GivenPacket, RecordId, Reply, Role};
use wire::packet::{ListPacketsParams, PacketHead, PacketsAnswer, PutPacketParams};

use crate::help::{Scene, name, record};

async fn key_of(person: &Person, name: &str) -> [u8; 32] {
    let people = person.people().await.unwrap();
    let found = people.iter().find(|one| one.name.as_deref() == Some(name));
    found.unwrap().key
}

async fn give(
    person: &Person,
    member: [u8; 32],
    contacts: &[RecordId],
    title: &str,
    last_day: u16,
) -> Result<(), Failure> {
    let command = Command::GivePacket {
        region: 0,
        member,
        contacts: contacts.to_vec(),
        title: title.into(),
        last_day,
    };
    person.send(command).await.map(|_| ())
}

async fn given(person: &Person) -> Vec<GivenPacket> {
    match person.send(Command::GivenPackets { region: 0 }).await {
        Ok(Reply::GivenPackets(given)) => given,
        other => panic!("{other:?}"),
    }
}

/// Titles of one's own lists, in order.
async fn titles(person: &Person) -> Vec<String> {
    let mut titles: Vec<String> = read(person).await.iter().map(|p| p.title.clone()).collect();
    titles.sort();
    titles
}

async fn read(person: &Person) -> Vec<api::Packet> {
    match person.send(Command::Packets { region: 0 }).await {
        Ok(Reply::Packets(packets)) => packets,
        other => panic!("{other:?}"),
    }
}

/// The server's own list, with a member's capability.
async fn heads(insider: &Insider) -> Vec<PacketHead> {
    let params = encode(&ListPacketsParams {});
    let space = insider.epoch().space;
    let request = SignedRequest::sign(
        &insider.capability,
        Operation::PacketRead,
        space,
        today(),
        params,
    );
    let answer = insider.raw.post(wire::packet::LIST, encode(&request)).await;
    PacketsAnswer::from_padded(&answer.unwrap().body)
        .unwrap()
        .packets
}

/// Contacts of the region, and a collector with two lists of them.
async fn canvassed(scene: &Scene) -> (Person, String, Vec<RecordId>) {
    let (kira, words) = scene.member("Кіра", Role::Collector).await;
    let mut contacts = Vec::new();
    for family in ["Купала", "Колас", "Багдановіч"] {
        contacts.push(scene.anna.save(None, name(family)).await.unwrap());
    }
    let to = key_of(&scene.anna, "Кіра").await;
    for (some, title) in [
        (&contacts[..2], "Вуліца Кірава"),
        (&contacts[2..], "Плошча"),
    ] {
        give(&scene.anna, to, some, title, today() + 1)
            .await
            .unwrap();
    }
    (kira, words, contacts)
}

#[test]
fn a_packet_is_read_by_whom_it_was_given_to_until_it_is_cut_off() {
    alone(async {
        let scene = Scene::new().await;
        let (kira, words, contacts) = canvassed(&scene).await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let packets = read(&kira).await;
        let street = packets.iter().find(|p| p.title == "Вуліца Кірава").unwrap();
        let ids: Vec<RecordId> = street.contacts.iter().map(|contact| contact.id).collect();
        assert_eq!(ids, contacts[..2]);
        assert_eq!(street.contacts[1].fields[0].1, "Колас");
        // Nobody else's, and only leads give.
        assert!(titles(&taras).await.is_empty());
        let to = key_of(&scene.anna, "Тарас").await;
        let tried = give(&taras, to, &contacts, "Усе", today()).await;
        assert_eq!(tried, Err(Failure::NotAllowed));
        give(&lidia, to, &contacts, "Усе", today()).await.unwrap();
        assert_eq!(titles(&taras).await, ["Усе"]);
        // New keys for the region take no list away, and leads of later epochs know of them.
        scene.anna.rotate().await.unwrap();
        kira.until("lists in the next epoch", async || {
            match kira.send(Command::Packets { region: 0 }).await {
                Ok(Reply::Packets(packets)) => (packets.len() == 2).then_some(()),
                _ => None,
            }
        })
        .await;
        let late = scene.honest_sign_in(&hers, 3).await;
        let known = given(&late).await;
        assert_eq!(known.len(), 3);
        let street = known.iter().find(|p| p.title == "Вуліца Кірава").unwrap();
        assert_eq!((street.to.as_deref(), street.contacts), (Some("Кіра"), 2));
        let cut = Command::CutPacket {
            region: 0,
            id: street.id,
        };
        late.send(cut).await.unwrap();
        assert_eq!(titles(&kira).await, ["Плошча"]);
        // And who is put out loses what is left.
        scene.anna.remove("Кіра").await.unwrap();
        assert_eq!(given(&scene.anna).await.len(), 1);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        let gone = blank.send(Command::Packets { region: 0 }).await;
        assert_eq!(gone, Err(Failure::NotAllowed));
        for person in [&scene.anna, &lidia, &taras, &late] {
            assert!(person.alarms().is_empty(), "{:?}", person.alarms());
        }
    });
}

#[test]
fn a_packet_opens_for_nobody_else() {
    alone(async {
        let scene = Scene::new().await;
        let (_kira, _, _) = canvassed(&scene).await;
        let (_vera, hers) = scene.member("Вера", Role::Viewer).await;
        // A viewer's keys, and everything that the server has.
        let vera = scene.insider(&hers).await;
        let heads = heads(&vera).await;
        assert_eq!(heads.len(), 2);
        for head in &heads {
            assert!(Ticket::open(&vera.identity.kem, head.packet, &head.envelope.0).is_err());
            let params = encode(&ListPacketsParams {});
            let space = SpaceId(head.packet.0);
            let request = SignedRequest::sign(
                &vera.capability,
                Operation::PacketRead,
                space,
                today(),
                params,
            );
            let answer = vera.raw.post(wire::packet::READ, encode(&request)).await;
            assert_eq!(answer.unwrap().status, 403);
        }
    });
}

#[test]
fn a_packet_swapped_or_after_its_day_is_refused() {
    alone(async {
        let scene = Scene::new().await;
        let (kira, words, _) = canvassed(&scene).await;
        assert_eq!(titles(&kira).await.len(), 2);
        // The content of one under the name of the other, both hers.
        let first: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
        scene.line.lie(move |exchange| {
            if exchange.name != wire::packet::READ {
                return false;
            }
            let mut first = first.lock().unwrap();
            let shown = first.get_or_insert_with(|| exchange.answer.clone());
            let told = *shown != exchange.answer;
            exchange.answer = shown.clone();
            told
        });
        assert_eq!(titles(&kira).await.len(), 1);
        assert!(scene.line.lies() > 0);
        assert!(matches!(kira.alarms()[..], [Alarm::Refused { .. }]));
        // The name of one on the envelope of the other.
        let exchange_names = |answer: &mut Vec<PacketHead>| {
            let (one, other) = (answer[0].packet, answer[1].packet);
            (answer[0].packet, answer[1].packet) = (other, one);
        };
        scene.line.lie(move |exchange| {
            if exchange.name != wire::packet::LIST {
                return false;
            }
            let mut answer = PacketsAnswer::from_padded(&exchange.answer).unwrap();
            exchange_names(&mut answer.packets);
            exchange.answer = answer.to_padded();
            true
        });
        assert!(titles(&kira).await.is_empty());
        // Another last day than the one that was signed.
        scene.line.lie(move |exchange| {
            if exchange.name != wire::packet::LIST {
                return false;
            }
            let mut answer = PacketsAnswer::from_padded(&exchange.answer).unwrap();
            answer.packets[0].last_day += 30;
            exchange.answer = answer.to_padded();
            true
        });
        assert_eq!(titles(&kira).await.len(), 1);
        scene.line.be_honest();
        // A server that hands it out a day too late: it says it is yesterday.
        kira.platform.set_days_off(2);
        assert!(titles(&kira).await.is_empty());
        kira.platform.set_days_off(0);
        assert_eq!(titles(&kira).await.len(), 2);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(titles(&blank).await.len(), 2);
    });
}

#[test]
fn a_packet_by_nobody_who_leads_is_refused() {
    alone(async {
        let scene = Scene::new().await;
        let (kira, collects) = scene.member("Кіра", Role::Collector).await;
        let (vera, hers) = scene.member("Вера", Role::Viewer).await;
        let (_taras, his) = scene.member("Тарас", Role::Editor).await;
        // An editor's word, and the server's ear.
        let taras = scene.insider(&his).await;
        let anna = scene.insider(&scene.words).await;
        let space = anna.epoch().space;
        let key = |name: &str| {
            let (anna, name) = (&scene.anna, name.to_owned());
            async move { PublicKey(key_of(anna, &name).await) }
        };
        for (member, id) in [(key("Кіра").await, 1), (key("Вера").await, 2)] {
            let id = PacketId([id; 32]);
            let to = anna.log.authority().member(&member).unwrap();
            let chain = taras.log.chain_of(&[taras.identity.sign.public()]);
            let packet = Packet::new(space, today(), "Хлусня".into(), chain, Vec::new());
            let to = &to.grant.member.kem;
            let sealed = packet.seal(id, today(), to, &taras.identity.sign, &mut rng());
            let sealed = sealed.unwrap();
            let params = PutPacketParams {
                packet: id,
                reader: sealed.reader,
                last_day: today(),
                envelope: sealed.envelope.into(),
                note: Vec::new().into(),
                content: sealed.content.into(),
            };
            let put = |key: &keys::SignKey| {
                let params = encode(&params);
                encode(&SignedRequest::sign(
                    key,
                    Operation::PacketPut,
                    space,
                    today(),
                    params,
                ))
            };
            let refused = anna
                .raw
                .post(wire::packet::PUT, put(&taras.capability))
                .await;
            assert_eq!(refused.unwrap().status, 403);
            let taken = anna
                .raw
                .post(wire::packet::PUT, put(&anna.capability))
                .await;
            assert_eq!(taken.unwrap().status, 200);
        }
        for person in [&kira, &vera] {
            assert!(titles(person).await.is_empty());
            assert!(matches!(person.alarms()[..], [Alarm::Refused { .. }]));
        }
        for words in [&collects, &hers] {
            let blank = scene.blank();
            blank.sign_in(words).await.unwrap();
            assert!(titles(&blank).await.is_empty());
        }
    });
}

#[test]
fn a_packet_cut_off_does_not_come_back() {
    alone(async {
        let scene = Scene::new().await;
        let kept = record(&scene.hers);
        let (kira, _, _) = canvassed(&scene).await;
        let puts: Vec<Vec<u8>> = {
            let kept = kept.lock().unwrap();
            let puts = kept.iter().filter(|it| it.name == wire::packet::PUT);
            puts.map(|exchange| exchange.request.clone()).collect()
        };
        let anna = scene.insider(&scene.words).await;
        for put in &puts {
            let again = anna.raw.post(wire::packet::PUT, put.clone()).await;
            assert_eq!(again.unwrap().status, 200);
        }
        assert_eq!(given(&scene.anna).await.len(), 2);
        for packet in given(&scene.anna).await {
            let command = Command::CutPacket {
                region: 0,
                id: packet.id,
            };
            scene.anna.send(command).await.unwrap();
        }
        for put in puts {
            let again = anna.raw.post(wire::packet::PUT, put).await;
            assert_eq!(again.unwrap().status, 409);
        }
        assert!(read(&kira).await.is_empty());
        assert!(heads(&anna).await.is_empty());
    });
}
