//! A rotation by a lead with no vault: every part of it can be made wrong.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::{Block, wrap_slot};
use keys::log::{Log, Resealing};
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Renewed, Rotate, SignedStatement};
use keys::{Access, Epoch, LOG_PAGE, Nonce, Role, SignKey, below, roster, sha256};
use tests::native::{Insider, RawAnswer, rng, today};
use wire::space::{CommitParams, EnvelopesAnswer, StageParams, StagedPage};
use wire::{Blob, Capability, Rights};

/// Everything a rotation uploads.
pub(crate) struct RawRotation {
    /// The entries before it, sealed anew.
    pub(crate) staged: Vec<StagedPage>,
    /// What swaps them in.
    pub(crate) commit: CommitParams,
    /// The new epoch.
    pub(crate) next: Access,
}

/// Whether what lies at a place opens: an entry, or the first page of a log.
pub(crate) fn opens(access: &Access, epoch: Epoch, (seq, blob): (u64, &Vec<u8>)) -> bool {
    let Some(reading) = access.reading() else {
        return false;
    };
    if blob[0] == LOG_PAGE {
        let mut log = Log::new(epoch, reading, keys::Hash([0; 32]));
        return log.read(seq, blob).is_ok();
    }
    SignedStatement::open(&reading, epoch, blob).is_ok()
}

/// What lies at these places of a log, in pages of the next epoch.
pub(crate) fn staged<'b>(
    log: &Log,
    blobs: impl Iterator<Item = (u64, &'b Vec<u8>)>,
    next: &Access,
) -> Vec<StagedPage> {
    let mut resealing = Resealing::new(log, next.clone()).unwrap();
    for (seq, blob) in blobs {
        resealing.take(log, seq, blob).unwrap();
    }
    let pages = core::iter::from_fn(|| resealing.page(true, &mut rng()).unwrap());
    let pages = pages.map(|(seq, page)| StagedPage {
        seq,
        page: Blob(page),
    });
    pages.collect()
}

/// The same, a page for each place.
pub(crate) fn one_by_one(lead: &Insider, next: &Access) -> Vec<StagedPage> {
    let mut resealing = Resealing::new(&lead.log, next.clone()).unwrap();
    let blobs = lead.places.iter().zip(&lead.blobs);
    let pages = blobs.map(|(seq, blob)| {
        resealing.take(&lead.log, *seq, blob).unwrap();
        let (seq, page) = resealing.page(true, &mut rng()).unwrap().unwrap();
        StagedPage {
            seq,
            page: Blob(page),
        }
    });
    pages.collect()
}

impl RawRotation {
    /// As an honest lead makes it; `change` may change what is said.
    pub(crate) fn by(lead: &Insider, change: impl FnOnce(&mut Rotate)) -> Self {
        let rng = &mut rng();
        let Epoch { space, number } = lead.epoch();
        let after = Epoch {
            space,
            number: number + 1,
        };
        let next = Access::make(after, rng);
        let blobs = lead.places.iter().copied().zip(&lead.blobs);
        let staged = staged(&lead.log, blobs, &next);
        let capacity = usize::from(lead.block.capacity());
        let mut block = Block::make(next.epoch(), capacity, rng).unwrap();
        let mut members = Vec::new();
        let mut capabilities = Vec::new();
        for (key, member) in lead.log.authority().members() {
            let capability = SignKey::make(rng);
            let access = next.derive(member.grant.role).unwrap();
            let to = &member.grant.member.kem;
            let slot = wrap_slot(&access, &capability, to, &lead.identity.sign, rng).unwrap();
            block.replace(member.grant.slot, &slot).unwrap();
            members.push(Renewed {
                member: *key,
                capability: capability.public(),
                slot: member.grant.slot,
            });
            capabilities.push(Capability {
                rights: match member.grant.role {
                    Role::Collector => Rights::COLLECTOR,
                    Role::Viewer => Rights::VIEWER,
                    Role::Editor => Rights::EDITOR,
                    Role::Lead => Rights::LEAD,
                },
                key: capability.public(),
            });
        }
        let mut rotate = Rotate {
            commitment: next.commitment().unwrap(),
            members,
            roster: roster::seal_chain(&lead.access, &next, rng).unwrap(),
            below: below::seal_chain(&lead.access, &next, rng).unwrap(),
            above: None,
        };
        change(&mut rotate);
        let statement = lead.say(Body::Rotate(rotate));
        let me = lead.identity.sign.public();
        let chain = lead.log.chain_of(&[me]);
        let card = Card::new(&next, "Рэгіён".into(), Vec::new(), me, chain, today()).unwrap();
        let commit = CommitParams {
            epoch: number,
            staging: Nonce([7; 16]),
            previous: sha256(&[&lead.block.encode()]),
            next_seq: lead.log.seq() + 1,
            card: Blob(card.seal(&next, &lead.identity.sign, rng).unwrap()),
            block: Blob(block.encode()),
            capabilities,
            entries: vec![Blob(statement.seal(&next, rng).unwrap())],
        };
        Self {
            staged,
            commit,
            next,
        }
    }

    /// What a server that took it would hand out.
    pub(crate) fn envelopes(&self) -> EnvelopesAnswer {
        EnvelopesAnswer {
            epoch: self.next.epoch().number,
            card: self.commit.card.clone(),
            block: self.commit.block.clone(),
        }
    }

    /// Stages and commits it; gives the server's answer to the commit.
    pub(crate) async fn send(&self, lead: &Insider) -> RawAnswer {
        let stage = StageParams {
            epoch: self.commit.epoch,
            staging: self.commit.staging,
            after: 0,
            pages: self.staged.clone(),
        };
        let sign = |operation, params| {
            SignedRequest::sign(
                &lead.capability,
                operation,
                lead.epoch().space,
                today(),
                params,
            )
        };
        let stage = encode(&sign(Operation::Stage, encode(&stage)));
        let staged = lead.raw.post(wire::space::STAGE, stage).await.unwrap();
        assert_eq!(staged.status, 200);
        let commit = encode(&sign(Operation::Commit, encode(&self.commit)));
        lead.raw.post(wire::space::COMMIT, commit).await.unwrap()
    }
}
