//! What is kept, and the rules for changing it. One trait, one contract suite, one module a backend.

mod error;
mod fake;
mod memory;
pub mod sqlite;

#[cfg(test)]
mod contract;

use std::future::Future;
use std::pin::Pin;

use keys::{BlobId, Day, Hash, LookupId, MailboxId, PacketId, PublicKey, SpaceId, sha256};
use wire::Blob;
use wire::above::{Asked, Slot};
use wire::inbox::{InboxAnswer, PostParams};
use wire::keyring::{MoveKeyringParams, WriteKeyringParams};
use wire::packet::{PacketHead, PutPacketParams};
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams, ReadPagesParams};
use wire::space::{
    AppendParams, CommitParams, CreateSpace, EnvelopesAnswer, ManageParams, ResumeParams,
    StageParams,
};
use wire::sync::SyncItem;

pub use error::StoreError;
pub use fake::FakeKeyrings;
pub use memory::MemoryStore;
pub use sqlite::SqliteStore;

/// What a call will give. An `Ok` of a write means that it is on disk.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// A key that signed a request, and the space it signed for. Whether it may is the store's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Where.
    pub space: SpaceId,
    /// Who.
    pub capability: PublicKey,
}

/// One read of a sync request whose signature held.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// Who asks where.
    pub asker: Asker,
    /// The last seq it has.
    pub since: u64,
    /// How many blobs it knows to be in the inbox, if it cares.
    pub inbox: Option<u32>,
}

/// One read of pages whose signature held.
#[derive(Debug, Clone, Copy)]
pub struct PageRead {
    /// Who asks where.
    pub asker: Asker,
    /// What for.
    pub params: ReadPagesParams,
}

/// A keyring to be written.
#[derive(Debug, Clone)]
pub struct KeyringWrite {
    /// Where.
    pub lookup: LookupId,
    /// The key that signed.
    pub key: PublicKey,
    /// What.
    pub params: WriteKeyringParams,
    /// Names this very write, so that a token spent on it lets a repeat through.
    pub digest: Hash,
}

/// A keyring to be moved.
#[derive(Debug, Clone)]
pub struct KeyringMove {
    /// Where it is.
    pub lookup: LookupId,
    /// The key that signed.
    pub key: PublicKey,
    /// Where it goes.
    pub params: MoveKeyringParams,
}

/// Names a staging among all there ever were, so that a replayed first part can't take a newer one's place.
fn staging_name(asker: &Asker, id: &[u8; 16]) -> Hash {
    sha256(&[
        b"skrynia/1/staging",
        &asker.space.0,
        &asker.capability.0,
        id,
    ])
}

/// Names a set of pages among all there ever were in a space.
fn page_set_name(space: &SpaceId, id: &[u8; 16]) -> Hash {
    sha256(&[b"skrynia/1/page-set", &space.0, id])
}

/// Names a blob posted into a space's inbox, so that the same one again is known after it is gone. Another space's, or an entry
/// of a log, never has this name.
fn posted_name(space: &SpaceId, blob: &Blob) -> Hash {
    sha256(&[b"skrynia/1/posted", &space.0, &blob.0])
}

/// Names a packet among all ids there ever were, with all that was put there.
fn packet_name(space: &SpaceId, packet: &PutPacketParams) -> Hash {
    sha256(&[
        b"skrynia/1/packet-put",
        &space.0,
        &keys::encode::encode(packet),
    ])
}

/// Whether a packet may have this last day.
fn packet_day(today: Day, last: Day) -> Result<(), StoreError> {
    if last < today || last - today > wire::limits::PACKET_DAYS {
        return Err(StoreError::Quota);
    }
    Ok(())
}

/// A place that keeps ciphertext. Requests come decoded, within limits, and with signatures that hold.
pub trait Store: Send + Sync + 'static {
    /// Lets these tokens pay, once each. Hashes that are there already stay as they are.
    fn add_tokens(&self, hashes: Vec<Hash>) -> Answer<()>;

    /// Makes a space, all of it or nothing. `digest` names this very request.
    fn create_space(&self, request: CreateSpace, digest: Hash) -> Answer<()>;

    /// Appends, and answers the first seq.
    fn append(&self, asker: Asker, params: AppendParams) -> Answer<u64>;

    /// Replaces block and capabilities and appends, and answers the first seq. `digest` names this very request.
    fn manage(&self, asker: Asker, params: ManageParams, digest: Hash) -> Answer<u64>;

    /// Puts entries of the next epoch aside.
    fn stage(&self, asker: Asker, params: StageParams, today: Day) -> Answer<()>;

    /// Begins the next epoch with what was staged, and answers the first seq after it. `digest` names this very request.
    fn commit(&self, asker: Asker, params: CommitParams, digest: Hash) -> Answer<u64>;

    /// Begins a later epoch with what was staged, beyond the end there was. `digest` names this very request.
    fn resume(&self, asker: Asker, params: ResumeParams, digest: Hash) -> Answer<u64>;

    /// Puts pages aside.
    fn put_pages(&self, asker: Asker, params: PutPagesParams, today: Day) -> Answer<()>;

    /// Hands a set of pages out from now on, and erases the others.
    fn keep_pages(&self, asker: Asker, params: KeepPagesParams) -> Answer<()>;

    /// Pages of the sets that are kept, in the order of the reads, up to [`wire::limits::PAGES_READ_BYTES`] in all; `None` where
    /// the asker may not know.
    fn pages(&self, reads: Vec<PageRead>) -> Answer<Vec<Option<PagesAnswer>>>;

    /// Card and block of a space.
    fn envelopes(&self, space: SpaceId) -> Answer<EnvelopesAnswer>;

    /// One slot of each space's block, in the order asked; `None` where there is no such space or slot.
    fn above(&self, asked: Vec<Asked>) -> Answer<Vec<Option<Slot>>>;

    /// SHA-256 of a space's block.
    fn block_hash(&self, space: SpaceId) -> Answer<Hash>;

    /// What is new, in the order of the reads; `None` where the asker may not know.
    fn read(&self, reads: Vec<Read>, max_bytes: usize) -> Answer<Vec<Option<SyncItem>>>;

    /// Puts blobs into the inbox.
    fn post_inbox(&self, asker: Asker, params: PostParams, today: Day) -> Answer<()>;

    /// What is in the inbox after a blob id, up to [`wire::limits::INBOX_READ_BYTES`].
    fn inbox(&self, asker: Asker, after: Option<BlobId>) -> Answer<InboxAnswer>;

    /// Erases blobs of the inbox.
    fn remove_inbox(&self, asker: Asker, ids: Vec<BlobId>) -> Answer<()>;

    /// Keeps a packet until its last day.
    fn put_packet(&self, asker: Asker, params: PutPacketParams, today: Day) -> Answer<()>;

    /// A space's packets, but for their contents, to whoever has any right there.
    fn packets(&self, asker: Asker, today: Day) -> Answer<Vec<PacketHead>>;

    /// A packet's content, for its own key.
    fn packet(&self, packet: PacketId, reader: PublicKey, today: Day) -> Answer<Blob>;

    /// Erases a packet.
    fn remove_packet(&self, asker: Asker, packet: PacketId) -> Answer<()>;

    /// A keyring; for an unknown lookup one that is made up, the same for ever.
    fn keyring(&self, lookup: LookupId) -> Answer<Vec<u8>>;

    /// Writes a keyring.
    fn write_keyring(&self, write: KeyringWrite) -> Answer<()>;

    /// Moves a keyring.
    fn move_keyring(&self, change: KeyringMove) -> Answer<()>;

    /// Opens a mailbox.
    fn create_mailbox(&self, asker: Asker, mailbox: MailboxId, today: Day) -> Answer<()>;

    /// Puts the one post into a mailbox.
    fn post_mailbox(&self, mailbox: MailboxId, post: Vec<u8>) -> Answer<()>;

    /// The post of a mailbox.
    fn mailbox(&self, mailbox: MailboxId) -> Answer<Option<Vec<u8>>>;

    /// Removes what has lived its days.
    fn purge(&self, today: Day) -> Answer<()>;

    /// Finishes what is under way and leaves nothing but the database itself behind. No call may follow.
    fn close(&self);
}
