//! What is noted beside what the server sent.

use keys::encode::decode;
use keys::{LookupId, Nonce, SpaceId};
use minicbor::{Decode, Encode};
use wire::Blob;
use wire::above::Slot;
use wire::space::EnvelopesAnswer;

use super::names;
use crate::{Store, StoreFault};

/// `[day, spoilt, keyring]`: somebody who keeps things here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Person {
    /// When all of it was here last.
    #[n(0)]
    pub(super) day: u16,
    /// What is here didn't hold: all of it is to be fetched again.
    #[n(1)]
    pub(super) spoilt: bool,
    /// As the server has it; empty as long as not all that it names is here.
    #[n(2)]
    pub(super) keyring: Blob,
}

impl Person {
    /// Somebody for whom nothing is here yet.
    pub(super) fn new() -> Self {
        Self {
            day: 0,
            spoilt: false,
            keyring: Blob(Vec::new()),
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        !self.keyring.0.is_empty()
    }
}

/// `[epoch, base, last, set or null, count]`: how far a space is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Front {
    #[n(0)]
    pub(super) epoch: u32,
    /// The pages stand for all entries up to here; 0 without any.
    #[n(1)]
    pub(super) base: u64,
    /// The last entry's seq.
    #[n(2)]
    pub(super) last: u64,
    /// Which set of pages.
    #[n(3)]
    pub(super) set: Option<Nonce>,
    /// How many pages.
    #[n(4)]
    pub(super) count: u32,
}

/// What lies under one name, if it can be read.
async fn one<T>(store: &dyn Store, name: Vec<u8>) -> Result<Option<T>, StoreFault>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let found = store.read(names::only(name), 1).await?;
    let found = found.into_iter().next();
    Ok(found.and_then(|(_, bytes)| decode(&bytes).ok()))
}

pub(super) async fn person(
    store: &dyn Store,
    lookup: &LookupId,
) -> Result<Option<Person>, StoreFault> {
    one(store, names::person(lookup)).await
}

pub(super) async fn front(store: &dyn Store, space: &SpaceId) -> Result<Option<Front>, StoreFault> {
    one(store, names::front(space)).await
}

pub(super) async fn door(
    store: &dyn Store,
    space: &SpaceId,
) -> Result<Option<EnvelopesAnswer>, StoreFault> {
    one(store, names::door(space)).await
}

pub(super) async fn slot(
    store: &dyn Store,
    space: &SpaceId,
    slot: u8,
) -> Result<Option<Slot>, StoreFault> {
    one(store, names::slot(space, slot)).await
}
