//! Everything the vault needs of the outside.

use core::future::Future;
use core::ops::Range;
use core::pin::Pin;

use records::import::{ReadError, Table};
use zeroize::Zeroizing;

use crate::api::Event;

/// A future that stays on its thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a server answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

impl core::fmt::Debug for Answer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { status, body } = self;
        write!(f, "Answer({status}, {} bytes)", body.len())
    }
}

/// No answer, a redirect, or a broken one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// How long an answer is waited for, in milliseconds. A line that is gone often says nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// From the request to the answer's first byte.
    pub first_byte: u32,
    /// Between two pieces of the answer.
    pub next_piece: u32,
}

/// Why the offline store doesn't do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// There is none: nobody turned it on, or it was deleted.
    Gone,
    /// This device has nothing to keep it in, or doesn't let us.
    Absent,
    /// No room.
    Full,
    /// Anything else.
    Broken,
}

/// One write of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// These bytes under this name, whatever was there.
    Put(Vec<u8>, Vec<u8>),
    /// Nothing under these names, the last not included.
    Remove(Range<Vec<u8>>),
}

/// What is to be done, given what lies under the names that were asked for.
pub type Decide<'a> = Box<dyn FnOnce(&[Option<Vec<u8>>]) -> Vec<Write> + 'a>;

/// What was found: names and bytes.
pub type Found = Vec<(Vec<u8>, Vec<u8>)>;

/// The offline store: bytes by name on this device, in the order of their names. Two tabs may use it at once.
pub trait Store {
    /// Whether there is one. Makes nothing.
    fn is_there(&self) -> Local<'_, Result<bool, StoreFault>>;

    /// Makes an empty one, if there is none.
    fn make(&self) -> Local<'_, Result<(), StoreFault>>;

    /// What lies under these names, in their order: no more than has `most` bytes together, but the first in any case. Nothing only if
    /// there is nothing.
    fn read(&self, names: Range<Vec<u8>>, most: usize) -> Local<'_, Result<Found, StoreFault>>;

    /// One transaction, all of it or nothing. Nobody else writes between the look and the writes.
    fn change<'a>(
        &'a self,
        names: Vec<Vec<u8>>,
        decide: Decide<'a>,
    ) -> Local<'a, Result<(), StoreFault>>;

    /// All of it goes, and that there was one.
    fn delete(&self) -> Local<'_, Result<(), StoreFault>>;
}

/// The outside: a browser's worker, or a native test.
pub trait Platform: 'static {
    /// POSTs canonical CBOR to `v1/<name>` of the one server. Never follows a redirect, sends no cookie and no referrer; gives up,
    /// and lets the connection go, when patience ends.
    fn post(
        &self,
        name: &'static str,
        body: Vec<u8>,
        patience: Patience,
    ) -> Local<'_, Result<Answer, Unreachable>>;

    /// `keys::passphrase::stretch(input, salt)` (Argon2id, 64 MiB) in a thread or worker that is thrown away afterwards.
    fn stretch(
        &self,
        input: Zeroizing<Vec<u8>>,
        salt: keys::Stretch,
    ) -> Local<'_, Zeroizing<[u8; 32]>>;

    /// `records::import::read_table` in a thread or worker that is thrown away afterwards; unreachable if what reads files isn't
    /// here yet and could not be fetched.
    fn read_table(
        &self,
        name: String,
        bytes: Vec<u8>,
    ) -> Local<'_, Result<Result<Table, ReadError>, Unreachable>>;

    /// Days since 1970-01-01, UTC.
    fn today(&self) -> u16;

    /// Fills with bytes from the system's secure random source.
    fn fill_random(&self, out: &mut [u8]);

    /// Waits.
    fn sleep(&self, milliseconds: u32) -> Local<'_, ()>;

    /// Tells the page.
    fn emit(&self, event: Event);

    /// The offline store.
    fn store(&self) -> &dyn Store;
}
