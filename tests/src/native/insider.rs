//! Somebody who has a member's words and no vault: reads what the member may read, and writes whatever it likes. Its
//! statements take the real way through the real server, so that everybody's vault has to judge them.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use keys::encode::encode;
use keys::envelope::Block;
use keys::keyring::{Keyring, Membership};
use keys::log::Log;
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, SignedStatement};
use keys::{
    Access, Epoch, Identity, KeyringKeys, Nonce, OrgId, Refused, SignKey, Stretch,
    derive_keyring_keys,
};
use rand_core::{CryptoRng, UnwrapErr};
use wire::Blob;
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::pages::{PagesAnswer, PagesAnswers, ReadPagesParams, ReadPagesRequest};
use wire::space::{AppendParams, Appended, EnvelopesAnswer, EnvelopesRequest};
use wire::sync::{ReadParams, SyncAnswer, SyncRequest, invent};

use super::Raw;
use super::stretched::stretched;

/// The system's randomness.
#[must_use]
pub fn rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}

/// Today, in days since 1970-01-01.
#[must_use]
pub fn today() -> u16 {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    u16::try_from(seconds / 86_400).unwrap_or(0)
}

/// What somebody with a member's words has.
pub struct Insider {
    /// The server.
    pub raw: Raw,
    /// The keys behind the words.
    pub keys: KeyringKeys,
    /// The keyring.
    pub keyring: Keyring,
    /// The member's own keys.
    pub identity: Identity,
    /// The role's secret.
    pub access: Access,
    /// The member's capability.
    pub capability: SignKey,
    /// The log as replayed here.
    pub log: Log,
    /// Its blobs, in order.
    pub blobs: Vec<Vec<u8>>,
    /// Where each lies.
    pub places: Vec<u64>,
    /// The card as stored.
    pub card: Vec<u8>,
    /// The envelope block as stored.
    pub block: Block,
    /// The member's slot.
    pub slot: u16,
}

/// Typed words to keyring keys.
///
/// # Errors
/// If they aren't eight words of a list.
pub fn keyring_keys(words: &str) -> Result<KeyringKeys> {
    let phrase = keys::words::parse(words, 8).map_err(|error| anyhow!("{error:?}"))?;
    Ok(derive_keyring_keys(&stretched(
        phrase.canonical().as_bytes(),
        Stretch::Words,
    )))
}

async fn read_keyring(raw: &Raw, keys: &KeyringKeys) -> Result<Keyring> {
    let stored: KeyringAnswer = raw
        .call(
            wire::keyring::READ,
            &ReadKeyring {
                lookup: keys.lookup,
            },
        )
        .await?;
    Keyring::open(keys, &stored.keyring.0).map_err(refused)
}

fn refused(_: Refused) -> anyhow::Error {
    anyhow!("refused")
}

impl Insider {
    /// With a member's words, at the server itself.
    ///
    /// # Errors
    /// If they open no membership.
    pub async fn with_words(address: &str, words: &str) -> Result<Self> {
        let raw = Raw::at(address);
        let keys = keyring_keys(words)?;
        let keyring = read_keyring(&raw, &keys).await?;
        let Membership {
            space, founding, ..
        } = keyring.memberships.first().context("a membership")?.clone();
        let request = EnvelopesRequest {
            space,
            known: None,
            wait_seconds: 0,
        };
        let answer: EnvelopesAnswer = raw.call(wire::space::ENVELOPES, &request).await?;
        let identity = keyring.identity();
        let epoch = Epoch {
            space,
            number: answer.epoch,
        };
        let block = Block::decode(&answer.block.0).map_err(refused)?;
        let (slot, grant) = block.find(&identity.kem, epoch, None).map_err(refused)?;
        let log = Log::new(epoch, grant.access.reading().context("a reader")?, founding);
        let (access, capability, card) = (grant.access, grant.capability, answer.card.0);
        let mut insider = Self {
            raw,
            keys,
            keyring,
            identity,
            access,
            capability,
            log,
            blobs: Vec::new(),
            places: Vec::new(),
            card,
            block,
            slot,
        };
        insider.refresh().await?;
        Ok(insider)
    }

    /// Goes on to a region below, through the slot for who has this role here.
    ///
    /// # Errors
    /// If there is none, or it doesn't open.
    pub async fn descend(&mut self, child: usize) -> Result<()> {
        *self = self.below(child).await?;
        Ok(())
    }

    /// The same, and stays here as well.
    ///
    /// # Errors
    /// If there is none, or it doesn't open.
    pub async fn below(&self, child: usize) -> Result<Self> {
        let children = self.log.authority().children();
        let space = children.get(child).context("a child")?.child;
        let founding = self.keyring.memberships.first().context("a membership")?;
        let request = EnvelopesRequest {
            space,
            known: None,
            wait_seconds: 0,
        };
        let answer: EnvelopesAnswer = self.raw.call(wire::space::ENVELOPES, &request).await?;
        let epoch = Epoch {
            space,
            number: answer.epoch,
        };
        let block = Block::decode(&answer.block.0).map_err(refused)?;
        let role = self.access.role();
        let slot = u16::from(keys::below::slot_of(role).context("a reader")?);
        let key = self.access.child_wrapping(role).context("a reader")?;
        let wrapped = block.fixed(slot.into()).context("a slot")?;
        let grant = keys::envelope::open_slot(&key, epoch, wrapped).map_err(refused)?;
        let reading = grant.access.reading().context("a reader")?;
        let mut below = Self {
            raw: self.raw.clone(),
            keys: self.keys.clone(),
            keyring: self.keyring.clone(),
            identity: self.identity.clone(),
            log: Log::new(epoch, reading, founding.founding),
            access: grant.access,
            capability: grant.capability,
            blobs: Vec::new(),
            places: Vec::new(),
            card: answer.card.0,
            block,
            slot,
        };
        below.refresh().await?;
        Ok(below)
    }

    /// Reads what is new.
    ///
    /// # Errors
    /// If the server doesn't tell.
    pub async fn refresh(&mut self) -> Result<()> {
        self.read(0).await
    }

    /// Until there is something new, a second at most; reads it.
    ///
    /// # Errors
    /// If the server doesn't tell.
    pub async fn wait(&mut self) -> Result<()> {
        self.read(1).await
    }

    async fn read(&mut self, mut wait: u8) -> Result<()> {
        loop {
            let params = ReadParams {
                since: self.log.seq(),
                inbox: None,
            }
            .to_bytes();
            let read = SignedRequest::sign(
                &self.capability,
                Operation::Read,
                self.epoch().space,
                today(),
                params,
            );
            let request =
                SyncRequest::padded(wait, vec![read], 1 << 20, || invent(&[7; 32], today()))
                    .context("a request")?;
            wait = 0;
            let answer = self.raw.post(wire::sync::PATH, encode(&request)).await?;
            let answer = SyncAnswer::from_padded(&answer.body).map_err(refused)?;
            let item = answer.items.first().context("an item")?;
            for entry in &item.entries {
                self.log.read(entry.seq, &entry.entry.0).map_err(refused)?;
                self.blobs.push(entry.entry.0.clone());
                self.places.push(entry.seq);
            }
            if !item.more {
                return Ok(());
            }
        }
    }

    /// Pages of the set that the server hands out, after this one.
    ///
    /// # Errors
    /// If the server doesn't tell.
    pub async fn pages_after(&self, after: u32) -> Result<PagesAnswer> {
        let params = encode(&ReadPagesParams { after, set: None });
        let space = self.epoch().space;
        let key = &self.capability;
        let read = SignedRequest::sign(key, Operation::PagesRead, space, today(), params);
        let invent = || wire::pages::invent(&[8; 32], today());
        let request = ReadPagesRequest::padded(vec![read], invent).context("a request")?;
        let answer = self.raw.post(wire::pages::READ, encode(&request)).await?;
        let answer = PagesAnswers::from_padded(&answer.body).map_err(refused)?;
        answer.items.into_iter().next().context("an item")
    }

    /// Until the server hands out other pages than before; the first of them.
    ///
    /// # Errors
    /// If the server doesn't tell.
    pub async fn until_pages(&mut self, before: Option<Nonce>) -> Result<PagesAnswer> {
        loop {
            let set = self.pages_after(u32::MAX).await?.set;
            if set.is_some() && set != before {
                return self.pages_after(0).await;
            }
            // Nothing tells of pages. The server holds this back until the log has grown, a second at most.
            self.wait().await?;
        }
    }

    /// The keyring as it is stored now.
    ///
    /// # Errors
    /// If it doesn't open.
    pub async fn stored_keyring(&self) -> Result<Keyring> {
        read_keyring(&self.raw, &self.keys).await
    }

    /// The epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.access.epoch()
    }

    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> OrgId {
        self.log
            .authority()
            .organisation()
            .unwrap_or(OrgId([0; 32]))
    }

    /// The statement in a blob of this log that is an entry, counted from 1.
    ///
    /// # Errors
    /// If there is none.
    pub fn statement(&self, seq: usize) -> Result<SignedStatement> {
        let blob = self.blobs.get(seq - 1).context("a blob")?;
        let secret = self.access.reading().context("a reader")?;
        SignedStatement::open(&secret, self.epoch(), blob).map_err(refused)
    }

    /// A statement by anybody, at the end of the log as read here.
    #[must_use]
    pub fn say_as(&self, author: &SignKey, body: Body) -> SignedStatement {
        self.say_on(today(), author, body)
    }

    /// The same, of a day that is made up.
    #[must_use]
    pub fn say_on(&self, day: u16, author: &SignKey, body: Body) -> SignedStatement {
        let seen = self.log.seen();
        SignedStatement::sign(
            author,
            self.organisation(),
            self.epoch(),
            seen,
            day,
            body,
            &mut rng(),
        )
    }

    /// A statement by this member.
    #[must_use]
    pub fn say(&self, body: Body) -> SignedStatement {
        self.say_as(&self.identity.sign, body)
    }

    /// Seals statements and appends them.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn plant(&mut self, statements: &[SignedStatement]) -> Result<u64> {
        let sealed: Result<Vec<_>, _> = statements
            .iter()
            .map(|statement| statement.seal(&self.access, &mut rng()))
            .collect();
        self.plant_blobs(sealed.map_err(refused)?).await
    }

    /// Appends blobs as they are; gives the first one's place.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn plant_blobs(&mut self, blobs: Vec<Vec<u8>>) -> Result<u64> {
        let entries = blobs.into_iter().map(Blob).collect();
        let appended: Appended = self
            .raw
            .call(wire::space::APPEND, &self.append_request(entries))
            .await?;
        self.refresh().await?;
        Ok(appended.first_seq)
    }

    /// A signed request to append.
    #[must_use]
    pub fn append_request(&self, entries: Vec<Blob>) -> SignedRequest {
        let params = encode(&AppendParams {
            epoch: self.epoch().number,
            entries,
        });
        SignedRequest::sign(
            &self.capability,
            Operation::Append,
            self.epoch().space,
            today(),
            params,
        )
    }
}
