//! A region below the root, in which people say anything, true or not.

use keys::log::{Log, Verdict, next_head};
use keys::statement::{
    Above, AboveLead, Body, Create, Found, Grant, Parent, Renewed, Revoke, Rotate, Seen,
    SignedStatement, Value,
};
use keys::{
    Access, Epoch, FoundingKey, Hash, Identity, MemberKeys, OrgId, PublicKey, Role, SignKey,
    SpaceId, below,
};

use crate::support::rng::Seeded;

/// Nobody judges what an author had seen above.
const NOTHING: Seen = Seen {
    seq: 0,
    head: Hash([0; 32]),
};

/// A region below the root, and everybody's keys.
pub(super) struct Region {
    pub(super) access: Access,
    pub(super) log: Log,
    pub(super) founding: FoundingKey,
    root: SpaceId,
    /// An admin, a lead and an editor above, a lead and an editor here, and somebody who is nobody yet.
    people: Vec<Identity>,
    rng: Seeded,
}

impl Region {
    /// An empty log.
    pub(super) fn blank(seed: u64) -> Self {
        let mut rng = Seeded::new(seed);
        let founding = FoundingKey::make(&mut rng);
        let people: Vec<Identity> = (0..6).map(|_| Identity::make(&mut rng)).collect();
        let root = SpaceId(rng.bytes());
        let epoch = Epoch {
            space: SpaceId(rng.bytes()),
            number: 1,
        };
        let access = Access::make(epoch, &mut rng);
        let reading = access.reading().unwrap();
        Self {
            log: Log::new(epoch, reading, founding.fingerprint()),
            access,
            founding,
            root,
            people,
            rng,
        }
    }

    /// Its opening, `parent`, and those who stand here.
    pub(super) fn make(seed: u64, open: bool) -> Self {
        let mut region = Self::blank(seed);
        for copy in region.opening(0, open) {
            assert!(region.takes_copy(&copy));
        }
        for (author, body) in [
            (1, region.parent(5, &[1], &[2])),
            (1, region.granted(3, Role::Lead)),
            (3, region.granted(4, Role::Editor)),
        ] {
            assert!(region.says(author, body));
        }
        region
    }

    /// The founding, a lead above with as long a name, and the creation.
    pub(super) fn opening(&mut self, name: usize, open: bool) -> [SignedStatement; 3] {
        let found = Body::Found(Found {
            organisation: OrgId([1; 32]),
            name: "A".into(),
            root: self.root,
            admins: vec![self.keys(0)],
            recovery: self.founding.recovery().public().unwrap(),
        });
        let create = Body::Create(Create {
            child: self.access.epoch().space,
            commitment: self.access.commitment().unwrap(),
            open,
            label: Value::text("Б"),
        });
        let mut lead = self.granted(1, Role::Lead);
        if let Body::Grant(grant) = &mut lead {
            grant.sealed_name = vec![7; name];
        }
        let founder = self.founding.sign_key();
        let [admin, creator] = [0, 1].map(|person| self.people[person].sign.clone());
        [
            self.above(&founder, 1, found),
            self.above(&admin, 4, lead),
            self.above(&creator, 4, create),
        ]
    }

    pub(super) fn keys(&self, person: usize) -> MemberKeys {
        self.people[person].public().unwrap()
    }

    pub(super) fn name(&self, person: usize) -> PublicKey {
        self.people[person].sign.public()
    }

    pub(super) fn key(&self, person: usize) -> &SignKey {
        &self.people[person].sign
    }

    pub(super) fn granted(&self, whom: usize, role: Role) -> Body {
        Body::Grant(Grant {
            capability: self.name(whom),
            member: self.keys(whom),
            role,
            slot: 0,
            sealed_name: Vec::new(),
        })
    }

    /// What is above: its keys are made of its epoch.
    pub(super) fn parent(&self, epoch: u32, leads: &[usize], editors: &[usize]) -> Body {
        let of = Epoch {
            space: self.root,
            number: epoch,
        };
        let above = Access::make(of, &mut Seeded::new(epoch.into()));
        let mut leads: Vec<AboveLead> = leads
            .iter()
            .map(|person| AboveLead {
                key: self.name(*person),
                keys: self.keys(*person).hash(),
            })
            .collect();
        leads.sort_unstable_by_key(|lead| lead.key);
        let mut editors: Vec<PublicKey> = editors.iter().map(|person| self.name(*person)).collect();
        editors.sort_unstable();
        Body::Parent(Parent {
            epoch,
            commitment: above.commitment().unwrap(),
            kem: below::public_keys(&above).map(Box::new),
            above: vec![Above { leads, editors }],
            capabilities: None,
        })
    }

    /// For those who stand, or for all but the first of them.
    fn rotate(&self, next: &Access, skip: usize) -> Body {
        let members = self.log.authority().members().zip(0..).skip(skip);
        Body::Rotate(Rotate {
            commitment: next.commitment().unwrap(),
            members: members
                .map(|((key, _), slot)| Renewed {
                    member: *key,
                    capability: *key,
                    slot,
                })
                .collect(),
            roster: Vec::new(),
            below: Vec::new(),
            above: None,
        })
    }

    fn sign(&mut self, author: &SignKey, epoch: Epoch, seen: Seen, body: Body) -> SignedStatement {
        SignedStatement::sign(author, OrgId([1; 32]), epoch, seen, 1, body, &mut self.rng)
    }

    /// As the epoch and the end of the log are.
    pub(super) fn said(&mut self, author: usize, body: Body) -> Vec<u8> {
        let (epoch, seen) = (self.access.epoch(), self.log.seen());
        let signed = self.sign(&self.people[author].sign.clone(), epoch, seen, body);
        signed.seal(&self.access, &mut self.rng).unwrap()
    }

    /// Whether it counts.
    pub(super) fn says(&mut self, author: usize, body: Body) -> bool {
        let blob = self.said(author, body);
        self.takes(&blob)
    }

    /// As said in the root.
    pub(super) fn above(&mut self, author: &SignKey, number: u32, body: Body) -> SignedStatement {
        let epoch = Epoch {
            space: self.root,
            number,
        };
        self.sign(author, epoch, NOTHING, body)
    }

    /// Whether a copy counts.
    pub(super) fn takes_copy(&mut self, copy: &SignedStatement) -> bool {
        let blob = copy.seal(&self.access, &mut self.rng).unwrap();
        self.takes(&blob)
    }

    pub(super) fn takes(&mut self, blob: &[u8]) -> bool {
        let verdict = self.log.apply(self.log.seq() + 1, blob);
        matches!(verdict, Ok(Verdict::Accepted(_)))
    }

    /// What somebody says next, true or not, and what it is sealed in.
    pub(super) fn anything(&mut self) -> (Access, Vec<Vec<u8>>) {
        let [who, whom, what, how] = self.rng.bytes::<4>().map(usize::from);
        let (who, whom) = (who % 6, whom % 6);
        let body = match what % 8 {
            0 | 1 => self.granted(whom, [Role::Viewer, Role::Editor, Role::Lead][how % 3]),
            2 => Body::Revoke(Revoke {
                member: self.name(whom),
            }),
            3 => Body::Beacon,
            4 => self.parent([5, 6, 7][how % 3], &[1, whom], &[2]),
            _ => return self.rotated(who, whom, how),
        };
        let blob = self.said(who, body);
        (self.access.clone(), vec![blob])
    }

    /// A rotation and the `parent` after it, either of which may have a fault.
    pub(super) fn rotated(
        &mut self,
        who: usize,
        whom: usize,
        how: usize,
    ) -> (Access, Vec<Vec<u8>>) {
        let epoch = self.access.epoch();
        let after = Epoch {
            number: epoch.number + 1,
            ..epoch
        };
        let next = Access::make(after, &mut self.rng);
        let (seen, author) = (self.log.seen(), self.people[who].sign.clone());
        let rotate = self.rotate(&next, usize::from(how % 5 == 4));
        let rotate = self.sign(&author, epoch, seen, rotate);
        let seq = seen.seq + 1;
        let head = next_head(epoch.space, seq, seen.head, rotate.hash());
        let parent = self.parent(7, &[1, whom], &[2]);
        let said_in = if how % 7 == 6 { epoch } else { after };
        let parent = self.sign(&author, said_in, Seen { seq, head }, parent);
        let both = [rotate, parent].map(|said| said.seal(&next, &mut self.rng).unwrap());
        (next, both.to_vec())
    }
}
