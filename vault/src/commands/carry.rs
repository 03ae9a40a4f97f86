//! What changes above is said below: who the admins are, and who leads and edits there. Every client that leads above does it by
//! itself, whoever made the change; it is the same whoever says it, and nothing if it was said before.

use keys::encode::encode;
use keys::log::Authority;
use keys::statement::{Above, Appoint, Body, Parent, ParentKeys, SignedStatement};
use keys::{Hash, MemberKeys, PublicKey, Role, SpaceId, sha256};

use super::manage::{self, Change, Said};
use crate::account::Account;
use crate::api::Failure;
use crate::region::Region;
use crate::{Platform, Vault, append};

/// How often the same word is tried that wasn't taken.
const TRIES: u8 = 3;

/// Says it in every region below in which it isn't said yet, also if it can't be said in one of them.
pub(crate) async fn down<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    let mut outcome = Ok(());
    let untold = |what: fn(&Account, &Region) -> bool| {
        vault.with(|account| {
            let regions = account.regions();
            let untold = regions.filter(|(_, region)| what(account, region));
            Ok(untold.map(|(number, _)| number).collect::<Vec<u16>>())
        })
    };
    // Who carries may be an admin by this only.
    for number in untold(|account, region| appointment(account, region).is_some())? {
        let _one_at_a_time = vault.append_lock.lock().await;
        match appoint(vault, number).await {
            Err(Failure::Offline) => return Err(Failure::Offline),
            said => outcome = outcome.and(said),
        }
    }
    for number in untold(|account, region| news(account, region).is_some())? {
        let _one_at_a_time = vault.append_lock.lock().await;
        match say(vault, number).await {
            Err(Failure::Offline) => return Err(Failure::Offline),
            said => outcome = outcome.and(said),
        }
    }
    outcome
}

/// All there is to say before a region gets new keys, for who holds the lock on appending.
pub(crate) async fn before_keys<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    appoint(vault, number).await?;
    say(vault, number).await
}

/// Says it in one region, for who holds the lock on appending: what was to be said may have been said meanwhile.
async fn say<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let parent = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let parent = news(account, region).map(|parent| {
            let hash = sha256(&[&encode(&parent)]);
            (region.space(), hash, parent)
        });
        // What wasn't taken several times isn't taken.
        Ok(parent.filter(|(space, hash, _)| {
            let before = account.carried.get(space);
            before.is_none_or(|before| before != &(*hash, TRIES))
        }))
    })?;
    let Some((space, hash, parent)) = parent else {
        return Ok(());
    };
    let body = Body::Parent(parent);
    let said = match append::attempt(vault, number, core::slice::from_ref(&body)).await {
        // The reserve of a region that takes nothing more is for this.
        Err(Failure::Full) => {
            manage::change_held(vault, number, |account, region, _| {
                let said = Said::by(&account.identity.sign, body.clone());
                Ok(unchanged(region, said))
            })
            .await
        }
        said => said.map(|_| ()),
    };
    vault.with_mut(|account| {
        note(account, space, hash, said == Err(Failure::Changed));
        Ok(())
    })?;
    match said {
        // Another lead was faster, or this one isn't one any more: the log shows.
        Err(Failure::Changed) => Ok(()),
        said => said,
    }
}

fn note(account: &mut Account, space: SpaceId, hash: Hash, overtaken: bool) {
    if !overtaken {
        account.carried.remove(&space);
        return;
    }
    let before = account.carried.get(&space);
    let tries = before.map_or(0, |(of, tries)| if *of == hash { *tries } else { 0 });
    account
        .carried
        .insert(space, (hash, (tries + 1).min(TRIES)));
}

/// A statement, and nobody's standing changes by it.
fn unchanged(region: &Region, said: Said) -> Change {
    Change {
        said,
        members: manage::everybody(region),
        signs_card: false,
    }
}

/// What a region isn't told yet of those above, by this lead; the keys above change with a rotation only.
fn news(account: &Account, region: &Region) -> Option<Parent> {
    let authority = region.log.authority();
    let me = account.identity.sign.public();
    let leads = region.role() == Role::Lead && !region.broken && !region.lapsed;
    // What got no answer is sent again as it is, and nothing before it.
    let kept = region.unanswered.as_ref();
    let free = kept.is_none_or(|kept| matches!(kept.bodies.as_slice(), [Body::Parent(_)]));
    if !free || !leads || !authority.is_above(&me) || !still_leads(account, authority, &me) {
        return None;
    }
    let said = authority.parentage()?;
    let above = those_above(account, authority, &me);
    (above != authority.above()).then_some(Parent {
        epoch: said.epoch,
        commitment: said.commitment,
        kem: None,
        above,
        capabilities: None,
    })
}

/// Whether somebody who ranks above a region leads up there still, as far as is known here: who doesn't leaves it to others to say so.
fn still_leads(account: &Account, authority: &Authority, me: &PublicKey) -> bool {
    let depth = authority.rank(me).unwrap_or(0).saturating_sub(1);
    let above = authority.path().get(depth);
    let above = above.and_then(|space| account.region(account.number_of(space)?));
    above.is_some_and(|above| above.log.authority().is_lead(me))
}

/// The region right above one, as it runs.
pub(crate) struct AboveNow {
    epoch: u32,
    commitment: Hash,
    pub(crate) kem: Box<ParentKeys>,
}

impl AboveNow {
    pub(crate) fn is_what_was_said(&self, authority: &Authority) -> bool {
        authority.parentage().is_some_and(|said| {
            (said.epoch, said.commitment) == (self.epoch, self.commitment)
                && said.kem.as_ref() == Some(&self.kem)
        })
    }

    pub(crate) fn parent(self, authority: &Authority, above: Vec<Above>) -> Parent {
        let known = self.is_what_was_said(authority);
        Parent {
            epoch: self.epoch,
            commitment: self.commitment,
            kem: (!known).then_some(self.kem),
            above,
            capabilities: None,
        }
    }
}

/// The region right above an open one, if this lead holds its keys and its log bears them out.
pub(crate) fn above_now(account: &Account, region: &Region) -> Option<AboveNow> {
    let authority = region.log.authority();
    let above = account.region(account.number_of(authority.path().iter().rev().nth(1)?)?)?;
    let me = account.identity.sign.public();
    let holds = above.role() == Role::Lead && !above.broken && !above.lapsed;
    if !holds || !authority.is_open() || !authority.is_above(&me) {
        return None;
    }
    Some(AboveNow {
        epoch: above.epoch(),
        commitment: above.access.commitment()?,
        kem: Box::new(*above.for_below()?),
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

/// The founding key's word about the admins, with one more or some less than until now. It is said in the root.
pub(crate) fn admins(
    account: &Account,
    root: &Region,
    more: Option<MemberKeys>,
    less: &[PublicKey],
) -> Body {
    let authority = root.log.authority();
    let stay = authority.admin_keys().chain(&more);
    let mut admins: Vec<MemberKeys> = stay
        .filter(|keys| !less.contains(&keys.sign))
        .cloned()
        .collect();
    admins.sort_by_key(|keys| keys.sign);
    admins.dedup();
    // Beyond what any region knows: the root may have come out of a backup.
    let regions = account.regions().map(|(_, region)| region.log.authority());
    let here = regions.filter(|other| other.path().first() == authority.path().first());
    let last = here.map(Authority::appointed).max().unwrap_or(0);
    Body::Appoint(Appoint {
        number: last.max(authority.appointed()).saturating_add(1),
        admins,
    })
}

/// Carries the root's last appointment into a region, in the founding key's own words; for who holds the lock on appending.
async fn appoint<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let said = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        Ok(appointment(account, region).cloned())
    })?;
    let Some(said) = said else {
        return Ok(());
    };
    match append::carry(vault, number, &said).await {
        Err(Failure::Full) => {
            manage::change_held(vault, number, |_, region, _| {
                Ok(unchanged(region, Said::Carried(said.clone())))
            })
            .await
        }
        said => said,
    }
}

/// What the root has said last of the admins, if a region hasn't heard it.
fn appointment<'a>(account: &'a Account, region: &Region) -> Option<&'a SignedStatement> {
    let below = region.log.authority();
    let root = account.region(account.number_of(below.path().first()?)?)?;
    let whole = |region: &Region| !region.broken && !region.lapsed;
    let reaches = region.role() == Role::Lead && whole(region) && whole(root);
    let newer = root.log.authority().appointed() > below.appointed();
    root.log.appointment().filter(|_| reaches && newer)
}
