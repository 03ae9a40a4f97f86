//! Let somebody in, after both sides have read the same six words.

use keys::envelope::{Block, wrap_slot};
use keys::keyring::{Keyring, TokenBatch};
use keys::roster::Entry;
use keys::statement::{Body, Grant};
use keys::{Access, MemberKeys, PublicKey, Role, SignKey};

use wire::limits;

use super::manage::{self, Change, Said, free_slot};
use super::{invite, remove, sign_in};
use crate::account::Account;
use crate::api::{Failure, Reply};
use crate::region::Region;
use crate::{Platform, Vault, keyring};

pub(crate) async fn grant<P: Platform>(
    vault: &Vault<P>,
    invitation: u32,
    name: &str,
    role: Role,
    was: Option<[u8; 32]>,
) -> Result<Reply, Failure> {
    let was = was.map(PublicKey);
    let member = vault
        .state
        .borrow()
        .posts
        .get(&invitation)
        .and_then(|post| Some(post.as_ref()?.0.keys.clone()))
        .ok_or(Failure::NotAllowed)?;
    let number = vault.with(|account| invite::region_of(account, invitation))?;
    let tokens = if role == Role::Lead {
        keyring::update(vault, |keyring| Ok(split_tokens(keyring))).await?
    } else {
        None
    };
    let granted = manage::manage(vault, number, |account, region, block| {
        let entry = Entry {
            name: name.trim().to_owned(),
            tokens: tokens.clone(),
            was,
        };
        prepare(vault, account, region, block, &member, &entry, role)
    })
    .await;
    if granted.is_err() {
        // Not given away after all; if this fails too, some tokens are lost and nothing else is.
        let back = |keyring: &mut Keyring| {
            keyring.tokens.extend(tokens.clone());
            Ok(())
        };
        keyring::update(vault, back).await?;
    }
    granted?;
    keyring::update(vault, |keyring| {
        keyring.invitations.retain(|open| open.id != invitation);
        Ok(())
    })
    .await?;
    vault.state.borrow_mut().posts.remove(&invitation);
    sign_in::remember(vault).await?;
    // Whoever has found the lost words has nothing any more.
    let stands = |account: &Account, was: &PublicKey| {
        let region = account.region(number)?;
        region.log.authority().member(was).map(|_| was.0)
    };
    let was = vault.with(|account| Ok(was.and_then(|was| stands(account, &was))))?;
    match was {
        Some(was) => remove::remove(vault, number, was)
            .await
            .map(|_| Reply::Done),
        None => Ok(Reply::Done),
    }
}

/// Half of the largest batch goes to a new lead, who lets people in as well.
fn split_tokens(keyring: &mut Keyring) -> Option<TokenBatch> {
    let left = |batch: &TokenBatch| batch.end.saturating_sub(batch.next);
    let batch = keyring.tokens.iter_mut().max_by_key(|batch| left(batch))?;
    let half = left(batch) / 2;
    let given = TokenBatch {
        seed: batch.seed.clone(),
        next: batch.end - half,
        end: batch.end,
    };
    batch.end = given.next;
    (half > 0).then_some(given)
}

/// The whole of a grant: envelope in the block, capability among the dummies, statement in the log.
pub(crate) fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    region: &Region,
    block: &mut Block,
    member: &MemberKeys,
    entry: &Entry,
    role: Role,
) -> Result<Change, Failure> {
    let rng = &mut vault.rng();
    let refused = |_| Failure::Refused;
    let authority = region.log.authority();
    // The log lets nobody in beyond the largest block, however many slots are free in this one.
    let newcomer = authority.member(&member.sign).is_none();
    if newcomer && authority.members().count() >= limits::MEMBERS_MAX {
        return Err(Failure::Full);
    }
    let members = authority.members();
    let taken: Vec<u16> = members.map(|(_, member)| member.grant.slot).collect();
    let slot = match authority.member(&member.sign) {
        Some(already) if already.grant.slot < block.capacity() => already.grant.slot,
        _ => match free_slot(vault, block.capacity(), &taken) {
            Some(slot) => slot,
            None => {
                let epoch = region.access.epoch();
                block.grow(epoch, rng).map_err(|_| Failure::Full)?;
                free_slot(vault, block.capacity(), &taken).ok_or(Failure::Full)?
            }
        },
    };
    let lead = &account.identity.sign;
    let capability = SignKey::make(rng);
    let access = region.access.derive(role).ok_or(Failure::NotAllowed)?;
    let envelope = wrap_slot(&access, &capability, &member.kem, lead, rng).map_err(refused)?;
    block.replace(slot, &envelope).map_err(refused)?;
    let mut members = manage::others(region, &member.sign);
    members.push((role, capability.public()));
    Ok(Change {
        said: Said::by(
            lead,
            Body::Grant(Grant {
                member: member.clone(),
                role,
                capability: capability.public(),
                slot,
                sealed_name: seal_entry(vault, &region.access, entry)?,
            }),
        ),
        members,
        signs_card: role == Role::Collector,
    })
}

/// What the roster keeps of somebody, for leads.
pub(crate) fn seal_entry<P: Platform>(
    vault: &Vault<P>,
    access: &Access,
    entry: &Entry,
) -> Result<Vec<u8>, Failure> {
    if access.role() < Role::Lead {
        return Err(Failure::NotAllowed);
    }
    let sealed = entry.seal(access, &mut vault.rng());
    sealed.map_err(|_| Failure::TooBig)
}
