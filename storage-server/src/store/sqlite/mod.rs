//! One SQLite file: a writer thread, a few readers.

mod append;
mod backup;
mod check;
mod inbox;
mod keyring;
mod log;
mod mailbox;
mod open;
mod packet;
mod pages;
mod random;
mod read;
mod readers;
mod retired;
mod rotation;
mod space;
#[cfg(test)]
mod tests;
mod token;
mod writer;

use std::path::{Path, PathBuf};

use keys::{BlobId, Day, Hash, LookupId, MailboxId, PacketId, PublicKey, SpaceId};
use rusqlite::Connection;
use wire::Blob;
use wire::above::{Asked, Slot};
use wire::inbox::{InboxAnswer, PostParams};
use wire::packet::{PacketHead, PutPacketParams};
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams};
use wire::space::{
    AppendParams, CommitParams, CreateSpace, EnvelopesAnswer, ManageParams, ResumeParams,
    StageParams,
};
use wire::sync::SyncItem;

use super::{
    Answer, Asker, FakeKeyrings, KeyringMove, KeyringWrite, PageRead, Read, Store, StoreError,
};
use readers::Readers;
use writer::Writer;

pub use backup::{backup, is_ours, restore};
pub use check::{Counts, check};
pub use open::{database_file, make_directory};

/// The store in a data directory.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    fakes: FakeKeyrings,
}

impl SqliteStore {
    /// Opens the store in a directory, and makes both if they aren't there.
    ///
    /// # Errors
    /// Whatever the file system or SQLite says.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        make_directory(data).map_err(|error| StoreError::Failed(Box::new(error)))?;
        let file = database_file(data);
        let mut connection = open::open_writer(&file)?;
        // A crash may have come between a commit and this.
        retired::finish(&mut connection)?;
        let key = connection.query_row("SELECT key FROM server", [], |row| row.get(0))?;
        Ok(Self {
            writer: Writer::start(connection, wal_file(&file))?,
            readers: Readers::new(file),
            fakes: FakeKeyrings::new(&key),
        })
    }

    fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut writer::Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        self.writer.submit(job)
    }

    fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        self.readers.run(read)
    }
}

fn wal_file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

impl Store for SqliteStore {
    fn add_tokens(&self, hashes: Vec<Hash>) -> Answer<()> {
        self.write(move |work| token::add(work.connection, &hashes))
    }

    fn create_space(&self, request: CreateSpace, digest: Hash) -> Answer<()> {
        self.write(move |work| space::create(work.connection, &request, &digest))
    }

    fn append(&self, asker: Asker, params: AppendParams) -> Answer<u64> {
        self.write(move |work| append::append(work.connection, &asker, &params))
    }

    fn manage(&self, asker: Asker, params: ManageParams, digest: Hash) -> Answer<u64> {
        self.write(move |work| space::manage(work, &asker, &params, &digest))
    }

    fn stage(&self, asker: Asker, params: StageParams, today: Day) -> Answer<()> {
        self.write(move |work| rotation::stage(work, &asker, &params, today))
    }

    fn commit(&self, asker: Asker, params: CommitParams, digest: Hash) -> Answer<u64> {
        self.write(move |work| rotation::commit(work, &asker, &params, None, &digest))
    }

    fn resume(&self, asker: Asker, params: ResumeParams, digest: Hash) -> Answer<u64> {
        self.write(move |work| {
            let next = Some(params.next_epoch);
            rotation::commit(work, &asker, &params.commit, next, &digest)
        })
    }

    fn put_pages(&self, asker: Asker, params: PutPagesParams, today: Day) -> Answer<()> {
        self.write(move |work| pages::put(work, &asker, &params, today))
    }

    fn keep_pages(&self, asker: Asker, params: KeepPagesParams) -> Answer<()> {
        self.write(move |work| pages::keep(work, &asker, &params))
    }

    fn pages(&self, reads: Vec<PageRead>) -> Answer<Vec<Option<PagesAnswer>>> {
        self.look(move |connection| pages::read(connection, &reads))
    }

    fn envelopes(&self, space: SpaceId) -> Answer<EnvelopesAnswer> {
        self.look(move |connection| read::envelopes(connection, &space))
    }

    fn above(&self, asked: Vec<Asked>) -> Answer<Vec<Option<Slot>>> {
        self.look(move |connection| read::above(connection, &asked))
    }

    fn block_hash(&self, space: SpaceId) -> Answer<Hash> {
        self.look(move |connection| read::block_hash(connection, &space))
    }

    fn read(&self, reads: Vec<Read>, max_bytes: usize) -> Answer<Vec<Option<SyncItem>>> {
        self.look(move |connection| read::entries(connection, &reads, max_bytes))
    }

    fn post_inbox(&self, asker: Asker, params: PostParams, today: Day) -> Answer<()> {
        self.write(move |work| inbox::post(work.connection, &asker, &params, today))
    }

    fn inbox(&self, asker: Asker, after: Option<BlobId>) -> Answer<InboxAnswer> {
        self.look(move |connection| inbox::read(connection, &asker, after))
    }

    fn remove_inbox(&self, asker: Asker, ids: Vec<BlobId>) -> Answer<()> {
        self.write(move |work| inbox::remove(work, &asker, &ids))
    }

    fn put_packet(&self, asker: Asker, params: PutPacketParams, today: Day) -> Answer<()> {
        self.write(move |work| packet::put(work.connection, &asker, &params, today))
    }

    fn packets(&self, asker: Asker, today: Day) -> Answer<Vec<PacketHead>> {
        self.look(move |connection| packet::list(connection, &asker, today))
    }

    fn packet(&self, packet: PacketId, reader: PublicKey, today: Day) -> Answer<Blob> {
        self.look(move |connection| packet::read(connection, &packet, &reader, today))
    }

    fn remove_packet(&self, asker: Asker, packet: PacketId) -> Answer<()> {
        self.write(move |work| packet::remove(work, &asker, &packet))
    }

    fn keyring(&self, lookup: LookupId) -> Answer<Vec<u8>> {
        let fakes = self.fakes.clone();
        self.look(move |connection| keyring::read(connection, &lookup, &fakes))
    }

    fn write_keyring(&self, write: KeyringWrite) -> Answer<()> {
        self.write(move |work| keyring::write(work, &write))
    }

    fn move_keyring(&self, change: KeyringMove) -> Answer<()> {
        self.write(move |work| keyring::change_place(work, &change))
    }

    fn create_mailbox(&self, asker: Asker, mailbox: MailboxId, today: Day) -> Answer<()> {
        self.write(move |work| mailbox::create(work.connection, &asker, &mailbox, today))
    }

    fn post_mailbox(&self, mailbox: MailboxId, post: Vec<u8>) -> Answer<()> {
        self.write(move |work| mailbox::post(work.connection, &mailbox, &post))
    }

    fn mailbox(&self, mailbox: MailboxId) -> Answer<Option<Vec<u8>>> {
        self.look(move |connection| mailbox::read(connection, &mailbox))
    }

    fn purge(&self, today: Day) -> Answer<()> {
        self.write(move |work| {
            mailbox::purge(work.connection, today)?;
            inbox::purge(work.connection, today)?;
            packet::purge(work.connection, today)?;
            pages::purge(work, today)?;
            rotation::purge(work, today)
        })
    }

    fn close(&self) {
        // Readers first: one that is open keeps the log from being folded.
        self.readers.close();
        self.writer.close();
    }
}
