//! Turning it on and off, and what the page is told of it.

use keys::LookupId;
use keys::encode::encode;

use super::names;
use super::record::{self, Person};
use crate::api::{Event, Failure, Kept, KeptFault, Reply};
use crate::{Platform, StoreFault, Vault, Write};

/// Whether anything is kept on this device for whoever is signed in, and of which day it is.
pub(crate) async fn status<P: Platform>(vault: &Vault<P>) -> Result<Reply, Failure> {
    look(vault).await?;
    Ok(Reply::Kept(told(vault)))
}

/// Keeps from now on what is needed without a connection; or deletes all that is kept on this device, whoever's it is.
pub(crate) async fn keep<P: Platform>(vault: &Vault<P>, on: bool) -> Result<Reply, Failure> {
    let lookup = vault.with(|account| Ok(account.keys.lookup))?;
    let done = if on {
        begin(vault, &lookup).await
    } else {
        vault.platform.store().delete().await
    };
    let fault = done.err();
    vault.offline.fault.set(fault);
    match (on, fault) {
        (true, None) => {
            vault.offline.on.set(Some(true));
            vault.offline.note();
        }
        (false, None) => vault.offline.forget(),
        (_, Some(_)) => look(vault).await?,
    }
    Ok(Reply::Kept(told(vault)))
}

async fn begin<P: Platform>(vault: &Vault<P>, lookup: &LookupId) -> Result<(), StoreFault> {
    let store = vault.platform.store();
    store.make().await?;
    let name = names::person(lookup);
    let put = |found: &[Option<Vec<u8>>]| match found {
        [None] => vec![Write::Put(names::person(lookup), encode(&Person::new()))],
        _ => Vec::new(),
    };
    store.change(vec![name], Box::new(put)).await
}

/// The keyring has gone to other words: the old ones open nothing here either.
pub(crate) async fn moved<P: Platform>(vault: &Vault<P>, from: &LookupId, to: &LookupId) {
    let move_it = |found: &[Option<Vec<u8>>]| match found {
        [Some(_)] => vec![
            Write::Remove(names::only(names::person(from))),
            Write::Put(names::person(to), encode(&Person::new())),
        ],
        _ => Vec::new(),
    };
    let store = vault.platform.store();
    let done = store.change(vec![names::person(from)], Box::new(move_it));
    match done.await {
        Ok(()) | Err(StoreFault::Gone | StoreFault::Absent) => {}
        // What the old words open must not stay: rather nothing is kept.
        Err(fault) => {
            vault.offline.fault.set(Some(fault));
            let _ = store.delete().await;
        }
    }
    vault.offline.whole.set(None);
    vault.offline.on.set(None);
    vault.offline.note();
}

/// Looks whether it is on.
pub(super) async fn look<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    let lookup = vault.with(|account| Ok(account.keys.lookup))?;
    let person = record::person(vault.platform.store(), &lookup).await;
    let offline = &vault.offline;
    match person {
        Ok(Some(person)) => {
            offline.on.set(Some(true));
            let whole = person.is_whole() && !person.spoilt;
            offline.whole.set(whole.then_some(person.day));
        }
        Ok(None) | Err(StoreFault::Gone) => offline.forget(),
        Err(fault) => {
            offline.forget();
            offline.fault.set(Some(fault));
        }
    }
    Ok(())
}

/// The page is told how it is.
pub(super) fn tell<P: Platform>(vault: &Vault<P>) {
    vault.platform.emit(Event::Kept(told(vault)));
}

fn told<P: Platform>(vault: &Vault<P>) -> Kept {
    let offline = &vault.offline;
    Kept {
        on: offline.on.get() == Some(true),
        whole: offline.whole.get(),
        fault: offline.fault.get().and_then(|fault| match fault {
            StoreFault::Gone => None,
            StoreFault::Absent => Some(KeptFault::Absent),
            StoreFault::Full => Some(KeptFault::Full),
            StoreFault::Broken => Some(KeptFault::Broken),
        }),
    }
}
