//! What begins an epoch: block, card and capabilities for those who stand, and the statements that say so.

use std::collections::BTreeMap;

use keys::below::SLOTS;
use keys::envelope::{Block, wrap_slot};
use keys::log::{Log, next_head};
use keys::statement::{
    AboveCapabilities, Body, Parent, ParentKeys, Renewed, Rotate, Seen, SignedStatement,
};
use keys::{PublicKey, Role, SignKey, roster, sha256};
use rand_core::Rng;
use wire::Blob;
use wire::space::{CommitParams, EnvelopesAnswer};

use super::PendingRotation;
use crate::account::Account;
use crate::api::Failure;
use crate::commands::carry::{above_now, those_above};
use crate::commands::manage::{capabilities, card, led};
use crate::commands::recover;
use crate::region::Region;
use crate::{Platform, Vault};

/// What begins the next epoch for those who stand at the end of this log: the region's own, or what it will be.
pub(in crate::commands) fn next_epoch<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    pending: &mut PendingRotation,
    current: &EnvelopesAnswer,
    log: &Log,
) -> Result<(CommitParams, u32), Failure> {
    let rng = &mut vault.rng();
    let refused = |_| Failure::Refused;
    let region = led(account, pending.region)?;
    let authority = log.authority();
    let (next, lead) = (&pending.next, &account.identity.sign);
    let before = Block::decode(&current.block.0).map_err(refused)?;
    let needed = usize::from(before.capacity()).max(authority.members().count());
    let mut free = Block::slots_for(needed).ok_or(Failure::Full)?;
    let capacity = free.len();
    let mut slots = BTreeMap::new();
    let mut members: Vec<Renewed> = Vec::new();
    let mut real: Vec<(Role, PublicKey)> = Vec::new();
    for (key, member) in authority.members() {
        let capability = SignKey::make(rng);
        let role = member.grant.role;
        let access = next.derive(role).ok_or(Failure::Refused)?;
        let kem = &member.grant.member.kem;
        let envelope = wrap_slot(&access, &capability, kem, lead, rng).map_err(refused)?;
        // Everybody gets a slot drawn anew: no two the same, whatever grants said, and nothing to be followed.
        let drawn = rng.next_u64() % u64::try_from(free.len().max(1)).unwrap_or(1);
        let slot = free.swap_remove(usize::try_from(drawn).unwrap_or(0));
        slots.insert(slot, envelope);
        members.push(Renewed {
            member: *key,
            capability: capability.public(),
            slot,
        });
        real.push((role, capability.public()));
        pending.wrapped.insert(*key, role);
    }
    let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let mut block = Block::with(next.epoch(), capacity, &slots, rng).map_err(refused)?;
    if let Some(recovery) = authority.recovery() {
        recover::fill(vault, &mut block, next, recovery, lead)?;
    }
    let kem = keys_above(account, region);
    let mut shared = None;
    if let Some(kem) = &kem {
        let capabilities = [(); SLOTS.len()].map(|()| SignKey::make(rng));
        keys::below::fill(&mut block, next, &capabilities, kem, lead, rng).map_err(refused)?;
        let [lead, edit, read] = capabilities.map(|capability| capability.public());
        shared = Some(AboveCapabilities { lead, edit, read });
        pending.wrapped_above = Some(kem.clone());
    }
    let body = Body::Rotate(Rotate {
        commitment: next.commitment().ok_or(Failure::Refused)?,
        members,
        roster: roster::seal_chain(&region.access, next, rng).map_err(refused)?,
        below: keys::below::seal_chain(&region.access, next, rng).map_err(refused)?,
        above: shared,
    });
    let organisation = authority.organisation().ok_or(Failure::Refused)?;
    let (epoch, seen, day) = (region.access.epoch(), log.seen(), vault.today());
    let statement = SignedStatement::sign(lead, organisation, epoch, seen, day, body, rng);
    let mut statements = vec![statement];
    if let Some(parent) = parent(account, region) {
        // Said in the epoch that begins, by who has seen all there is.
        let seq = log.seq() + 1;
        let rotate = statements.iter().map(SignedStatement::hash);
        let head = rotate.fold(seen.head, |head, leaf| {
            next_head(epoch.space, seq, head, leaf)
        });
        let (epoch, seen) = (next.epoch(), Seen { seq, head });
        let body = Body::Parent(parent);
        let said = SignedStatement::sign(lead, organisation, epoch, seen, day, body, rng);
        statements.push(said);
    }
    let mut entries = Vec::new();
    for statement in &statements {
        entries.push(statement.seal(next, rng).map_err(|_| Failure::TooBig)?);
    }
    if !log.takes(next, &entries) {
        // Whoever put this lead out, or changed who stands, was faster; nothing of it is on the server.
        return Err(Failure::Refused);
    }
    let params = CommitParams {
        epoch: epoch.number,
        staging: pending.staging,
        previous: sha256(&[&current.block.0]),
        next_seq: region.log.seq() + 1,
        card: card(vault, account, region, next, region.described())?.into(),
        capabilities: capabilities(next, block.capacity(), &real, shared.as_ref())
            .ok_or(Failure::Refused)?,
        block: block.encode().into(),
        entries: entries.into_iter().map(Blob::from).collect(),
    };
    Ok((params, count))
}

/// What an open region's secrets are wrapped to for those above: their keys of today for who holds them, else those that the
/// log names. What the server shows is no source of keys.
pub(super) fn keys_above(account: &Account, region: &Region) -> Option<Box<ParentKeys>> {
    let authority = region.log.authority();
    if !authority.is_open() {
        return None;
    }
    match above_now(account, region) {
        Some(above) => Some(above.kem),
        None => authority.parentage()?.kem.clone(),
    }
}

/// What the region is told of those above with its new epoch.
fn parent(account: &Account, region: &Region) -> Option<Parent> {
    let authority = region.log.authority();
    let me = account.identity.sign.public();
    let above = above_now(account, region)?;
    Some(above.parent(authority, those_above(account, authority, &me)))
}
