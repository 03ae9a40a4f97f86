//! The sentence around a body: who, where, when, and which history its author had seen.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::Body;
use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch};
use crate::padding::Padding;
use crate::sign::{Purpose, SignKey, Signature, Verifier};
use crate::{
    Day, Hash, Label, Nonce, OrgId, PublicKey, Refused, Secret, SignatureBytes, SpaceId, seal,
    sha256,
};

/// Signature domain of statements.
pub enum StatementPurpose {}
impl Purpose for StatementPurpose {
    const LABEL: Label = Label::Statement;
}

/// How much of the log the author had verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Seen {
    /// Last sequence number; 0 for none.
    #[n(0)]
    pub seq: u64,
    /// The head after it.
    #[n(1)]
    pub head: Hash,
}

/// Bytes of a signed statement at most: so that it also fits a page of its own.
pub const STATEMENT_MAX: usize = (256 << 10) - 64;

/// A statement: `[1, org, space, epoch, author, nonce, seen, day, body]`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Statement {
    #[n(0)]
    version: u8,
    /// The organisation.
    #[n(1)]
    pub organisation: OrgId,
    /// The space whose log this is for.
    #[n(2)]
    pub space: SpaceId,
    /// The epoch it was written in.
    #[n(3)]
    pub epoch: u32,
    /// Whose signature.
    #[n(4)]
    pub author: PublicKey,
    /// 16 random bytes.
    #[n(5)]
    pub nonce: Nonce,
    /// What the author had seen.
    #[n(6)]
    pub seen: Seen,
    /// The author's day.
    #[n(7)]
    pub day: Day,
    /// What it says.
    #[n(8)]
    pub body: Body,
}

/// A statement's bytes and its signature, nothing checked yet.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedStatement {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    statement: Vec<u8>,
    #[n(1)]
    signature: SignatureBytes,
}

impl core::fmt::Debug for SignedStatement {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            statement,
            signature: _,
        } = self;
        write!(f, "SignedStatement({} bytes)", statement.len())
    }
}

impl Statement {
    /// Whether it is of this suite.
    pub(crate) fn is_of_suite(&self) -> bool {
        self.version == 1
    }
}

impl SignedStatement {
    /// Writes and signs a statement.
    pub fn sign(
        author: &SignKey,
        organisation: OrgId,
        epoch: Epoch,
        seen: Seen,
        day: Day,
        body: Body,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let statement = encode(&Statement {
            version: 1,
            organisation,
            space: epoch.space,
            epoch: epoch.number,
            author: author.public(),
            nonce: Nonce(nonce),
            seen,
            day,
            body,
        });
        let signature = author.sign::<StatementPurpose>(&statement).to_bytes();
        Self {
            statement,
            signature,
        }
    }

    /// SHA-256 of the signed statement's canonical bytes: its id, and its leaf in the head chain.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[&encode(self)])
    }

    /// Bytes of the statement and its signature.
    pub(crate) fn len(&self) -> usize {
        self.statement.len() + self.signature.0.len()
    }

    /// Seals it for its log.
    ///
    /// # Errors
    /// [`Refused`] for a role that can't read, or a statement over [`STATEMENT_MAX`].
    pub fn seal(&self, access: &Access, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
        let secret = access.reading().ok_or(Refused)?;
        let bytes = Zeroizing::new(encode(self));
        if bytes.len() > STATEMENT_MAX {
            return Err(Refused);
        }
        seal::seal(
            &secret,
            &access.epoch().place(Label::Entry),
            Padding::Entry,
            &bytes,
            rng,
        )
    }

    /// Opens a log entry. The signature isn't checked yet.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(reading: &Secret, epoch: Epoch, blob: &[u8]) -> Result<Self, Refused> {
        let bytes: Zeroizing<Vec<u8>> =
            seal::open(reading, &epoch.place(Label::Entry), Padding::Entry, blob)?;
        if bytes.len() > STATEMENT_MAX {
            return Err(Refused);
        }
        decode(&bytes)
    }

    /// Checks form, suite and signature. Whether the author may say this is the log's to judge.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) fn check(&self) -> Result<Statement, Refused> {
        let statement = self.read()?;
        self.verify(&Verifier::new(&statement.author)?)?;
        Ok(statement)
    }

    /// What it claims to say. Nobody's word yet.
    ///
    /// # Errors
    /// [`Refused`] if form or suite aren't right.
    pub fn said(&self) -> Result<Statement, Refused> {
        self.read()
    }

    /// What it says, if its form and suite are right. Nobody's word yet.
    pub(crate) fn read(&self) -> Result<Statement, Refused> {
        let statement: Statement = decode(&self.statement)?;
        if statement.is_of_suite() {
            Ok(statement)
        } else {
            Err(Refused)
        }
    }

    /// Checks the signature.
    pub(crate) fn verify(&self, author: &Verifier) -> Result<(), Refused> {
        Signature::<StatementPurpose>::from_bytes(self.signature).verify_by(author, &self.statement)
    }
}
