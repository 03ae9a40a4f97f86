//! The offline store in a browser: one table of IndexedDB, opened for each use and closed right after it, so that no tab keeps
//! another from deleting it. Its names say nothing.

use std::ops::Range;
use std::pin::pin;

use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use rexie::{KeyRange, ObjectStore, Rexie, Transaction, TransactionMode};
use vault::{Decide, Found, Local, Store, StoreFault, Write};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::bridge::drop_app;

const NAME: &str = "local";
const TABLE: &str = "rows";
/// In every store that somebody has turned on. One without was made by opening what another tab was just deleting.
const MADE: [u8; 1] = [0];
/// Rows read at once.
const ROWS: u32 = 128;
/// So long whoever leaves the page waits for the store to be deleted, in milliseconds.
const LEAVING: u32 = 2_000;

/// IndexedDB.
pub(super) struct BrowserStore;

/// An open database.
struct Opened(Option<Rexie>);

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(database) = self.0.take() {
            database.close();
        }
    }
}

impl Opened {
    fn transaction(
        &self,
        mode: TransactionMode,
    ) -> Result<(Transaction, rexie::Store), StoreFault> {
        let database = self.0.as_ref().ok_or(StoreFault::Broken)?;
        let transaction = database.transaction(&[TABLE], mode).map_err(fault)?;
        let table = transaction.store(TABLE).map_err(fault)?;
        Ok((transaction, table))
    }
}

fn fault(error: rexie::Error) -> StoreFault {
    let rexie::Error::IdbError(error) = error else {
        return StoreFault::Broken;
    };
    match error {
        idb::Error::DomException(exception) => match exception.name().as_str() {
            "QuotaExceededError" => StoreFault::Full,
            "SecurityError" | "InvalidStateError" | "NotAllowedError" => StoreFault::Absent,
            _ => StoreFault::Broken,
        },
        idb::Error::IndexedDbNotFound(_) | idb::Error::IndexedDbOpenFailed(_) => StoreFault::Absent,
        _ => StoreFault::Broken,
    }
}

/// Whether there is one, without making it.
async fn is_there() -> Result<bool, StoreFault> {
    let absent = |_: JsValue| StoreFault::Absent;
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).map_err(absent)?;
    let databases = Reflect::get(&factory, &"databases".into()).map_err(absent)?;
    let databases: Function = databases.dyn_into().map_err(absent)?;
    let promise = databases.call0(&factory).map_err(absent)?;
    let found = JsFuture::from(Promise::resolve(&promise)).await;
    let found = Array::from(&found.map_err(absent)?);
    Ok(found.iter().any(|database| {
        let name = Reflect::get(&database, &"name".into()).unwrap_or(JsValue::NULL);
        name.as_string().as_deref() == Some(NAME)
    }))
}

async fn open() -> Result<Opened, StoreFault> {
    let builder = Rexie::builder(NAME).version(1);
    let builder = builder.add_object_store(ObjectStore::new(TABLE));
    builder
        .build()
        .await
        .map(|database| Opened(Some(database)))
        .map_err(fault)
}

async fn open_there() -> Result<Opened, StoreFault> {
    if is_there().await? {
        open().await
    } else {
        Err(StoreFault::Gone)
    }
}

fn key(name: &[u8]) -> JsValue {
    Uint8Array::from(name).into()
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

fn range(names: &Range<Vec<u8>>) -> Result<KeyRange, StoreFault> {
    let (from, to) = (key(&names.start), key(&names.end));
    KeyRange::bound(&from, &to, Some(false), Some(true)).map_err(|_| StoreFault::Broken)
}

/// Nobody has turned it on: what was just made of nothing goes again.
async fn unmake(opened: Opened) -> StoreFault {
    drop(opened);
    drop(Rexie::delete(NAME).await);
    StoreFault::Gone
}

async fn get(table: &rexie::Store, name: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
    let found = table.get(key(name)).await.map_err(fault)?;
    Ok(found.map(|value| bytes(&value)))
}

async fn make() -> Result<(), StoreFault> {
    // What a browser refuses, it refuses here.
    is_there().await?;
    let opened = open().await?;
    let (transaction, table) = opened.transaction(TransactionMode::ReadWrite)?;
    table
        .put(&key(&[]), Some(&key(&MADE)))
        .await
        .map_err(fault)?;
    done(transaction).await
}

/// Until it is on the disk. A browser that has no room may say so only now, and doesn't say why.
async fn done(transaction: Transaction) -> Result<(), StoreFault> {
    match transaction.done().await.map_err(fault)? {
        rexie::TransactionResult::Committed => Ok(()),
        rexie::TransactionResult::Aborted => Err(StoreFault::Full),
    }
}

async fn read(names: Range<Vec<u8>>, most: usize) -> Result<Found, StoreFault> {
    let opened = open_there().await?;
    let (_transaction, table) = opened.transaction(TransactionMode::ReadOnly)?;
    let keys = table.get_all_keys(Some(range(&names)?), Some(ROWS)).await;
    let keys = keys.map_err(fault)?;
    let values = table.get_all(Some(range(&names)?), Some(ROWS)).await;
    let values = values.map_err(fault)?;
    let mut room = most;
    let mut found = Vec::new();
    for (name, value) in keys.iter().zip(&values) {
        let value = bytes(value);
        if value.len() > room && !found.is_empty() {
            break;
        }
        room = room.saturating_sub(value.len());
        found.push((bytes(name), value));
    }
    Ok(found)
}

async fn change(names: Vec<Vec<u8>>, decide: Decide<'_>) -> Result<(), StoreFault> {
    let opened = open_there().await?;
    let (transaction, table) = opened.transaction(TransactionMode::ReadWrite)?;
    if get(&table, &MADE).await?.is_none() {
        done(transaction).await?;
        return Err(unmake(opened).await);
    }
    let mut found = Vec::with_capacity(names.len());
    for name in &names {
        found.push(get(&table, name).await?);
    }
    let mut puts = Vec::new();
    for write in decide(&found) {
        match write {
            Write::Put(name, value) => puts.push((key(&value), Some(key(&name)))),
            Write::Remove(names) => {
                let range = range(&names)?;
                table.delete(range.into()).await.map_err(fault)?;
            }
        }
    }
    table.put_all(puts.into_iter()).await.map_err(fault)?;
    done(transaction).await
}

async fn delete() -> Result<(), StoreFault> {
    if is_there().await? {
        Rexie::delete(NAME).await.map_err(fault)?;
    }
    Ok(())
}

/// Deletes it and the app's own files, for a page that is about to be left: then goes on, even if the browser says nothing for a moment.
pub(crate) fn delete_then(leave: impl FnOnce() + 'static) {
    spawn_local(async move {
        let all = async { futures::join!(delete(), drop_app()) };
        select(pin!(all), TimeoutFuture::new(LEAVING)).await;
        leave();
    });
}

impl Store for BrowserStore {
    fn is_there(&self) -> Local<'_, Result<bool, StoreFault>> {
        Box::pin(is_there())
    }

    fn make(&self) -> Local<'_, Result<(), StoreFault>> {
        Box::pin(make())
    }

    fn read(&self, names: Range<Vec<u8>>, most: usize) -> Local<'_, Result<Found, StoreFault>> {
        Box::pin(read(names, most))
    }

    fn change<'a>(
        &'a self,
        names: Vec<Vec<u8>>,
        decide: Decide<'a>,
    ) -> Local<'a, Result<(), StoreFault>> {
        Box::pin(change(names, decide))
    }

    fn delete(&self) -> Local<'_, Result<(), StoreFault>> {
        Box::pin(delete())
    }
}
