//! Sign in with eight words on a device that knows nothing.

use keys::keyring::{Keyring, Remembered};
use keys::{Hash, KeyringKeys, SpaceId};

use super::{join, words};
use crate::account::{Account, Place};
use crate::api::{Failure, Reply};
use crate::{Platform, Vault, heads, keyring, offline, open};

pub(crate) async fn sign_in<P: Platform>(
    vault: &Vault<P>,
    typed: &str,
    file: Option<&[u8]>,
) -> Result<Reply, Failure> {
    let keys = words::keys(vault, typed, file).await?;
    let account = match open_there(vault, keys.clone()).await {
        // No answer: then with what this device keeps, if it keeps anything for these words.
        Err(Failure::Offline) => return Box::pin(offline::sign_in(vault, keys)).await,
        opened => opened?,
    };
    let reply = vault.enter(account);
    // What was verified now is what the next device must at least find.
    remember(vault).await?;
    Ok(reply)
}

async fn open_there<P: Platform>(vault: &Vault<P>, keys: KeyringKeys) -> Result<Account, Failure> {
    // Whoever keeps something here isn't kept waiting.
    let read = if offline::keeps(vault, &keys.lookup).await {
        keyring::read_once(vault, &keys).await
    } else {
        keyring::read(vault, &keys).await
    };
    let (keyring, stored) = read?;
    open_all(vault, keys, keyring, stored).await
}

/// Opens every membership of a keyring.
pub(crate) async fn open_all<P: Platform>(
    vault: &Vault<P>,
    keys: KeyringKeys,
    mut keyring: Keyring,
    stored: Hash,
) -> Result<Account, Failure> {
    let identity = keyring.identity();
    let mut places = Vec::new();
    for (membership, number) in keyring.memberships.iter_mut().zip(0u16..) {
        let opened = Box::pin(open::open(vault, &identity, membership, number)).await?;
        // Also for who was let in while nobody looked: goes out with the next write of the keyring.
        opened.remember(membership);
        let mut place = opened.place;
        if let (Place::Waiting { six_words, .. }, Some(waiting)) = (&mut place, &membership.waiting)
        {
            *six_words = join::six_words(vault, membership.founding, waiting, &identity).await?;
        }
        places.push(place);
    }
    let mut account = Account::new(keys, keyring, stored, places);
    account.heads = heads::load(vault, &account.keyring).await?;
    Ok(account)
}

/// Writes the newest verified heads into the keyring, if they are newer than those in it; those of regions below into the head
/// lists first, and which ones are the newest into the keyring.
pub(crate) async fn remember<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    heads::remember(vault).await?;
    let lists = vault.with(|account| Ok(account.heads.named()))?;
    let heads: Vec<(SpaceId, Remembered)> = vault.with(|account| {
        let heads = account.places.iter().filter_map(|place| match place {
            Place::Open(region) if !region.broken => {
                let epoch = region.epoch();
                let seen = region.log.seen();
                Some((region.space(), Remembered { epoch, seen }))
            }
            Place::Collecting(collecting) => {
                Some((collecting.epoch.space, collecting.remembered()))
            }
            _ => None,
        });
        Ok(heads.collect())
    })?;
    let newer = |keyring: &Keyring| {
        let named = keyring.head_lists.as_ref().map(|lists| &lists.named);
        heads::are_newer(&lists, named)
            || keyring.memberships.iter().any(|membership| {
                heads.iter().any(|(space, head)| {
                    *space == membership.space && membership.remembered != Some(*head)
                })
            })
    };
    if !vault.with(|account| Ok(newer(&account.keyring)))? {
        return Ok(());
    }
    keyring::update(vault, |keyring| {
        if let Some(known) = &mut keyring.head_lists {
            heads::name(&mut known.named, &lists);
        }
        for membership in &mut keyring.memberships {
            let head = heads.iter().find(|(space, _)| *space == membership.space);
            // Another device may have remembered a later place meanwhile: never go back.
            if let Some((_, head)) = head
                && membership
                    .remembered
                    .is_none_or(|known| (known.epoch, known.seen.seq) < (head.epoch, head.seen.seq))
            {
                membership.remembered = Some(*head);
            }
        }
        Ok(())
    })
    .await
}
