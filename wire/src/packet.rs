//! `packet/…`: chosen records for one member, each a blob of its own with a last day.

use keys::{Day, PacketId, PublicKey};
use minicbor::{Decode, Encode};

use crate::Blob;
use crate::padding::padded;

/// A signed request (operation `PacketPut`, needs the right to manage) with [`PutPacketParams`] → [`crate::Done`].
pub const PUT: &str = "packet/put";
/// A signed request (operation `PacketRead`, needs any right on the space) with [`ListPacketsParams`] → [`PacketsAnswer`], padded.
pub const LIST: &str = "packet/list";
/// A signed request (operation `PacketRead`, the packet's id as space, signed by its own key) with [`ListPacketsParams`] →
/// [`PacketAnswer`].
pub const READ: &str = "packet/read";
/// A signed request (operation `PacketRemove`, needs the right to manage) with [`RemovePacketParams`] → [`crate::Done`].
pub const REMOVE: &str = "packet/remove";

/// `[packet, reader, last day, envelope, note, content]`. The same again succeeds as long as it is there; once it is gone, never.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PutPacketParams {
    /// Its random id.
    #[n(0)]
    pub packet: PacketId,
    /// Whose signature reads it.
    #[n(1)]
    pub reader: PublicKey,
    /// The last day it is handed out on.
    #[n(2)]
    pub last_day: Day,
    /// For its member.
    #[n(3)]
    pub envelope: Blob,
    /// For leads.
    #[n(4)]
    pub note: Blob,
    /// For who opened the envelope.
    #[n(5)]
    pub content: Blob,
}

/// `[]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ListPacketsParams {}

/// `[packet, last day, envelope, note]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PacketHead {
    /// Its id.
    #[n(0)]
    pub packet: PacketId,
    /// The last day it is handed out on.
    #[n(1)]
    pub last_day: Day,
    /// For its member.
    #[n(2)]
    pub envelope: Blob,
    /// For leads.
    #[n(3)]
    pub note: Blob,
}

/// `[[head…]]`, in the order of the ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PacketsAnswer {
    /// All of the space's that aren't over.
    #[n(0)]
    pub packets: Vec<PacketHead>,
}

padded!(PacketsAnswer);

/// `[content]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PacketAnswer {
    /// For who opened the envelope.
    #[n(0)]
    pub content: Blob,
}

/// `[packet]`: erased for good. One that isn't there doesn't matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RemovePacketParams {
    /// Which.
    #[n(0)]
    pub packet: PacketId,
}
