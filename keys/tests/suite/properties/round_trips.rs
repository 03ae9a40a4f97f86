//! What is sealed opens for whom it is meant, where it belongs, and for nobody else.

use keys::below::{self, Keys};
use keys::card::Card;
use keys::envelope::Block;
use keys::inbox::{Collected, HandedIn};
use keys::keyring::TokenBatch;
use keys::packet::{Listed, Note, Packet, Ticket};
use keys::roster::{Entry, Roster, seal_chain};
use keys::shares::{SHARES_MAX, Share, Unfit, combine, split};
use keys::statement::{NewField, NewRecord, RecordRef, Value};
use keys::words::{List, parse};
use keys::{
    Access, Epoch, FoundingKey, Hash, Identity, PacketId, PublicKey, Role, Secret, SignKey, SpaceId,
};

use super::region::Region;
use crate::support::rng::Seeded;

const ROLES: [Role; 4] = [Role::Collector, Role::Viewer, Role::Editor, Role::Lead];
/// Somebody who leads in the region here.
const LEAD: usize = 3;

fn epoch(number: u32) -> Epoch {
    Epoch {
        space: SpaceId([1; 32]),
        number,
    }
}

fn record() -> NewRecord {
    NewRecord(vec![NewField {
        field: 1,
        value: Value::text("Алена"),
    }])
}

#[test]
fn a_card_opens_for_every_role_of_its_epoch() {
    let region = Region::make(1, true);
    let rng = &mut Seeded::new(1);
    let (access, founding) = (&region.access, region.founding.fingerprint());
    let lead = region.name(LEAD);
    let chain = region.log.chain_of(&[lead]);
    let card = Card::new(access, "Барысаў".into(), vec![1], lead, chain, 3).unwrap();
    let blob = card.seal(access, region.key(LEAD), rng).unwrap();
    for role in ROLES {
        let opened = Card::open(&access.derive(role).unwrap(), founding, &blob).unwrap();
        assert_eq!(opened.card(), &card);
        assert!(opened.authority().is_lead(&lead));
    }
    assert!(Card::open(access, Hash([0; 32]), &blob).is_err());
    let other = Access::make(access.epoch(), rng);
    assert!(Card::open(&other, founding, &blob).is_err());
    let by_another = card.seal(access, region.key(LEAD + 1), rng).unwrap();
    assert!(Card::open(access, founding, &by_another).is_err());
}

#[test]
fn a_packet_opens_for_its_reader() {
    let region = Region::make(2, true);
    let rng = &mut Seeded::new(2);
    let (space, lead) = (region.access.epoch().space, region.name(LEAD));
    let [reader, other] = [Identity::make(rng), Identity::make(rng)];
    let listed = Listed {
        record: RecordRef {
            statement: Hash([3; 32]),
            index: 4,
        },
        fields: record().0,
    };
    let chain = region.log.chain_of(&[lead]);
    let packet = Packet::new(space, 5, "Двор".into(), chain, vec![listed]);
    let id = PacketId([6; 32]);
    let to = reader.public().unwrap().kem;
    let sealed = packet.seal(id, 9, &to, region.key(LEAD), rng).unwrap();
    let ticket = Ticket::open(&reader.kem, id, &sealed.envelope).unwrap();
    assert_eq!(ticket.reader.public(), sealed.reader);
    assert_eq!(
        (ticket.last_day, ticket.space, ticket.author),
        (9, space, lead)
    );
    assert_eq!(
        Packet::open(&ticket, id, &sealed.content),
        Ok(packet.clone())
    );
    let elsewhere = PacketId([7; 32]);
    assert!(Ticket::open(&other.kem, id, &sealed.envelope).is_err());
    assert!(Ticket::open(&reader.kem, elsewhere, &sealed.envelope).is_err());
    assert!(Packet::open(&ticket, elsewhere, &sealed.content).is_err());
    let founding = region.founding.fingerprint();
    assert!(packet.proves_lead(founding, 1, &lead));
    assert!(!packet.proves_lead(founding, 1, &region.name(LEAD + 1)));
    assert!(!packet.proves_lead(Hash([0; 32]), 1, &lead));
}

#[test]
fn a_note_opens_for_leads_of_its_epoch_and_after() {
    let rng = &mut Seeded::new(3);
    let [first, second, third] = [1, 2, 3].map(|number| Access::make(epoch(number), rng));
    let note = Note {
        recipient: PublicKey([1; 32]),
        title: "Двор".into(),
        records: 7,
    };
    let (id, elsewhere) = (PacketId([2; 32]), PacketId([3; 32]));
    let sealed = note.seal(&second, id, rng).unwrap();
    for role in &ROLES[..3] {
        let lesser = second.derive(*role).unwrap();
        assert!(note.seal(&lesser, id, rng).is_err(), "{role:?}");
    }
    let knows = |access: &Access, handed_on: Option<Vec<u8>>| {
        let mut roster = Roster::default();
        roster.unlock(access);
        if let Some(handed_on) = handed_on {
            roster.chain(epoch(3), 2, handed_on);
        }
        assert!(Note::open(&roster, elsewhere, &sealed).is_err());
        Note::open(&roster, id, &sealed) == Ok(note.clone())
    };
    let chain = seal_chain(&second, &third, rng).unwrap();
    assert!(knows(&second, None) && !knows(&first, None) && !knows(&third, None));
    assert!(knows(&third, Some(chain.clone())));
    assert!(!knows(&first, Some(chain)));
    assert!(seal_chain(&second.derive(Role::Editor).unwrap(), &third, rng).is_err());
    assert!(seal_chain(&second, &third.derive(Role::Editor).unwrap(), rng).is_err());
}

#[test]
fn a_roster_tells_what_leads_have_said() {
    let rng = &mut Seeded::new(4);
    let access = Access::make(epoch(1), rng);
    let (member, was) = (PublicKey([1; 32]), PublicKey([2; 32]));
    let tokens = TokenBatch {
        seed: Secret::from_bytes(&[3; 32]),
        next: 4,
        end: 5,
    };
    let entry = Entry {
        name: "Алена".into(),
        tokens: Some(tokens.clone()),
        was: Some(was),
    };
    assert!(
        entry
            .seal(&access.derive(Role::Editor).unwrap(), rng)
            .is_err()
    );
    let mut roster = Roster::default();
    roster.add(member, epoch(1), entry.seal(&access, rng).unwrap());
    assert_eq!(roster.name(&member), None, "no key yet");
    roster.unlock(&access.derive(Role::Editor).unwrap());
    assert_eq!(roster.name(&member), None, "no lead's");
    roster.unlock(&access);
    assert_eq!(roster.name(&member), Some("Алена"));
    assert_eq!(roster.tokens(&member), Some(&tokens));
    assert_eq!(roster.was(&member), Some(was));
    assert_eq!(roster.after(&was), Some(&member));
    assert_eq!((roster.name(&was), roster.after(&member)), (None, None));
    // The key that one has had oneself isn't replaced by one that was handed on.
    let (later, false_key) = (Access::make(epoch(2), rng), Access::make(epoch(1), rng));
    roster.chain(epoch(2), 1, seal_chain(&false_key, &later, rng).unwrap());
    roster.unlock(&later);
    let other = PublicKey([4; 32]);
    roster.add(other, epoch(1), entry.seal(&access, rng).unwrap());
    assert_eq!(roster.name(&other), Some("Алена"));
    roster.clear();
    assert_eq!((roster.name(&member), roster.after(&was)), (None, None));
    roster.add(member, epoch(1), entry.seal(&access, rng).unwrap());
    assert_eq!(roster.name(&member), None, "the keys are forgotten too");
}

#[test]
fn a_region_below_opens_with_the_keys_above() {
    let rng = &mut Seeded::new(5);
    let above = [1, 2].map(|number| Access::make(epoch(number), rng));
    let here = Epoch {
        space: SpaceId([2; 32]),
        number: 1,
    };
    let access = Access::make(here, rng);
    let lead = SignKey::make(rng);
    let capabilities = [1, 2, 3].map(|byte| SignKey::from_seed(&[byte; 32]));
    let mut block = Block::make(here, 1, rng).unwrap();
    let keys = below::public_keys(&above[0]).unwrap();
    below::fill(&mut block, &access, &capabilities, &keys, &lead, rng).unwrap();
    let chain = below::seal_chain(&above[0], &above[1], rng).unwrap();
    for (index, role) in (0u8..).zip(below::SLOTS) {
        assert_eq!(below::slot_of(role), Some(index));
        let slot = block.fixed(usize::from(index)).unwrap();
        let mut known = Keys::default();
        known.unlock(&above[0].derive(role).unwrap());
        for other in below::SLOTS {
            let opened = known.open_slot(here, slot, other);
            assert_eq!(opened.is_ok(), other == role, "{role:?} {other:?}");
        }
        let (grant, of) = known.open_slot(here, slot, role).unwrap();
        assert_eq!((grant.access, of), (access.derive(role).unwrap(), 1));
        let capability = &capabilities[usize::from(index)];
        assert_eq!(grant.capability.public(), capability.public());
        assert_eq!(grant.lead, lead.public());
        // Who leads after a rotation has the key of L that ran before it, and no other.
        let (mut later, mut roster) = (Keys::default(), Roster::default());
        later.unlock(&above[1]);
        roster.unlock(&above[1]);
        assert!(later.open_slot(here, slot, role).is_err());
        later.chain(epoch(2), chain.clone());
        later.learn(&roster);
        assert_eq!(
            later.open_slot(here, slot, role).is_ok(),
            role == Role::Lead
        );
    }
    assert_eq!(below::slot_of(Role::Collector), None);
    assert!(below::public_keys(&above[0].derive(Role::Editor).unwrap()).is_none());
}

#[test]
fn what_is_collected_is_its_authors() {
    let rng = &mut Seeded::new(6);
    let access = Access::make(epoch(1), rng);
    let inbox = access.inbox().unwrap().public().unwrap();
    let [author, other] = [SignKey::make(rng), SignKey::make(rng)];
    let collected = Collected::make(author.public(), 3, record(), rng);
    assert!(collected.seal(epoch(1), &inbox, &other, rng).is_err());
    let blob = collected.seal(epoch(1), &inbox, &author, rng).unwrap();
    let handed = HandedIn::open(&access.derive(Role::Viewer).unwrap(), &blob).unwrap();
    assert_eq!(handed.check(epoch(1).space), Ok(collected));
    assert!(handed.check(SpaceId([9; 32])).is_err());
    let collector = access.derive(Role::Collector).unwrap();
    assert!(HandedIn::open(&collector, &blob).is_err());
}

#[test]
fn any_k_cards_give_the_founding_key_and_fewer_dont() {
    let rng = &mut Seeded::new(7);
    let key = FoundingKey::make(rng);
    for (k, n) in [(2, 2), (2, 3), (3, 5), (16, 16)] {
        let cards = split(&key, k, n, rng).unwrap();
        assert_eq!(cards.len(), usize::from(n));
        for (number, card) in (1..).zip(&cards) {
            assert_eq!((card.number(), card.needed()), (number, k));
            let words = card.words(List::Russian).join(" ");
            let typed = Share::from_words(&parse(&words, 32).unwrap()).unwrap();
            assert_eq!(typed.expose(), card.expose());
        }
        for first in 0..=n - k {
            let some = &cards[usize::from(first)..][..usize::from(k)];
            let seed = combine(some).unwrap();
            assert!(seed.expose_seed() == key.expose_seed());
            assert_eq!(combine(&some[1..]).err(), Some(Unfit::Few { needed: k }));
        }
        assert!(combine(&cards).is_ok());
        let twice = [&cards[..], &cards[..1]].concat();
        assert_eq!(combine(&twice).err(), Some(Unfit::Twice(usize::from(n))));
        let others = split(&key, k, n, rng).unwrap();
        let mixed = [&cards[..1], &others[1..]].concat();
        assert_eq!(combine(&mixed).err(), Some(Unfit::Other(1)));
    }
    assert!(combine(&[]).is_err());
    assert!(split(&key, 2, SHARES_MAX + 1, rng).is_err());
    assert!(split(&key, 1, 3, rng).is_err() && split(&key, 4, 3, rng).is_err());
    let words = parse("legal winner thank year wave sausage", 6).unwrap();
    assert!(Share::from_words(&words).is_err());
}
