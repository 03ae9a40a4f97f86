//! Signing in without a server: the same way, with the store's answers.

use keys::encode::{decode, encode};
use keys::{KeyringKeys, LookupId};

use super::names;
use super::record::{self, Person};
use crate::api::{Event, Failure, Reply, SyncState};
use crate::commands::sign_in::open_all;
use crate::{Platform, Vault, Write, below, keyring};

/// Opens what is kept for these words. With nothing kept for them it is as if there were no store.
pub(crate) async fn sign_in<P: Platform>(
    vault: &Vault<P>,
    keys: KeyringKeys,
) -> Result<Reply, Failure> {
    let store = vault.platform.store();
    let lookup = keys.lookup;
    let kept = match record::person(store, &lookup).await {
        Ok(Some(kept)) if kept.is_whole() => kept,
        _ => return Err(Failure::Offline),
    };
    let opened = {
        // Nothing else runs meanwhile: the loops are woken when this is over.
        let _from_store = vault.platform.ask_store();
        open(vault, keys).await
    };
    if opened.is_err() || vault.platform.is_spoilt() {
        vault.state.borrow_mut().account = None;
        let person = names::person(&lookup);
        let spoil = |found: &[Option<Vec<u8>>]| {
            let kept = found.iter().flatten().next();
            let kept = kept.and_then(|bytes| decode::<Person>(bytes).ok());
            let spoilt = kept.map(|kept| Person {
                spoilt: true,
                ..kept
            });
            let put = spoilt.map(|spoilt| Write::Put(names::person(&lookup), encode(&spoilt)));
            put.into_iter().collect()
        };
        // If that can't be noted, it is found out once more the next time.
        let _ = store.change(vec![person], Box::new(spoil)).await;
        return Err(Failure::Kept);
    }
    vault.offline.unchecked.set(true);
    let state = SyncState {
        kept: Some(kept.day),
        ..SyncState::default()
    };
    vault.state.borrow_mut().sync = state;
    vault.platform.emit(Event::Sync(state));
    vault.begin()
}

/// Whether there is anything to open for these words.
pub(crate) async fn keeps<P: Platform>(vault: &Vault<P>, lookup: &LookupId) -> bool {
    let kept = record::person(vault.platform.store(), lookup).await;
    matches!(kept, Ok(Some(kept)) if kept.is_whole())
}

async fn open<P: Platform>(vault: &Vault<P>, keys: KeyringKeys) -> Result<(), Failure> {
    let (keyring, stored) = keyring::read(vault, &keys).await?;
    let account = open_all(vault, keys, keyring, stored).await?;
    vault.state.borrow_mut().account = Some(account);
    Box::pin(below::descend(vault)).await
}
