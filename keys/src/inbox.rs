//! What collectors hand in: sealed to the inbox key on the card, so that not even its author reads it again, and signed inside
//! over this very encapsulation, so that nobody hands it in as their own.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch};
use crate::kem::KemPublic;
use crate::padding::Padding;
use crate::sign::{Purpose, SignKey, Signature};
use crate::statement::NewRecord;
use crate::wrapped::{Bound, Opened, Sender};
use crate::{Day, Hash, Label, Nonce, PublicKey, Refused, SignatureBytes, SpaceId, sha256};

const VERSION: u8 = 1;
/// Version and blob id.
const HEADER: usize = 1 + 32;
/// Signature domain of what collectors hand in.
pub enum InboxPurpose {}
impl Purpose for InboxPurpose {
    const LABEL: Label = Label::InboxSignature;
}

/// One record, as its collector wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Collected {
    #[n(0)]
    version: u8,
    /// Who collected it.
    #[n(1)]
    pub author: PublicKey,
    /// 16 random bytes: the same record twice is two records.
    #[n(2)]
    pub id: Nonce,
    /// The author's day.
    #[n(3)]
    pub day: Day,
    /// What was written down.
    #[n(4)]
    pub record: NewRecord,
}

/// What lies in an inbox entry, and in the log once an editor has dealt with it: the collector's words and everything their
/// signature is about.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HandedIn {
    /// The epoch whose inbox key it was sealed to.
    #[n(0)]
    pub epoch: u32,
    /// Hash of that key.
    #[n(1)]
    inbox: Hash,
    /// Hash of the encapsulation.
    #[n(2)]
    enc: Hash,
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    collected: Vec<u8>,
    #[n(4)]
    signature: SignatureBytes,
}

impl core::fmt::Debug for HandedIn {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "HandedIn({} bytes)", self.collected.len())
    }
}

impl Collected {
    /// A record just written down.
    pub fn make(author: PublicKey, day: Day, record: NewRecord, rng: &mut impl CryptoRng) -> Self {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        Self {
            version: VERSION,
            author,
            id: Nonce(id),
            day,
            record,
        }
    }

    /// Signs it and seals it to the inbox key of a card: `1 ‖ blob id ‖ enc ‖ commitment ‖ ciphertext`.
    ///
    /// # Errors
    /// [`Refused`] for a key that isn't one, another author's key, or a record that is too large.
    pub fn seal(
        &self,
        epoch: Epoch,
        inbox: &KemPublic,
        author: &SignKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Refused> {
        if author.public() != self.author {
            return Err(Refused);
        }
        let mut id = [0; 32];
        rng.fill_bytes(&mut id);
        let sender = Sender {
            author,
            place: epoch.place(Label::InboxEntry),
            padding: Padding::Entry,
            to: inbox,
        };
        let signed = epoch.place(Label::InboxSignature);
        let wrapped =
            sender.wrap::<InboxPurpose>(&encode(self), rng, |bound| bound.message(&signed))?;
        Ok([&[VERSION], id.as_slice(), &wrapped.to_bytes()].concat())
    }
}

#[cfg(test)]
impl HandedIn {
    /// An entry that holds this, as pages and statements carry it; nobody has signed it.
    pub(crate) fn unsigned(collected: Vec<u8>) -> Self {
        Self {
            epoch: 1,
            inbox: Hash([1; 32]),
            enc: Hash([2; 32]),
            collected,
            signature: SignatureBytes([4; 64]),
        }
    }
}

impl HandedIn {
    /// Opens an inbox entry, with the keys of a reader, and checks its author's signature. Whether the author stands in the
    /// region, the log says.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(access: &Access, blob: &[u8]) -> Result<Self, Refused> {
        let key = access.inbox().ok_or(Refused)?;
        let epoch = access.epoch();
        let (header, wrapped) = blob.split_at_checked(HEADER).ok_or(Refused)?;
        if header.first() != Some(&VERSION) {
            return Err(Refused);
        }
        let place = epoch.place(Label::InboxEntry);
        let mut opened = Opened::open(&key, &place, Padding::Entry, wrapped)?;
        let handed = Self {
            epoch: epoch.number,
            inbox: opened.bound.recipient,
            enc: opened.bound.enc,
            collected: core::mem::take(&mut opened.payload),
            signature: opened.signature,
        };
        handed.check(epoch.space)?;
        Ok(handed)
    }

    /// What it holds, if its form and its author's signature hold.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, space: SpaceId) -> Result<Collected, Refused> {
        let collected: Collected = decode(&self.collected)?;
        if collected.version != VERSION {
            return Err(Refused);
        }
        let epoch = Epoch {
            space,
            number: self.epoch,
        };
        let bound = Bound {
            recipient: self.inbox,
            enc: self.enc,
            payload: self.hash(),
        };
        let message = bound.message(&epoch.place(Label::InboxSignature));
        Signature::<InboxPurpose>::from_bytes(self.signature)
            .verify(&collected.author, &message)?;
        Ok(collected)
    }

    /// What it holds, whoever signed it.
    pub(crate) fn said(&self) -> Result<Collected, Refused> {
        decode(&self.collected)
    }

    /// SHA-256 of what was collected: sealed or signed twice, it is still the same.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[&self.collected])
    }
}
