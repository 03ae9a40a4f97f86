//! What a lead changes about who may do what: block, capabilities and log in one signed request, all of it or nothing.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::Block;
use keys::log::Described;
use keys::request::{Operation, SignedRequest};
use keys::statement::{AboveCapabilities, Body, SignedStatement};
use keys::{Access, Hash, PublicKey, Role, SignKey, sha256};
use rand_core::Rng;
use wire::ProblemKind;
use wire::space::{EnvelopesRequest, ManageParams};
use wire::{Capability, Rights};

use super::recover;
use crate::account::Account;
use crate::api::Failure;
use crate::region::Region;
use crate::server::{self, CallError};
use crate::{Platform, Vault, renew, sync};

/// A statement.
pub(crate) enum Said {
    /// To be signed by this key.
    New(Box<(SignKey, Body)>),
    /// As somebody signed it before.
    Carried(SignedStatement),
}

impl Said {
    pub(crate) fn by(author: &SignKey, body: Body) -> Self {
        Self::New(Box::new((author.clone(), body)))
    }
}

/// What comes with a changed block.
pub(crate) struct Change {
    /// What is said.
    pub(crate) said: Said,
    /// Everybody who stands then.
    pub(crate) members: Vec<(Role, PublicKey)>,
    /// Whether this lead signs the card anew: who has no log to read knows a lead by it.
    pub(crate) signs_card: bool,
}

/// Makes a change, on top of whatever other leads have changed meanwhile.
pub(crate) async fn manage<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    change: impl Fn(&Account, &Region, &mut Block) -> Result<Change, Failure>,
) -> Result<(), Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    vault.with(|account| led(account, number).map(|_| ()))?;
    change_held(vault, number, change).await
}

/// The same for who holds the lock on appending, and the region's secrets: whether the word counts is the log's to judge.
pub(crate) async fn change_held<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    change: impl Fn(&Account, &Region, &mut Block) -> Result<Change, Failure>,
) -> Result<(), Failure> {
    for _ in 0..4 {
        renew::look(vault, number).await?;
        let request = EnvelopesRequest {
            space: vault.with(|account| Ok(held(account, number)?.space()))?,
            known: None,
            wait_seconds: 0,
        };
        let current = server::envelopes(&vault.platform, &request).await?;
        sync::catch_up(vault, number).await?;
        let (request, said) =
            vault.with(|account| prepare(vault, account, number, &current.block.0, &change))?;
        match server::manage(&vault.platform, &request).await {
            Ok(_) => {
                sync::catch_up(vault, number).await?;
                // On disk, but what came before it may have taken its author's right or its ground away.
                let counts = |account: &Account| {
                    let region = account.region(number).ok_or(Failure::NotAllowed)?;
                    Ok(region.accepted(&said))
                };
                return if vault.with(counts)? {
                    Ok(())
                } else {
                    Err(Failure::Changed)
                };
            }
            // Another lead was faster: look again, then do it on top.
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {}
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Refused => {
                renew::lapse(vault, number)?;
                renew::look(vault, number).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Changed)
}

/// A region this person leads. The secret alone isn't the right: a log refuses a rotation by somebody who doesn't stand, and its
/// server would not.
pub(crate) fn led(account: &Account, number: u16) -> Result<&Region, Failure> {
    let me = account.identity.sign.public();
    let region = held(account, number)?;
    if region.log.authority().is_lead(&me) {
        Ok(region)
    } else {
        Err(Failure::NotAllowed)
    }
}

/// A region whose leads' secret this person holds.
pub(crate) fn held(account: &Account, number: u16) -> Result<&Region, Failure> {
    let region = account
        .region(number)
        .filter(|region| region.role() == Role::Lead && !region.broken && !region.lapsed)
        .ok_or(Failure::NotAllowed)?;
    if region.is_outdated() {
        return Err(Failure::Outdated);
    }
    Ok(region)
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    number: u16,
    block: &[u8],
    change: impl Fn(&Account, &Region, &mut Block) -> Result<Change, Failure>,
) -> Result<(SignedRequest, Hash), Failure> {
    let rng = &mut vault.rng();
    let region = held(account, number)?;
    let epoch = region.access.epoch();
    let previous = sha256(&[block]);
    let mut block = Block::decode(block).map_err(|_| Failure::Refused)?;
    let Change {
        said,
        members,
        signs_card,
    } = change(account, region, &mut block)?;
    // Others may have appended grants that no block was ever made for.
    let authority = region.log.authority();
    let above = authority.above_capabilities();
    while capabilities(&region.access, block.capacity(), &members, above).is_none() {
        block.grow(epoch, rng).map_err(|_| Failure::Full)?;
    }
    let mut described = region.described();
    if let Said::New(new) = &said
        && let Body::Criteria(said) = &new.1
    {
        described.apply(said).map_err(|_| Failure::TooBig)?;
    }
    if let Some(recovery) = authority.recovery() {
        // Also where a server has put something else there: the next one to look finds it whole.
        recover::fill(
            vault,
            &mut block,
            &region.access,
            recovery,
            &account.identity.sign,
        )?;
    }
    let organisation = authority.organisation().ok_or(Failure::Refused)?;
    let statement = match said {
        Said::New(new) => {
            let (author, body) = *new;
            let (seen, day) = (region.log.seen(), vault.today());
            SignedStatement::sign(&author, organisation, epoch, seen, day, body, rng)
        }
        Said::Carried(statement) => statement,
    };
    let entry = statement.seal(&region.access, rng);
    let entry = entry.map_err(|_| Failure::TooBig)?;
    if !region.log.takes(&region.access, &[&entry]) {
        return Err(Failure::Changed);
    }
    let card = if signs_card {
        Some(card(vault, account, region, &region.access, described)?.into())
    } else {
        None
    };
    let params = ManageParams {
        epoch: epoch.number,
        previous,
        capabilities: capabilities(&region.access, block.capacity(), &members, above)
            .ok_or(Failure::Refused)?,
        block: block.encode().into(),
        entries: vec![entry.into()],
        card,
    };
    let request = sign(vault, region, &params);
    Ok((request, statement.hash()))
}

fn sign<P: Platform>(vault: &Vault<P>, region: &Region, params: &ManageParams) -> SignedRequest {
    SignedRequest::sign(
        &region.capability,
        Operation::Manage,
        region.space(),
        vault.today(),
        encode(params),
    )
}

/// Suspends handing in, or allows it again, and leaves all else as it is. For who holds the lock on appending.
pub(crate) async fn set_posting<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    allowed: bool,
) -> Result<(), CallError> {
    let space = vault.with(|account| Ok(led(account, number)?.space()));
    let request = EnvelopesRequest {
        space: space.map_err(|_| CallError::Broken)?,
        known: None,
        wait_seconds: 0,
    };
    let current = server::envelopes(&vault.platform, &request).await?;
    let request = vault.with(|account| {
        let region = led(account, number)?;
        let members = region.log.authority().members();
        let real: Vec<(Role, PublicKey)> = members
            .filter(|(_, member)| allowed || member.grant.role > Role::Collector)
            .map(|(_, member)| (member.grant.role, member.grant.capability))
            .collect();
        let block = Block::decode(&current.block.0).map_err(|_| Failure::Refused)?;
        let params = ManageParams {
            epoch: region.epoch(),
            previous: sha256(&[&current.block.0]),
            capabilities: capabilities(
                &region.access,
                block.capacity(),
                &real,
                region.log.authority().above_capabilities(),
            )
            .ok_or(Failure::Refused)?,
            block: current.block.clone(),
            entries: Vec::new(),
            card: None,
        };
        Ok(sign(vault, region, &params))
    });
    let request = request.map_err(|_| CallError::Broken)?;
    server::manage(&vault.platform, &request).await.map(|_| ())
}

/// A region's card in an epoch, signed by this lead.
pub(crate) fn card<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    region: &Region,
    access: &Access,
    described: Described,
) -> Result<Vec<u8>, Failure> {
    let lead = &account.identity.sign;
    // And of everybody who let a collector in: who hasn't opened the first envelope yet knows its lead by nothing else.
    let authority = region.log.authority();
    let collectors = authority
        .members()
        .filter(|(_, member)| member.grant.role == Role::Collector);
    let mut leads: Vec<PublicKey> = collectors.map(|(_, member)| member.granted_by).collect();
    leads.push(lead.public());
    leads.sort_unstable();
    leads.dedup();
    let chain = region.log.chain_of(&leads);
    let Described {
        name,
        criteria,
        minimum_app,
    } = described;
    let (name, criteria) = (name.unwrap_or_default(), criteria.unwrap_or_default());
    let mut card = Card::new(access, name, criteria, lead.public(), chain, vault.today())
        .map_err(|_| Failure::Refused)?;
    card.minimum_app = minimum_app.unwrap_or(card.minimum_app);
    let sealed = card.seal(access, lead, &mut vault.rng());
    sealed.map_err(|_| Failure::TooBig)
}

/// Roles and capabilities of everybody who stands.
pub(crate) fn everybody(region: &Region) -> Vec<(Role, PublicKey)> {
    let members = region.log.authority().members();
    members
        .map(|(_, member)| (member.grant.role, member.grant.capability))
        .collect()
}

/// The same, one person left out.
pub(crate) fn others(region: &Region, without: &PublicKey) -> Vec<(Role, PublicKey)> {
    let members = region.log.authority().members();
    members
        .filter(|(key, _)| *key != without)
        .map(|(_, member)| (member.grant.role, member.grant.capability))
        .collect()
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

fn shared(above: &AboveCapabilities, role: Role) -> Option<PublicKey> {
    match role {
        Role::Collector => None,
        Role::Viewer => Some(above.read),
        Role::Editor => Some(above.edit),
        Role::Lead => Some(above.lead),
    }
}

/// Every class of rights filled with dummies to the block's capacity, in the order of the keys: how many are real isn't told.
/// Among the leads' is the recovery slot's.
pub(crate) fn capabilities(
    access: &Access,
    capacity: u16,
    real: &[(Role, PublicKey)],
    above: Option<&AboveCapabilities>,
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
        let mut dummies = capacity.checked_sub(u16::try_from(class.len()).ok()?)?;
        // And one place more, for what those above share.
        match above.and_then(|above| shared(above, role)) {
            Some(shared) => class.push(shared),
            None => dummies += 1,
        }
        for index in 0..dummies {
            class.push(access.dummy_capability(rights.bits(), index)?);
        }
        if role == Role::Lead {
            class.push(access.recovery_capability()?.public());
        }
        class.sort();
        all.extend(class.into_iter().map(|key| Capability { rights, key }));
    }
    Some(all)
}
