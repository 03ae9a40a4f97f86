//! A rotation by a lead with no vault: every part of it can be made wrong.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::{Block, wrap_slot};
use keys::log::{Resealed, Resealing};
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Renewed, Rotate};
use keys::{Access, Epoch, Nonce, Role, SignKey, below, roster, sha256};
use tests::native::{Insider, RawAnswer, rng, today};
use wire::space::{CommitParams, EnvelopesAnswer, StageParams};
use wire::{Blob, Capability, Rights};

/// Everything a rotation uploads.
pub(crate) struct RawRotation {
    /// The entries before it, sealed anew.
    pub(crate) staged: Vec<Blob>,
    /// What swaps them in.
    pub(crate) commit: CommitParams,
    /// The new epoch.
    pub(crate) next: Access,
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
        let mut resealing = Resealing::new(&lead.log, next.clone()).unwrap();
        let mut staged = Vec::new();
        for blob in &lead.blobs {
            staged.push(match resealing.next(&lead.log, blob, rng).unwrap() {
                Resealed::Entry(entry) => Blob(entry),
                Resealed::Tomb(hash) => wire::space::tomb(&hash),
            });
        }
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
            first_seq: 1,
            entries: self.staged.clone(),
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
