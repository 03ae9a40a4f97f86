//! What a region is called and asks people: said in its log, carried by its card.

use keys::log::{CRITERIA_MAX, NAME_MAX};
use keys::statement::{Body, Criteria};

use super::manage::{self, Change, Said, free_slot};
use crate::api::{self, Failure, Reply};
use crate::{Platform, Vault};

pub(crate) async fn set<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    name: Option<String>,
    criteria: Option<Vec<u8>>,
) -> Result<Reply, Failure> {
    let name = name.map(|name| name.trim().to_owned());
    let empty = name.as_ref().is_some_and(String::is_empty);
    if empty || (name.is_none() && criteria.is_none()) {
        return Err(Failure::NotAllowed);
    }
    let long = name.as_ref().is_some_and(|name| name.len() > NAME_MAX);
    if long || criteria.as_ref().is_some_and(|it| it.len() > CRITERIA_MAX) {
        return Err(Failure::TooBig);
    }
    let said = Criteria {
        name,
        criteria: criteria.map(Into::into),
        minimum_app: None,
    };
    manage::manage(vault, number, |account, region, block| {
        let (authority, lead) = (region.log.authority(), &account.identity.sign);
        if !authority.describes(&lead.public()) {
            return Err(Failure::NotAllowed);
        }
        // Who hands in waits for another block, not for another card: a dummy in place of a dummy makes it one.
        let members = authority.members();
        let taken: Vec<u16> = members.map(|(_, member)| member.grant.slot).collect();
        if let Some(slot) = free_slot(vault, block.capacity(), &taken) {
            let cleared = block.clear(region.access.epoch(), slot, &mut vault.rng());
            cleared.map_err(|_| Failure::Refused)?;
        }
        Ok(Change {
            said: Said::by(lead, Body::Criteria(said.clone())),
            members: manage::everybody(region),
            signs_card: true,
        })
    })
    .await?;
    Ok(Reply::Done)
}

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        if region.hidden {
            return Err(Failure::Refused);
        }
        let said = region.said.iter().rev().map(|(seq, said)| {
            let (by, day) = region.wrote(*seq);
            api::Criteria {
                seq: *seq,
                by,
                day,
                name: said.name.clone(),
                criteria: said.criteria.as_ref().map(|criteria| criteria.to_vec()),
            }
        });
        Ok(Reply::Criteria(said.collect()))
    })
}
