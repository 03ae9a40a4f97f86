//! Requests signed by a capability: the only identity the storage server ever sees.

use minicbor::{Decode, Encode};

use crate::sign::{Purpose, SignKey, Signature};
use crate::{Day, Label, PublicKey, Refused, SignatureBytes, SpaceId, encode};

/// What a signed request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Operation {
    /// Read a space's entries since a sequence number.
    #[n(1)]
    Read,
    /// Append entries to a space's log.
    #[n(2)]
    Append,
    /// Replace envelope block and capabilities, and append what says so.
    #[n(3)]
    Manage,
    /// Open a mailbox.
    #[n(4)]
    MailboxCreate,
    /// Write a keyring.
    #[n(5)]
    KeyringWrite,
    /// Put re-sealed entries aside for the next epoch.
    #[n(6)]
    Stage,
    /// Begin the next epoch with what was staged.
    #[n(7)]
    Commit,
    /// Move a keyring to other words.
    #[n(8)]
    KeyringMove,
    /// Put sealed entries into the inbox.
    #[n(9)]
    Post,
    /// Read the inbox.
    #[n(10)]
    InboxRead,
    /// Erase entries of the inbox.
    #[n(11)]
    InboxRemove,
    /// Give somebody a packet.
    #[n(17)]
    PacketPut,
    /// List a space's packets, or read one.
    #[n(18)]
    PacketRead,
    /// Delete a packet.
    #[n(19)]
    PacketRemove,
    /// Begin a later epoch with what was staged, beyond all numbers given out before.
    #[n(15)]
    Resume,
    /// Put pages aside.
    #[n(12)]
    PagesPut,
    /// Hand out the pages that were put aside.
    #[n(13)]
    PagesKeep,
    /// Read pages.
    #[n(14)]
    PagesRead,
}

/// Signature domain of requests.
pub enum RequestPurpose {}
impl Purpose for RequestPurpose {
    const LABEL: Label = Label::Request;
}

/// A request as it arrives: `[1, capability, operation, space, day, params, signature]`, nothing checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedRequest {
    #[n(0)]
    version: u8,
    #[n(1)]
    capability: PublicKey,
    #[n(2)]
    operation: Operation,
    #[n(3)]
    space: SpaceId,
    #[n(4)]
    day: Day,
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    params: Vec<u8>,
    #[n(6)]
    signature: SignatureBytes,
}

/// A request whose signature held. Whether the capability may do this is the store's to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedRequest {
    /// Who asks.
    pub capability: PublicKey,
    /// For what.
    pub operation: Operation,
    /// Where: a space id, or a lookup id for keyrings.
    pub space: SpaceId,
    /// The asker's day.
    pub day: Day,
    /// The operation's own canonical CBOR.
    pub params: Vec<u8>,
}

#[derive(Encode)]
#[cbor(array)]
struct Signed<'a> {
    #[n(0)]
    version: u8,
    #[n(1)]
    capability: PublicKey,
    #[n(2)]
    operation: Operation,
    #[n(3)]
    space: SpaceId,
    #[n(4)]
    day: Day,
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    params: &'a [u8],
}

impl SignedRequest {
    /// Signs a request with a capability's key.
    #[must_use]
    pub fn sign(
        key: &SignKey,
        operation: Operation,
        space: SpaceId,
        day: Day,
        params: Vec<u8>,
    ) -> Self {
        let capability = key.public();
        let message = encode::encode(&Signed {
            version: 1,
            capability,
            operation,
            space,
            day,
            params: &params,
        });
        let signature = key.sign::<RequestPurpose>(&message).to_bytes();
        Self {
            version: 1,
            capability,
            operation,
            space,
            day,
            params,
            signature,
        }
    }

    /// Checks version and signature; the operation must be the one the endpoint is for.
    ///
    /// # Errors
    /// [`Refused`] for any other version, operation or signature.
    pub fn verify(self, expected: Operation) -> Result<VerifiedRequest, Refused> {
        let Self {
            version,
            capability,
            operation,
            space,
            day,
            params,
            signature,
        } = self;
        if version != 1 || operation != expected {
            return Err(Refused);
        }
        let message = encode::encode(&Signed {
            version,
            capability,
            operation,
            space,
            day,
            params: &params,
        });
        Signature::<RequestPurpose>::from_bytes(signature).verify(&capability, &message)?;
        Ok(VerifiedRequest {
            capability,
            operation,
            space,
            day,
            params,
        })
    }
}
