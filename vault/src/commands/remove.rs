//! Somebody leaves, or was taken: their capability is cut off at once, then the region gets new keys.

use keys::PublicKey;
use keys::statement::{Body, Revoke};

use super::manage::{self, Change, Said};
use super::{carry, packets, rotate};
use crate::account::Account;
use crate::api::{Failure, Reply, Rotated};
use crate::region::Region;
use crate::{Platform, Vault};

pub(crate) async fn remove<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    member: [u8; 32],
) -> Result<Reply, Failure> {
    rotate::begin_anew(vault);
    let member = PublicKey(member);
    let stands = vault.with(|account| {
        let region = manage::led(account, number)?;
        if member == account.identity.sign.public() {
            return Err(Failure::NotAllowed);
        }
        Ok(region.log.authority().member(&member).is_some())
    })?;
    // Somebody who is out already, by an attempt that was cut short, only needs the rotation.
    if stands {
        manage::manage(vault, number, |account, region, block| {
            let slot = region.log.authority().member(&member);
            if let Some(member) = slot {
                let epoch = region.access.epoch();
                // A slot that isn't there holds nothing: no block was ever made for that grant.
                let _ = block.clear(epoch, member.grant.slot, &mut vault.rng());
            }
            put_out(account, region, member)
        })
        .await?;
    }
    // What they hold besides the region's keys, no rotation takes away.
    packets::cut_all(vault, number, member).await?;
    // Where it can't be said, the rotation says it again or stops; everywhere else it goes on.
    if carry::down(vault).await == Err(Failure::Offline) {
        return Err(Failure::Offline);
    }
    let (due, left) = vault.with(|account| {
        let region = manage::led(account, number)?;
        Ok((
            account.is_due(region),
            rotate::due_below(account, number, &[])?,
        ))
    })?;
    if !due && left.is_some() {
        // Only the regions below are left of it.
        return rotate::finish(vault, number, Rotated::default()).await;
    }
    rotate::rotate(vault, number).await
}

/// The founding key dismisses admins; leads revoke everybody else.
fn put_out(account: &Account, region: &Region, member: PublicKey) -> Result<Change, Failure> {
    let members = manage::others(region, &member);
    if !region.log.authority().is_admin(&member) {
        return Ok(Change {
            said: Said::by(&account.identity.sign, Body::Revoke(Revoke { member })),
            members,
            signs_card: false,
        });
    }
    // In the root; what is said there is carried down.
    let founding = account.keyring.founding.clone();
    let founding = founding.filter(|_| region.log.authority().path().len() == 1);
    let founding = keys::FoundingKey::from_seed(founding.ok_or(Failure::NotAllowed)?);
    let body = carry::admins(account, region, None, &[member]);
    Ok(Change {
        said: Said::by(&founding.sign_key(), body),
        members,
        signs_card: false,
    })
}
