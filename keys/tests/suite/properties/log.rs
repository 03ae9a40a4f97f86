use std::collections::HashSet;

use keys::log::{Log, Verdict};
use keys::padding::Padding;
use keys::statement::{
    Appoint, Body, Change, Found, Grant, NewField, NewRecord, Revoke, SignedStatement, Value,
};
use keys::{Access, Epoch, FoundingKey, Hash, Identity, Label, OrgId, Role, SpaceId, seal};
use proptest::prelude::*;

use crate::support::rng::Seeded;

/// An honest history, and what a server that holds R (the worst there can be) may do with it.
struct History {
    access: Access,
    founding: Hash,
    blobs: Vec<Vec<u8>>,
    signed: Vec<SignedStatement>,
    admin: Identity,
    rng: Seeded,
}

impl History {
    /// An admin, and `steps` random things that members say, each knowing all before it.
    fn make(seed: u64, steps: usize) -> Self {
        let mut rng = Seeded::new(seed);
        let epoch = Epoch {
            space: SpaceId(rng.bytes()),
            number: 1,
        };
        let founding = FoundingKey::make(&mut rng);
        let people: Vec<Identity> = (0..5).map(|_| Identity::make(&mut rng)).collect();
        let public: Vec<_> = people
            .iter()
            .map(|person| person.public().unwrap())
            .collect();
        let access = Access::make(epoch, &mut rng);
        let mut history = Self {
            access,
            founding: founding.fingerprint(),
            blobs: Vec::new(),
            signed: Vec::new(),
            admin: people[0].clone(),
            rng,
        };
        let mut log = history.empty();
        let found = Body::Found(Found {
            organisation: OrgId([1; 32]),
            name: "A".into(),
            root: epoch.space,
            admins: vec![public[0].clone()],
            recovery: founding.recovery().public().unwrap(),
        });
        history.say(&mut log, &founding.sign_key(), found);
        while history.blobs.len() < steps {
            let [who, whom, what, how] = history.rng.bytes::<4>();
            let whom = public[usize::from(whom) % 5].clone();
            let body = match what % 6 {
                0 | 1 => Body::Grant(Grant {
                    capability: whom.sign,
                    member: whom,
                    role: [Role::Viewer, Role::Editor, Role::Lead][usize::from(how) % 3],
                    slot: 0,
                    sealed_name: Vec::new(),
                }),
                2 => Body::Revoke(Revoke { member: whom.sign }),
                3 => Body::Appoint(Appoint {
                    number: u32::try_from(history.blobs.len()).unwrap(),
                    admins: vec![public[0].clone(), whom],
                }),
                4 => Body::Beacon,
                _ => Body::Change(Change {
                    create: vec![NewRecord(vec![NewField {
                        field: 1,
                        value: Value::text("a"),
                    }])],
                    ..Change::default()
                }),
            };
            let author = &people[usize::from(who) % 5].sign;
            let author = if matches!(body, Body::Appoint(_)) && how < 30 {
                &founding.sign_key()
            } else {
                author
            };
            history.say(&mut log, author, body);
        }
        history
    }

    fn empty(&self) -> Log {
        Log::new(
            self.access.epoch(),
            self.access.reading().unwrap(),
            self.founding,
        )
    }

    /// Says it if it would be accepted: honest people don't say more than they may.
    fn say(&mut self, log: &mut Log, author: &keys::SignKey, body: Body) {
        let epoch = self.access.epoch();
        let signed = SignedStatement::sign(
            author,
            OrgId([1; 32]),
            epoch,
            log.seen(),
            1,
            body,
            &mut self.rng,
        );
        let blob = signed.seal(&self.access, &mut self.rng).unwrap();
        let mut tried = self.replay(&self.blobs).0;
        if matches!(
            tried.apply(log.seq() + 1, &blob).unwrap(),
            Verdict::Accepted(_)
        ) {
            log.apply(log.seq() + 1, &blob).unwrap();
            self.blobs.push(blob);
            self.signed.push(signed);
        }
    }

    /// The log a server makes clients see, and the statements that counted.
    fn replay(&self, blobs: &[Vec<u8>]) -> (Log, Vec<Option<Hash>>) {
        let mut log = self.empty();
        let accepted = (1..)
            .zip(blobs)
            .map(|(seq, blob)| match log.apply(seq, blob).unwrap() {
                Verdict::Accepted(verified) => Some(verified.hash()),
                _ => None,
            })
            .collect();
        (log, accepted)
    }

    /// Nothing counts that wasn't said, nothing twice; and from the place on, something is seen to be wrong.
    fn check(&self, tampered: &[Vec<u8>], place: usize) {
        let (log, accepted) = self.replay(tampered);
        let said: HashSet<Hash> = self.signed.iter().map(SignedStatement::hash).collect();
        let mut once = HashSet::new();
        for hash in accepted.iter().flatten() {
            assert!(said.contains(hash), "something nobody said");
            assert!(once.insert(*hash), "something counted twice");
        }
        let honest: Vec<Hash> = self.signed.iter().map(SignedStatement::hash).collect();
        let same = honest
            .iter()
            .zip(&accepted)
            .take_while(|(said, got)| Some(**said) == **got)
            .count();
        assert!(
            same >= place.min(honest.len()),
            "what came before the place is untouched"
        );
        let noticed = accepted.iter().any(Option::is_none);
        let cut = accepted.len() < honest.len() && same == accepted.len();
        assert!(noticed || cut, "tampering went unnoticed");
        // A cut tail is what remembered heads are for.
        let (whole, _) = self.replay(&self.blobs);
        assert_ne!(log.seen(), whole.seen());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_single_tampering_is_noticed(seed: u64, at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let history = History::make(seed, 12);
        let (replayed, all) = history.replay(&history.blobs);
        prop_assert!(all.iter().all(Option::is_some));
        prop_assert_eq!(replayed.seq(), 12);
        let at = at.index(history.blobs.len());

        let mut dropped = history.blobs.clone();
        dropped.remove(at);
        history.check(&dropped, at);

        let mut again = history.blobs.clone();
        let place = at + 1 + to.index(history.blobs.len() - at);
        again.insert(place, history.blobs[at].clone());
        history.check(&again, place);

        // The same statement under another seal.
        let mut resealed = history.blobs.clone();
        let mut rng = Seeded::new(seed ^ 1);
        resealed.insert(place, history.signed[at].seal(&history.access, &mut rng).unwrap());
        history.check(&resealed, place);

        if at + 1 < history.blobs.len() {
            let mut swapped = history.blobs.clone();
            swapped.swap(at, at + 1);
            history.check(&swapped, at);
        }

        let mut flipped = history.blobs.clone();
        let bit_at = bit.index(flipped[at].len() * 8);
        flipped[at][bit_at / 8] ^= 1 << (bit_at % 8);
        history.check(&flipped, at);

        // Somebody who holds R alters the statement itself and seals it well.
        let mut rewritten = history.blobs.clone();
        let mut bytes = keys::encode::encode(&history.signed[at]);
        let bit_at = bit.index(bytes.len() * 8);
        bytes[bit_at / 8] ^= 1 << (bit_at % 8);
        let (reading, place) = (history.access.reading().unwrap(), history.access.epoch().place(Label::Entry));
        rewritten[at] = seal::seal(&reading, &place, Padding::Entry, &bytes, &mut rng).unwrap();
        history.check(&rewritten, at);
    }

    /// Two readers who were shown different histories never have the same head again.
    #[test]
    fn heads_tell_histories_apart(seed: u64, at in any::<prop::sample::Index>()) {
        let history = History::make(seed, 6);
        let at = at.index(6);
        let mut other = history.blobs.clone();
        other[at] = vec![0; 100];
        let (one, _) = history.replay(&history.blobs);
        let (two, _) = history.replay(&other);
        for seq in 0..=6u64 {
            prop_assert_eq!(one.head_at(seq) == two.head_at(seq), seq <= at as u64);
        }
    }
}

/// An author who hasn't seen the last thousand entries is told to sign again, whatever head it names: void without blame.
#[test]
fn what_was_signed_long_ago_is_stale() {
    use keys::log::WINDOW;
    let history = History::make(1, 1);
    let mut rng = Seeded::new(2);
    let mut log = history.replay(&history.blobs).0;
    let admin = &history.admin;
    let epoch = history.access.epoch();
    let early = SignedStatement::sign(
        &admin.sign,
        OrgId([1; 32]),
        epoch,
        log.seen(),
        1,
        Body::Beacon,
        &mut rng,
    );
    let last = SignedStatement::sign(
        &admin.sign,
        OrgId([1; 32]),
        epoch,
        log.seen(),
        1,
        Body::Beacon,
        &mut rng,
    );
    while log.seq() < WINDOW {
        log.apply(log.seq() + 1, &[0]).unwrap();
    }
    let seal =
        |signed: &SignedStatement, rng: &mut Seeded| signed.seal(&history.access, rng).unwrap();
    let blob = seal(&last, &mut rng);
    assert!(matches!(
        log.apply(log.seq() + 1, &blob).unwrap(),
        Verdict::Accepted(_)
    ));
    let blob = seal(&early, &mut rng);
    assert!(matches!(
        log.apply(log.seq() + 1, &blob).unwrap(),
        Verdict::Stale(_)
    ));
}

/// Who begins with pages judges what stands there by the same window.
#[test]
fn what_was_signed_just_in_time_stands_in_pages() {
    use keys::log::WINDOW;
    use keys::pages::{Reader, write};
    let history = History::make(1, 1);
    let mut rng = Seeded::new(3);
    let mut log = history.replay(&history.blobs).0;
    let (admin, epoch) = (&history.admin, history.access.epoch());
    let grant = Body::Grant(Grant {
        member: Identity::make(&mut rng).public().unwrap(),
        capability: admin.sign.public(),
        role: Role::Viewer,
        slot: 0,
        sealed_name: Vec::new(),
    });
    let early = SignedStatement::sign(
        &admin.sign,
        OrgId([1; 32]),
        epoch,
        log.seen(),
        1,
        grant,
        &mut rng,
    );
    while log.seq() < WINDOW {
        log.apply(log.seq() + 1, &[0]).unwrap();
    }
    let blob = early.seal(&history.access, &mut rng).unwrap();
    let verdict = log.apply(log.seq() + 1, &blob).unwrap();
    assert!(matches!(verdict, Verdict::Accepted(_)));
    let state = keys::state::State::default();
    let mut reader = Reader::new(epoch, history.access.reading().unwrap());
    for page in write(&state, &log, &history.access, &mut rng).unwrap() {
        reader.page(&page.blob).unwrap();
    }
    let begun = reader.outline(history.founding).unwrap();
    assert_eq!(begun.seen(), log.seen());
    assert_eq!(
        begun.authority().members().count(),
        log.authority().members().count()
    );
}
