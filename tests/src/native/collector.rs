//! Somebody who has a collector's words and no vault.

use anyhow::{Context, Result, anyhow};
use keys::card::{Card, VerifiedCard};
use keys::encode::encode;
use keys::envelope::Block;
use keys::keyring::Keyring;
use keys::request::{Operation, SignedRequest};
use keys::{Access, Epoch, Identity, SignKey};
use wire::Blob;
use wire::inbox::PostParams;
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::space::{EnvelopesAnswer, EnvelopesRequest};

use super::insider::{keyring_keys, today};
use super::{Raw, RawAnswer};

/// What a collector's words open.
pub struct Collector {
    /// The server.
    pub raw: Raw,
    /// The keyring.
    pub keyring: Keyring,
    /// The collector's own keys.
    pub identity: Identity,
    /// F.
    pub access: Access,
    /// The right to post.
    pub capability: SignKey,
    /// The card.
    pub card: VerifiedCard,
}

impl Collector {
    /// With a collector's words, at the server itself.
    ///
    /// # Errors
    /// If they open no membership.
    pub async fn with_words(address: &str, words: &str) -> Result<Self> {
        let raw = Raw::at(address);
        let keys = keyring_keys(words)?;
        let lookup = keys.lookup;
        let stored: KeyringAnswer = raw
            .call(wire::keyring::READ, &ReadKeyring { lookup })
            .await?;
        let keyring = Keyring::open(&keys, &stored.keyring.0).map_err(|_| anyhow!("no keyring"))?;
        let membership = keyring.memberships.first().context("a membership")?;
        let request = EnvelopesRequest {
            space: membership.space,
            known: None,
            wait_seconds: 0,
        };
        let answer: EnvelopesAnswer = raw.call(wire::space::ENVELOPES, &request).await?;
        let epoch = Epoch {
            space: membership.space,
            number: answer.epoch,
        };
        let identity = keyring.identity();
        let block = Block::decode(&answer.block.0).map_err(|_| anyhow!("no block"))?;
        let found = block.find(&identity.kem, epoch, None);
        let (_, grant) = found.map_err(|_| anyhow!("no envelope"))?;
        let card = Card::open(&grant.access, membership.founding, &answer.card.0);
        Ok(Self {
            raw,
            identity,
            access: grant.access,
            capability: grant.capability,
            card: card.map_err(|_| anyhow!("no card"))?,
            keyring,
        })
    }

    /// Posts blobs into the inbox, as sealed in some epoch.
    ///
    /// # Errors
    /// If no whole answer comes.
    pub async fn post(&self, epoch: u32, blobs: Vec<Vec<u8>>) -> Result<RawAnswer> {
        let params = encode(&PostParams {
            epoch,
            blobs: blobs.into_iter().map(Blob).collect(),
        });
        let space = self.access.epoch().space;
        let request =
            SignedRequest::sign(&self.capability, Operation::Post, space, today(), params);
        self.raw.post(wire::inbox::POST, encode(&request)).await
    }
}
