//! The offline store of a device, natively: what a browser's disk is. Two tabs of one browser share one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;
use vault::{Decide, Found, Local, Store, StoreFault, Write};

/// Bytes by name.
pub type Table = BTreeMap<Vec<u8>, Vec<u8>>;

/// A disk; copies are the same one.
#[derive(Clone, Default)]
pub struct Disk(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    table: Option<Table>,
    absent: bool,
    room: Option<usize>,
}

impl Disk {
    /// A browser that has no store, or lets nobody use it.
    #[must_use]
    pub fn absent() -> Self {
        let disk = Self::default();
        disk.0.borrow_mut().absent = true;
        disk
    }

    /// From now on so many bytes fit, or any number.
    pub fn set_room(&self, room: Option<usize>) {
        self.0.borrow_mut().room = room;
    }

    /// All that is on it; nothing if there is no store.
    #[must_use]
    pub fn table(&self) -> Option<Table> {
        self.0.borrow().table.clone()
    }

    /// Puts something else in its place, as somebody can who has the device.
    pub fn set_table(&self, table: Option<Table>) {
        self.0.borrow_mut().table = table;
    }

    /// Changes what is on it.
    pub fn tamper(&self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.0.borrow_mut().table {
            change(table);
        }
    }

    /// Writes all of it into a folder: a file each, called by its name.
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn write_to(&self, folder: &Path) -> Result<usize> {
        let table = self.table().unwrap_or_default();
        for (name, bytes) in &table {
            // Names are looked through as the bytes they are.
            let file = [name.as_slice(), bytes].concat();
            fs::write(folder.join(hex::encode(name)), file)?;
        }
        Ok(table.len())
    }

    fn with<T>(
        &self,
        look: impl FnOnce(&mut Inner) -> Result<T, StoreFault>,
    ) -> Result<T, StoreFault> {
        let mut inner = self.0.borrow_mut();
        if inner.absent {
            return Err(StoreFault::Absent);
        }
        look(&mut inner)
    }
}

fn size(table: &Table) -> usize {
    table
        .iter()
        .map(|(name, bytes)| name.len() + bytes.len())
        .sum()
}

/// A browser answers later.
async fn later() {
    tokio::task::yield_now().await;
}

impl Store for Disk {
    fn is_there(&self) -> Local<'_, Result<bool, StoreFault>> {
        Box::pin(async move {
            later().await;
            self.with(|inner| Ok(inner.table.is_some()))
        })
    }

    fn make(&self) -> Local<'_, Result<(), StoreFault>> {
        Box::pin(async move {
            later().await;
            self.with(|inner| {
                inner.table.get_or_insert_default();
                Ok(())
            })
        })
    }

    fn read(&self, names: Range<Vec<u8>>, most: usize) -> Local<'_, Result<Found, StoreFault>> {
        Box::pin(async move {
            later().await;
            self.with(|inner| {
                let table = inner.table.as_ref().ok_or(StoreFault::Gone)?;
                let mut room = most;
                let mut found = Vec::new();
                for (name, bytes) in table.range(names) {
                    if bytes.len() > room && !found.is_empty() {
                        break;
                    }
                    room = room.saturating_sub(bytes.len());
                    found.push((name.clone(), bytes.clone()));
                }
                Ok(found)
            })
        })
    }

    fn change<'a>(
        &'a self,
        names: Vec<Vec<u8>>,
        decide: Decide<'a>,
    ) -> Local<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            later().await;
            self.with(|inner| {
                let mut table = inner.table.clone().ok_or(StoreFault::Gone)?;
                let found: Vec<_> = names.iter().map(|name| table.get(name).cloned()).collect();
                for write in decide(&found) {
                    match write {
                        Write::Put(name, bytes) => drop(table.insert(name, bytes)),
                        Write::Remove(names) => table.retain(|name, _| !names.contains(name)),
                    }
                }
                if inner.room.is_some_and(|room| size(&table) > room) {
                    return Err(StoreFault::Full);
                }
                inner.table = Some(table);
                Ok(())
            })
        })
    }

    fn delete(&self) -> Local<'_, Result<(), StoreFault>> {
        Box::pin(async move {
            later().await;
            self.with(|inner| {
                inner.table = None;
                Ok(())
            })
        })
    }
}
