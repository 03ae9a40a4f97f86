//! The keyring on the server: written once with a token, then replaced by compare-and-swap.

use keys::keyring::Keyring;
use keys::{Hash, KeyringKeys, Token, sha256};
use wire::ProblemKind;
use wire::keyring::{MoveKeyringParams, WriteKeyringParams};

use crate::api::Failure;
use crate::server::{self, CallError};
use crate::{Platform, Vault, offline};

/// A sealed keyring, ready to be written; a retry writes the same bytes.
#[derive(Clone)]
pub(crate) struct Sealed(Vec<u8>);

impl Sealed {
    pub(crate) fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }
}

pub(crate) fn seal<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
    keyring: &Keyring,
) -> Result<Sealed, Failure> {
    keyring
        .seal(keys, &mut vault.rng())
        .map(Sealed)
        .map_err(|_| Failure::Full)
}

/// Writes a new keyring, paid for by a token.
pub(crate) async fn create<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
    sealed: &Sealed,
    token: Token,
) -> Result<(), CallError> {
    let params = WriteKeyringParams {
        previous: None,
        token: Some(token),
        keyring: sealed.0.clone().into(),
    };
    server::write_keyring(
        &vault.platform,
        &keys.write,
        keys.lookup,
        vault.today(),
        &params,
    )
    .await
}

/// Reads and opens a keyring.
pub(crate) async fn read<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
) -> Result<(Keyring, Hash), Failure> {
    let blob = server::read_keyring(&vault.platform, keys.lookup).await?;
    opened(keys, &blob)
}

/// The same for who can do without.
pub(crate) async fn read_once<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
) -> Result<(Keyring, Hash), Failure> {
    let blob = server::read_keyring_once(&vault.platform, keys.lookup).await?;
    opened(keys, &blob)
}

fn opened(keys: &KeyringKeys, blob: &[u8]) -> Result<(Keyring, Hash), Failure> {
    let keyring = Keyring::open(keys, blob).map_err(|_| Failure::WrongWords)?;
    Ok((keyring, sha256(&[blob])))
}

/// Changes the keyring here and on the server. Another device's write meanwhile is read first, and the change made again on it.
pub(crate) async fn update<P: Platform, T>(
    vault: &Vault<P>,
    mut change: impl FnMut(&mut Keyring) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let _one_at_a_time = vault.keyring_lock.lock().await;
    for _ in 0..4 {
        let (mut keyring, keys, stored) = vault.with(|account| {
            Ok((
                account.keyring.clone(),
                account.keys.clone(),
                account.stored,
            ))
        })?;
        let outcome = change(&mut keyring)?;
        let sealed = seal(vault, &keys, &keyring)?;
        let params = WriteKeyringParams {
            previous: Some(stored),
            token: None,
            keyring: sealed.0.clone().into(),
        };
        match server::write_keyring(
            &vault.platform,
            &keys.write,
            keys.lookup,
            vault.today(),
            &params,
        )
        .await
        {
            Ok(()) => {
                vault.with_mut(|account| {
                    account.keyring = keyring;
                    account.stored = sealed.hash();
                    Ok(())
                })?;
                vault.offline.note();
                return Ok(outcome);
            }
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {
                let (mut newer, stored) = read(vault, &keys).await?;
                vault.with_mut(|account| {
                    // One that knows fewer regions is an older one, out of a backup: nobody ever forgets one. And a founding key
                    // that is on paper doesn't come back from there.
                    account.heads.reread(&newer);
                    if newer.memberships.len() < account.keyring.memberships.len() {
                        let lists = newer.head_lists.take();
                        newer = account.keyring.clone();
                        newer.head_lists = lists;
                    }
                    if account.keyring.founding.is_none() {
                        newer.founding = None;
                    }
                    // Places follow memberships by number; a membership another device added is opened at the next sign-in.
                    account.keyring = newer;
                    account.stored = stored;
                    Ok(())
                })?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Changed)
}

/// Moves the keyring to other words, all of it or nothing: the old ones open nothing from then on. If an answer is lost, the
/// same words again find out what became of it.
pub(crate) async fn change_words<P: Platform>(
    vault: &Vault<P>,
    new: KeyringKeys,
) -> Result<(), Failure> {
    let _one_at_a_time = vault.keyring_lock.lock().await;
    for _ in 0..4 {
        let (keyring, old, stored) = vault.with(|account| {
            Ok((
                account.keyring.clone(),
                account.keys.clone(),
                account.stored,
            ))
        })?;
        let sealed = seal(vault, &new, &keyring)?;
        let params = MoveKeyringParams {
            previous: stored,
            lookup: new.lookup,
            key: new.write.public(),
            keyring: sealed.0.clone().into(),
        };
        let day = vault.today();
        let moved =
            server::move_keyring(&vault.platform, &old.write, old.lookup, day, &params).await;
        let (keys, keyring, stored) = match moved {
            Ok(()) => (new, keyring, sealed.hash()),
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {
                match read(vault, &new).await {
                    // An earlier try arrived after all, and only its answer was lost.
                    Ok((moved, stored)) if same_person(&moved, &keyring) => (new, moved, stored),
                    Ok(_) | Err(Failure::WrongWords) => {
                        let (newer, stored) = read(vault, &old).await?;
                        vault.with_mut(|account| {
                            account.keyring = newer;
                            account.stored = stored;
                            Ok(())
                        })?;
                        continue;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            Err(error) => return Err(error.into()),
        };
        let lookup = keys.lookup;
        vault.with_mut(|account| {
            account.keys = keys;
            account.keyring = keyring;
            account.stored = stored;
            Ok(())
        })?;
        offline::moved(vault, &old.lookup, &lookup).await;
        return Ok(());
    }
    Err(Failure::Changed)
}

fn same_person(one: &Keyring, other: &Keyring) -> bool {
    one.identity().sign.public() == other.identity().sign.public()
}
