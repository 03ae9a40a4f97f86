//! What collectors hand in: sealed to the inbox key on the card, so that not even its author reads it again, and signed inside
//! over this very encapsulation, so that nobody hands it in as their own.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch};
use crate::kem::{self, ENC_LEN, KemPublic};
use crate::padding::Padding;
use crate::sign::{Purpose, SignKey, Signature};
use crate::statement::NewRecord;
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

/// `[collected, signature]`: what is encrypted.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Signed {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    collected: Vec<u8>,
    #[n(1)]
    signature: SignatureBytes,
}

/// `[context, H(inbox key), H(enc), H(collected)]`: what is signed.
#[derive(Encode)]
#[cbor(array)]
struct Message {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    place: Vec<u8>,
    #[n(1)]
    inbox: Hash,
    #[n(2)]
    enc: Hash,
    #[n(3)]
    collected: Hash,
}

fn message(epoch: Epoch, inbox: Hash, enc: Hash, collected: &[u8]) -> Vec<u8> {
    encode(&Message {
        place: epoch.place(Label::InboxSignature).context(),
        inbox,
        enc,
        collected: sha256(&[collected]),
    })
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
        let collected = encode(self);
        let place = epoch.place(Label::InboxEntry);
        let mut id = [0; 32];
        rng.fill_bytes(&mut id);
        let wrapped = kem::wrap(inbox, &place, rng, |enc| {
            let message = message(epoch, inbox.hash(), sha256(&[enc]), &collected);
            let signature = author.sign::<InboxPurpose>(&message).to_bytes();
            Padding::Entry.pad(&encode(&Signed {
                collected,
                signature,
            }))
        })?;
        let header = [&[VERSION], id.as_slice(), &wrapped.enc, &wrapped.commitment];
        Ok([header.concat(), wrapped.ciphertext].concat())
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
        let (header, rest) = blob.split_at_checked(HEADER).ok_or(Refused)?;
        let (enc, rest) = rest.split_first_chunk::<ENC_LEN>().ok_or(Refused)?;
        let (commitment, ciphertext) = rest.split_at_checked(32).ok_or(Refused)?;
        if header.first() != Some(&VERSION) {
            return Err(Refused);
        }
        let place = epoch.place(Label::InboxEntry);
        let padded = kem::unwrap(&key, &place, enc, commitment, ciphertext)?;
        let signed: Signed = decode(&Padding::Entry.unpad(padded)?)?;
        let handed = Self {
            epoch: epoch.number,
            inbox: key.public()?.hash(),
            enc: sha256(&[enc]),
            collected: signed.collected,
            signature: signed.signature,
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
        let message = message(epoch, self.inbox, self.enc, &self.collected);
        Signature::<InboxPurpose>::from_bytes(self.signature)
            .verify(&collected.author, &message)?;
        Ok(collected)
    }

    /// SHA-256 of what was collected: sealed or signed twice, it is still the same.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[&self.collected])
    }
}
