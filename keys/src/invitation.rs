//! Invitations: a link commits the lead's side first; both sides then read six words that bind the newcomer's.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::{decode, encode};
use crate::padding::Padding;
use crate::seal::{self, Place};
use crate::{Hash, Label, MailboxId, MemberKeys, Nonce, Refused, Secret, SpaceId, sha256};

/// What the link's fragment carries: canonical CBOR, base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Link {
    #[n(0)]
    version: u8,
    /// One-time secret: names the mailbox and seals the post.
    #[n(1)]
    pub secret: Secret,
    /// The region's space.
    #[n(2)]
    pub space: SpaceId,
    /// Pins the organisation.
    #[n(3)]
    pub founding: Hash,
    /// Hash of the lead's keys.
    #[n(4)]
    pub lead: Hash,
    /// Word-list id of the six words.
    #[n(5)]
    pub list: u8,
    /// Pays for the newcomer's keyring.
    #[n(6)]
    pub token: Secret,
}

impl Link {
    /// A link of this version.
    #[must_use]
    pub fn new(
        secret: Secret,
        space: SpaceId,
        founding: Hash,
        lead: Hash,
        list: u8,
        token: Secret,
    ) -> Self {
        Self {
            version: 1,
            secret,
            space,
            founding,
            lead,
            list,
            token,
        }
    }

    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads a link.
    ///
    /// # Errors
    /// [`Refused`] if it is damaged or of another version.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let link: Self = decode(bytes)?;
        if link.version == 1 {
            Ok(link)
        } else {
            Err(Refused)
        }
    }
}

/// The mailbox of an invitation's secret.
#[must_use]
pub fn derive_mailbox(secret: &Secret) -> MailboxId {
    MailboxId(*secret.derive(Label::MailboxId, &[]).expose())
}

/// What the newcomer leaves in the mailbox.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Post {
    #[n(0)]
    version: u8,
    /// The newcomer's keys.
    #[n(1)]
    pub keys: MemberKeys,
    /// Fresh, drawn after the link was read: makes the six words the newcomer's too.
    #[n(2)]
    pub nonce: Nonce,
    /// The name the newcomer gives.
    #[n(3)]
    pub name: String,
}

impl Post {
    /// A post with a fresh nonce.
    pub fn make(keys: MemberKeys, name: String, rng: &mut impl CryptoRng) -> Self {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        Self {
            version: 1,
            keys,
            nonce: Nonce(nonce),
            name,
        }
    }

    fn place(secret: &Secret) -> Place {
        Place {
            label: Label::MailboxPost,
            space: SpaceId(derive_mailbox(secret).0),
            epoch: 0,
        }
    }

    /// Seals it for the lead.
    ///
    /// # Errors
    /// [`Refused`] for a name of more than a few kilobytes.
    pub fn seal(&self, secret: &Secret, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
        seal::seal(
            secret,
            &Self::place(secret),
            Padding::Exactly(4 << 10),
            &encode(self),
            rng,
        )
    }

    /// Opens what lay in the mailbox, and refuses weak keys.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(secret: &Secret, blob: &[u8]) -> Result<Self, Refused> {
        let post: Self = decode(&seal::open(
            secret,
            &Self::place(secret),
            Padding::Exactly(4 << 10),
            blob,
        )?)?;
        if post.version != 1 {
            return Err(Refused);
        }
        post.keys.check()?;
        Ok(post)
    }
}

#[derive(Encode)]
#[cbor(array)]
struct SixWordsInput {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    label: Vec<u8>,
    #[n(1)]
    list: u8,
    #[n(2)]
    founding: Hash,
    #[n(3)]
    lead: Hash,
    #[n(4)]
    mailbox: MailboxId,
    #[n(5)]
    newcomer: Hash,
    #[n(6)]
    nonce: Nonce,
}

/// What is stretched into the six words: SHA-256 of `[label, list, founding fingerprint, lead's keys, mailbox,
/// newcomer's keys, nonce]`. The first 66 bits of the stretched hash are the words. The link fixes everything of the
/// lead's before the newcomer's nonce exists, so nobody can search for keys that give the same words.
#[must_use]
pub fn six_words_input(
    list: u8,
    founding: Hash,
    lead: Hash,
    mailbox: MailboxId,
    newcomer: &MemberKeys,
    nonce: Nonce,
) -> Hash {
    let label = Label::SixWords.bytes().to_vec();
    sha256(&[&encode(&SixWordsInput {
        label,
        list,
        founding,
        lead,
        mailbox,
        newcomer: newcomer.hash(),
        nonce,
    })])
}

impl core::fmt::Debug for Post {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            version,
            keys,
            nonce,
            name: _,
        } = self;
        f.debug_struct("Post")
            .field("version", version)
            .field("keys", keys)
            .field("nonce", nonce)
            .finish_non_exhaustive()
    }
}
