//! Which envelopes a log bears out.

use keys::envelope::{Block, open_slot, wrap_slot};
use keys::log::{Log, Verdict};
use keys::statement::{Appoint, Body, Found, Grant, SignedStatement};
use keys::{Access, Epoch, FoundingKey, Identity, OrgId, Role, SignKey, SpaceId};

use crate::support::rng::Seeded;

struct Region {
    access: Access,
    log: Log,
    founding: FoundingKey,
    admin: Identity,
    rng: Seeded,
}

impl Region {
    fn found() -> Self {
        let mut rng = Seeded::new(1);
        let access = Access::make(
            Epoch {
                space: SpaceId([1; 32]),
                number: 1,
            },
            &mut rng,
        );
        let (founding, admin) = (FoundingKey::make(&mut rng), Identity::make(&mut rng));
        let log = Log::new(
            access.epoch(),
            access.reading().unwrap(),
            founding.fingerprint(),
        );
        let mut region = Self {
            access,
            log,
            founding,
            admin,
            rng,
        };
        let found = Body::Found(Found {
            organisation: OrgId([1; 32]),
            name: "A".into(),
            root: SpaceId([1; 32]),
            admins: vec![region.admin.public().unwrap()],
            recovery: region.founding.recovery().public().unwrap(),
        });
        region.say(&region.founding.sign_key(), found);
        region
    }

    fn say(&mut self, author: &SignKey, body: Body) {
        let seen = self.log.seen();
        let signed = SignedStatement::sign(
            author,
            OrgId([1; 32]),
            self.access.epoch(),
            seen,
            1,
            body,
            &mut self.rng,
        );
        let blob = signed.seal(&self.access, &mut self.rng).unwrap();
        let verdict = self.log.apply(seen.seq + 1, &blob).unwrap();
        assert!(matches!(verdict, Verdict::Accepted(_)), "{verdict:?}");
    }

    fn grant(&mut self, member: &Identity, role: Role, capability: &SignKey) {
        let grant = Grant {
            member: member.public().unwrap(),
            role,
            capability: capability.public(),
            slot: 0,
            sealed_name: Vec::new(),
        };
        let admin = self.admin.sign.clone();
        self.say(&admin, Body::Grant(grant));
    }

    fn envelope(
        &mut self,
        member: &Identity,
        role: Role,
        capability: &SignKey,
        lead: &SignKey,
    ) -> Vec<u8> {
        let access = self.access.derive(role).unwrap();
        let to = member.public().unwrap().kem;
        wrap_slot(&access, capability, &to, lead, &mut self.rng).unwrap()
    }
}

#[test]
fn an_envelope_needs_the_grant_of_its_very_signer() {
    let mut region = Region::found();
    let (member, other) = (
        Identity::make(&mut region.rng),
        Identity::make(&mut region.rng),
    );
    let (capability, wrong) = (
        SignKey::make(&mut region.rng),
        SignKey::make(&mut region.rng),
    );
    region.grant(&member, Role::Viewer, &capability);
    let admin = region.admin.sign.clone();
    let cases = [
        (Role::Viewer, &capability, &admin, true),
        (Role::Editor, &capability, &admin, false),
        (Role::Viewer, &wrong, &admin, false),
        (Role::Viewer, &capability, &other.sign, false),
    ];
    for (role, capability, lead, expected) in cases {
        let slot = region.envelope(&member, role, capability, lead);
        let grant = open_slot(&member.kem, region.access.epoch(), &slot).unwrap();
        let authority = region.log.authority();
        assert_eq!(authority.confirms(&member.sign.public(), &grant), expected);
        assert!(
            !authority.confirms(&other.sign.public(), &grant),
            "somebody else's"
        );
    }
    // What an admin granted stands after the admin is gone, and its keys are still known.
    let slot = region.envelope(&member, Role::Viewer, &capability, &admin);
    let founder = region.founding.sign_key();
    region.say(
        &founder,
        Body::Appoint(Appoint {
            number: 1,
            admins: vec![other.public().unwrap()],
        }),
    );
    let grant = open_slot(&member.kem, region.access.epoch(), &slot).unwrap();
    let authority = region.log.authority();
    assert!(!authority.is_lead(&admin.public()));
    assert!(authority.confirms(&member.sign.public(), &grant));
    assert_eq!(authority.keys_of(&admin.public()), None);
    assert_eq!(
        authority.known_keys(&admin.public()),
        Some(&region.admin.public().unwrap())
    );
}

#[test]
fn a_block_is_searched_and_grows() {
    let mut region = Region::found();
    let epoch = region.access.epoch();
    let rng = &mut Seeded::new(2);
    let (member, stranger, capability) =
        (Identity::make(rng), Identity::make(rng), SignKey::make(rng));
    let admin = region.admin.sign.clone();
    let slot = region.envelope(&member, Role::Editor, &capability, &admin);
    let mut block = Block::make(epoch, 3, rng).unwrap();
    assert_eq!(block.capacity(), 8);
    assert!(
        block.find(&member.kem, epoch, None).is_err(),
        "dummies only"
    );
    block.replace(5, &slot).unwrap();
    assert!(block.replace(8, &slot).is_err());
    assert!(block.replace(0, &slot[1..]).is_err());
    for remembered in [None, Some(5), Some(2), Some(9_999)] {
        let (index, grant) = block.find(&member.kem, epoch, remembered).unwrap();
        assert_eq!((index, grant.access.role()), (5, Role::Editor));
    }
    assert!(block.find(&stranger.kem, epoch, None).is_err());
    assert!(
        block
            .find(&member.kem, Epoch { number: 2, ..epoch }, None)
            .is_err()
    );
    block.grow(epoch, rng).unwrap();
    assert_eq!(block.capacity(), 32);
    assert_eq!(block.find(&member.kem, epoch, None).unwrap().0, 5);
    let again = Block::decode(&block.encode()).unwrap();
    assert_eq!(again, block);
    block.clear(epoch, 5, rng).unwrap();
    assert!(block.find(&member.kem, epoch, Some(5)).is_err());
    // Real or not: a slot has the same length, and its encapsulation passes the same checks.
    assert!((0..32).all(|index| {
        block
            .slot(index)
            .is_some_and(|slot| slot.len() == keys::envelope::SLOT_LEN)
    }));
}
