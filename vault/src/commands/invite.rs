//! Invitations: made, listed, dropped.

use keys::invitation::{Link, derive_mailbox};
use keys::keyring::{Keyring, OpenInvitation, TokenBatch};
use keys::words::List;
use keys::{Role, Secret, derive_token};

use super::link;
use crate::account::Account;
use crate::api::{self, Failure, Invitation, InvitationState, Language, Reply};
use crate::{Platform, Vault, keyring, server};

/// How long a mailbox lives, in days.
const DAYS: u16 = wire::limits::MAILBOX_DAYS;

pub(crate) async fn invite<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    role: api::Role,
    language: Language,
) -> Result<Reply, Failure> {
    let secret = Secret::make(&mut vault.rng());
    let (space, capability, given) = vault.with(|account| {
        let region = account
            .region(number)
            .filter(|region| region.role() == Role::Lead)
            .ok_or(Failure::NotAllowed)?;
        let given = given_tokens(account);
        let mut batches = account.keyring.tokens.iter().chain(&given);
        if !batches.any(|batch| batch.next < batch.end) {
            return Err(Failure::NoTokens);
        }
        Ok((region.space(), region.capability.clone(), given))
    })?;
    server::create_mailbox(
        &vault.platform,
        &capability,
        space,
        vault.today(),
        derive_mailbox(&secret),
    )
    .await?;
    let day = vault.today();
    let open = keyring::update(vault, |keyring| {
        forget_old(keyring, day);
        take_given(keyring, given.as_ref());
        let batch = keyring
            .tokens
            .iter_mut()
            .find(|batch| batch.next < batch.end)
            .ok_or(Failure::NoTokens)?;
        let token = Secret::from_bytes(&derive_token(batch.seed.expose(), batch.next).0);
        batch.next += 1;
        let id = keyring
            .invitations
            .iter()
            .map(|open| open.id)
            .max()
            .unwrap_or(0)
            + 1;
        let list = List::from(language).id();
        let open = OpenInvitation {
            space,
            secret: secret.clone(),
            list,
            role: role.into(),
            token,
            day,
            id,
        };
        keyring.invitations.push(open.clone());
        Ok(open)
    })
    .await?;
    vault.wake();
    vault.with(|account| Ok(Reply::Invitation(shown(vault, account, &open)?)))
}

/// The tokens that came with this person's role, if they aren't in the keyring yet.
pub(crate) fn given_tokens(account: &Account) -> Option<TokenBatch> {
    let me = account.identity.sign.public();
    let mut given = account
        .regions()
        .filter_map(|(_, region)| region.roster.tokens(&me));
    given.find(|given| !has(&account.keyring, given)).cloned()
}

/// Keeps what came with the role.
pub(crate) fn take_given(keyring: &mut Keyring, given: Option<&TokenBatch>) {
    if let Some(given) = given.filter(|given| !has(keyring, given)) {
        keyring.tokens.push(given.clone());
    }
}

/// Whether a keyring has a batch already, part of which may be used or given away.
fn has(keyring: &Keyring, given: &TokenBatch) -> bool {
    let mut batches = keyring.tokens.iter();
    batches.any(|batch| batch.seed == given.seed && (given.next..=given.end).contains(&batch.next))
}

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let space = account.region(number).ok_or(Failure::NotAllowed)?.space();
        let today = vault.today();
        let open = account
            .keyring
            .invitations
            .iter()
            .filter(|open| open.space == space && is_open(open, today));
        open.map(|open| shown(vault, account, open))
            .collect::<Result<_, _>>()
            .map(Reply::Invitations)
    })
}

pub(crate) async fn cancel<P: Platform>(
    vault: &Vault<P>,
    invitation: u32,
) -> Result<Reply, Failure> {
    // The mailbox stays until it expires, but nothing posted there is looked at any more.
    keyring::update(vault, |keyring| {
        keyring.invitations.retain(|open| open.id != invitation);
        Ok(())
    })
    .await?;
    vault.state.borrow_mut().posts.remove(&invitation);
    vault.wake();
    Ok(Reply::Done)
}

/// Whether a newcomer may still answer.
pub(crate) fn is_open(open: &OpenInvitation, today: u16) -> bool {
    today <= open.day.saturating_add(DAYS)
}

fn forget_old(keyring: &mut Keyring, today: u16) {
    keyring.invitations.retain(|open| is_open(open, today));
}

/// The region an invitation is into.
pub(crate) fn region_of(account: &Account, invitation: u32) -> Result<u16, Failure> {
    let open = account
        .keyring
        .invitations
        .iter()
        .find(|open| open.id == invitation)
        .ok_or(Failure::LinkUsed)?;
    account.number_of(&open.space).ok_or(Failure::NotAllowed)
}

fn shown<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    open: &OpenInvitation,
) -> Result<Invitation, Failure> {
    let region = region_of(account, open.id)?;
    let founding = account.founding(region).ok_or(Failure::NotAllowed)?;
    let lead = account
        .identity
        .public()
        .map_err(|_| Failure::Refused)?
        .hash();
    let link = Link::new(
        open.secret.clone(),
        open.space,
        founding,
        lead,
        open.list,
        open.token.clone(),
    );
    let state = match vault.state.borrow().posts.get(&open.id) {
        None => InvitationState::Open,
        Some(None) => InvitationState::Spoiled,
        Some(Some((post, six_words))) => InvitationState::Posted {
            name: post.name.clone(),
            six_words: six_words.clone(),
        },
    };
    Ok(Invitation {
        id: open.id,
        region,
        role: open.role.into(),
        fragment: link::fragment(&link),
        until: open.day.saturating_add(DAYS),
        state,
    })
}
