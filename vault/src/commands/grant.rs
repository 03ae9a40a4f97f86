//! Let somebody in, after both sides have read the same six words.

use keys::encode::encode;
use keys::envelope::{Block, wrap_slot};
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Grant, SignedStatement};
use keys::{Access, Identity, Label, MemberKeys, PublicKey, Role, SignKey, seal, sha256};
use rand_core::Rng;
use wire::ProblemKind;
use wire::space::{EnvelopesRequest, ManageParams};
use wire::{Capability, Rights};

use super::{invite, sign_in};
use crate::api::{Failure, Reply};
use crate::region::{NAME_PADDING, Region};
use crate::server::{self, CallError};
use crate::{Platform, Vault, keyring, sync};

pub(crate) async fn grant<P: Platform>(
    vault: &Vault<P>,
    invitation: u32,
    name: &str,
    role: Role,
) -> Result<Reply, Failure> {
    if role == Role::Collector {
        // A collector's entries need an inbox, which this version doesn't have yet.
        return Err(Failure::NotAllowed);
    }
    let member = vault
        .state
        .borrow()
        .posts
        .get(&invitation)
        .and_then(|post| Some(post.as_ref()?.0.keys.clone()))
        .ok_or(Failure::NotAllowed)?;
    let number = vault.with(|account| invite::region_of(account, invitation))?;
    let _one_at_a_time = vault.append_lock.lock().await;
    for _ in 0..4 {
        let request = EnvelopesRequest {
            space: vault.with(|a| Ok(region(a, number)?.space()))?,
            known: None,
            wait_seconds: 0,
        };
        let current = server::envelopes(&vault.platform, &request).await?;
        sync::catch_up(vault, number).await?;
        let request = vault.with(|account| {
            prepare(
                vault,
                region(account, number)?,
                &account.identity,
                &current.block.0,
                member.clone(),
                name,
                role,
            )
        })?;
        match server::manage(&vault.platform, &request).await {
            Ok(_) => {
                sync::catch_up(vault, number).await?;
                keyring::update(vault, |keyring| {
                    keyring.invitations.retain(|open| open.id != invitation);
                    Ok(())
                })
                .await?;
                vault.state.borrow_mut().posts.remove(&invitation);
                sign_in::remember(vault).await?;
                return Ok(Reply::Done);
            }
            // Another lead was faster: look again, then do it on top.
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Changed)
}

fn region(account: &crate::account::Account, number: u16) -> Result<&Region, Failure> {
    account
        .region(number)
        .filter(|region| region.role() == Role::Lead && !region.broken)
        .ok_or(Failure::NotAllowed)
}

/// The whole of a grant: envelope in the block, capability among the dummies, statement in the log; one signed request.
fn prepare<P: Platform>(
    vault: &Vault<P>,
    region: &Region,
    lead: &Identity,
    block: &[u8],
    member: MemberKeys,
    name: &str,
    role: Role,
) -> Result<SignedRequest, Failure> {
    let rng = &mut vault.rng();
    let refused = |_| Failure::Refused;
    let epoch = region.access.epoch();
    let authority = region.log.authority();
    let previous = sha256(&[block]);
    let mut block = Block::decode(block).map_err(refused)?;
    let taken: Vec<u16> = authority
        .members()
        .map(|(_, member)| member.grant.slot)
        .collect();
    let slot = match authority.member(&member.sign) {
        Some(already) => already.grant.slot,
        None => match free_slot(vault, block.capacity(), &taken) {
            Some(slot) => slot,
            None => {
                block.grow(epoch, rng).map_err(|_| Failure::Full)?;
                free_slot(vault, block.capacity(), &taken).ok_or(Failure::Full)?
            }
        },
    };
    let capability = SignKey::make(rng);
    let access = region.access.derive(role).ok_or(Failure::NotAllowed)?;
    let envelope =
        wrap_slot(&access, &capability, &member.kem, &lead.sign, rng).map_err(refused)?;
    block.replace(slot, &envelope).map_err(refused)?;

    let others = authority.members().filter(|(key, _)| **key != member.sign);
    let mut real: Vec<(Role, PublicKey)> = others
        .map(|(_, member)| (member.grant.role, member.grant.capability))
        .collect();
    real.push((role, capability.public()));
    let capabilities =
        capabilities(&region.access, block.capacity(), &real).ok_or(Failure::Refused)?;

    let organisation = authority.organisation().ok_or(Failure::Refused)?;
    let sealed_name = seal_name(vault, &region.access, name)?;
    let body = Body::Grant(Grant {
        member,
        role,
        capability: capability.public(),
        slot,
        sealed_name,
    });
    let statement = SignedStatement::sign(
        &lead.sign,
        organisation,
        epoch,
        region.log.seen(),
        vault.today(),
        body,
        rng,
    );
    let entry = statement
        .seal(&region.access, rng)
        .map_err(|_| Failure::TooBig)?;
    let params = ManageParams {
        epoch: epoch.number,
        previous,
        block: block.encode().into(),
        capabilities,
        entries: vec![entry.into()],
    };
    Ok(SignedRequest::sign(
        &region.capability,
        Operation::Manage,
        epoch.space,
        vault.today(),
        encode(&params),
    ))
}

/// A random slot that nobody has: the order of joining isn't told.
pub(crate) fn free_slot<P: Platform>(
    vault: &Vault<P>,
    capacity: u16,
    taken: &[u16],
) -> Option<u16> {
    let free: Vec<u16> = (0..capacity).filter(|slot| !taken.contains(slot)).collect();
    let drawn = vault.rng().next_u64() % u64::try_from(free.len().max(1)).ok()?;
    free.get(usize::try_from(drawn).ok()?).copied()
}

/// A name as the roster keeps it, for leads.
pub(crate) fn seal_name<P: Platform>(
    vault: &Vault<P>,
    access: &Access,
    name: &str,
) -> Result<Vec<u8>, Failure> {
    let roster = access.roster().ok_or(Failure::NotAllowed)?;
    let place = access.epoch().place(Label::RosterName);
    seal::seal(
        &roster,
        &place,
        NAME_PADDING,
        name.trim().as_bytes(),
        &mut vault.rng(),
    )
    .map_err(|_| Failure::TooBig)
}

/// Every class of rights filled with dummies to the block's capacity, in the order of the keys: how many are real isn't told.
pub(crate) fn capabilities(
    access: &Access,
    capacity: u16,
    real: &[(Role, PublicKey)],
) -> Option<Vec<Capability>> {
    let classes = [
        (Role::Collector, Rights::COLLECTOR),
        (Role::Viewer, Rights::VIEWER),
        (Role::Editor, Rights::EDITOR),
        (Role::Lead, Rights::LEAD),
    ];
    let mut all = Vec::new();
    for (role, rights) in classes {
        let mut class: Vec<PublicKey> = real
            .iter()
            .filter(|(of, _)| *of == role)
            .map(|(_, key)| *key)
            .collect();
        let dummies = capacity.checked_sub(u16::try_from(class.len()).ok()?)?;
        for index in 0..dummies {
            class.push(access.dummy_capability(rights.bits(), index)?);
        }
        class.sort();
        all.extend(class.into_iter().map(|key| Capability { rights, key }));
    }
    Some(all)
}
