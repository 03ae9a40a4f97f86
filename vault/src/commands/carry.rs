//! What changes above is said below: who leads and edits there, and who is an admin. Every client that leads above does it by
//! itself, whoever made the change; it is the same whoever says it, and nothing if it was said before.

use keys::encode::encode;
use keys::log::Authority;
use keys::statement::{Above, Appoint, Body, Parent};
use keys::{FoundingKey, PublicKey, Role, SpaceId, sha256};

use super::manage::{self, Change};
use crate::account::Account;
use crate::api::Failure;
use crate::region::Region;
use crate::{Platform, Vault, append};

/// Says it in every region below in which it isn't said yet.
pub(crate) async fn down<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    appoint(vault).await?;
    let numbers = vault.with(|account| {
        let regions = account.regions();
        let untold = regions.filter(|(_, region)| news(account, region).is_some());
        Ok(untold.map(|(number, _)| number).collect::<Vec<u16>>())
    })?;
    for number in numbers {
        let _one_at_a_time = vault.append_lock.lock().await;
        say(vault, number).await?;
    }
    Ok(())
}

/// Says it in one region, for who holds the lock on appending: what was to be said may have been said meanwhile.
pub(crate) async fn say<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let parent = vault.with_mut(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let (space, news) = (region.space(), news(account, region));
        let Some(parent) = news else {
            return Ok(None);
        };
        // Once: if it isn't taken, the next change above is another word.
        let hash = sha256(&[&encode(&parent)]);
        let before = account.carried.insert(space, hash);
        Ok((before != Some(hash)).then_some(parent))
    })?;
    let Some(parent) = parent else {
        return Ok(());
    };
    match append::attempt(vault, number, &[Body::Parent(parent)]).await {
        // Another lead was faster.
        Ok(_) | Err(Failure::Changed) => Ok(()),
        Err(failure) => {
            vault.with_mut(|account| {
                let space = account.region(number).map(Region::space);
                space.map(|space| account.carried.remove(&space));
                Ok(())
            })?;
            Err(failure)
        }
    }
}

/// What a region isn't told yet of those above, by this lead; nothing about the keys above, which only a rotation changes.
fn news(account: &Account, region: &Region) -> Option<Parent> {
    let authority = region.log.authority();
    let me = account.identity.sign.public();
    let leads = region.role() == Role::Lead && !region.broken && !region.lapsed;
    if !leads || !authority.is_above(&me) {
        return None;
    }
    let said = authority.parentage()?;
    let above = those_above(account, authority, &me);
    if above == authority.above() {
        return None;
    }
    Some(Parent {
        epoch: said.epoch,
        commitment: said.commitment,
        kem: None,
        above,
        capabilities: None,
    })
}

/// Who stands above a region, as far as this lead knows and may say.
pub(crate) fn those_above(account: &Account, authority: &Authority, me: &PublicKey) -> Vec<Above> {
    let further_up = authority.rank(me).unwrap_or(usize::MAX).saturating_sub(1);
    let depths = authority.path().iter().zip(authority.above()).enumerate();
    depths
        .map(|(depth, (space, said))| {
            let known = (depth >= further_up)
                .then(|| known(account, space))
                .flatten();
            known.unwrap_or_else(|| said.clone())
        })
        .collect()
}

fn known(account: &Account, space: &SpaceId) -> Option<Above> {
    let region = account.region(account.number_of(space)?)?;
    (!region.broken && !region.lapsed).then(|| region.log.authority().own())
}

/// Admins are appointed and dismissed in every region, by who has the founding key.
async fn appoint<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    let Some(seed) = vault.with(|account| Ok(account.keyring.founding.clone()))? else {
        return Ok(());
    };
    let founding = FoundingKey::from_seed(seed).sign_key();
    let numbers = vault.with(|account| {
        let regions = account.regions();
        let untold = regions.filter(|(_, region)| appointment(account, region).is_some());
        Ok(untold.map(|(number, _)| number).collect::<Vec<u16>>())
    })?;
    for number in numbers {
        manage::manage(vault, number, |account, region, _| {
            Ok(Change {
                author: founding.clone(),
                body: appointment(account, region).ok_or(Failure::Changed)?,
                members: manage::everybody(region),
                signs_card: false,
            })
        })
        .await?;
    }
    Ok(())
}

/// What makes the admins of a region those of the root, if they are others.
fn appointment(account: &Account, region: &Region) -> Option<Body> {
    let below = region.log.authority();
    let root = account.region(account.number_of(below.path().first()?)?)?;
    let held = |region: &Region| !region.broken && !region.lapsed;
    if below.path().len() < 2 || region.role() < Role::Lead || !held(region) || !held(root) {
        return None;
    }
    let root = root.log.authority();
    let new = root.admins().filter(|key| !below.is_admin(key));
    let gone = below.admins().filter(|key| !root.is_admin(key));
    let appoint = Appoint {
        add: new.filter_map(|key| root.keys_of(&key).cloned()).collect(),
        dismiss: gone.collect(),
    };
    let any = !(appoint.add.is_empty() && appoint.dismiss.is_empty());
    any.then_some(Body::Appoint(appoint))
}
