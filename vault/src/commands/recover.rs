//! From the founding key's cards to a new admin, when nobody's words open the organisation any more.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::{Block, RECOVERY_SLOT, open_slot, wrap_slot};
use keys::keyring::{Keyring, Membership, TokenBatch};
use keys::request::{Operation, SignedRequest};
use keys::roster::Entry;
use keys::statement::{Body, SignedStatement};
use keys::{
    Access, Epoch, FoundingKey, Hash, Identity, KemPublic, KeyringKeys, PublicKey, Role, SignKey,
    derive_token,
};
use wire::ProblemKind;
use wire::space::{AppendParams, EnvelopesRequest};

use super::{carry, grant, link, manage, shares, sign_in, words};
use crate::account::{Account, Place};
use crate::api::{Failure, Reply};
use crate::region::{Held, Region};
use crate::server::{self, CallError};
use crate::{Platform, Vault, below, keyring, open, sync};

/// Tokens tried before giving up: earlier attempts that were cut off may have spent some.
const TRIED: u32 = 16;

/// Puts this epoch's secrets into the recovery slot, so that whoever holds enough cards reads what the organisation holds.
pub(crate) fn fill<P: Platform>(
    vault: &Vault<P>,
    block: &mut Block,
    access: &Access,
    recovery: &KemPublic,
    lead: &SignKey,
) -> Result<(), Failure> {
    let refused = |_| Failure::Refused;
    let capability = access.recovery_capability().ok_or(Failure::NotAllowed)?;
    let slot = wrap_slot(access, &capability, recovery, lead, &mut vault.rng()).map_err(refused)?;
    block.set_fixed(RECOVERY_SLOT, &slot).map_err(refused)
}

/// What the page sends.
pub(crate) struct Recovery {
    pub(crate) link: String,
    pub(crate) cards: Vec<String>,
    pub(crate) name: String,
    pub(crate) words: String,
    /// Everybody who was an admin until now loses the office, and the place in the root.
    pub(crate) dismiss: bool,
}

pub(crate) async fn recover<P: Platform>(
    vault: &Vault<P>,
    typed: Recovery,
) -> Result<Reply, Failure> {
    let key = shares::founding_key(&typed.cards)?;
    let (seed, count) = link::founding(&typed.link)?;
    let keys = words::keys(vault, &typed.words, None).await?;
    let region = found_again(vault, &key).await?;
    let batch = TokenBatch {
        seed,
        next: 0,
        end: count,
    };
    let (keyring, stored) = own_keyring(vault, &keys, &key, typed.name, batch).await?;
    vault.enter(Account::new(
        keys.clone(),
        keyring.clone(),
        stored,
        vec![Place::Open(Box::new(region))],
    ));
    let appointed = appoint(vault, &key, &keyring, typed.dismiss).await;
    if let Err(failure) = appointed {
        vault.state.borrow_mut().account = None;
        return Err(failure);
    }
    // From here on like everybody else: by one's own envelope.
    let account = sign_in::open_all(vault, keys, keyring, stored).await?;
    let reply = vault.enter(account);
    sign_in::remember(vault).await?;
    // Who is an admin now is one in every region whose keys those above hold; what fails, the loops try again.
    if below::descend(vault).await.is_ok() {
        let _ = carry::down(vault).await;
    }
    Ok(reply)
}

/// The root, by what the recovery slot holds.
async fn found_again<P: Platform>(vault: &Vault<P>, key: &FoundingKey) -> Result<Region, Failure> {
    let refused = |_| Failure::Refused;
    let space = key.root_space();
    let request = EnvelopesRequest {
        space,
        known: None,
        wait_seconds: 0,
    };
    let answer = server::envelopes(&vault.platform, &request).await?;
    let block = Block::decode(&answer.block.0).map_err(refused)?;
    let epoch = Epoch {
        space,
        number: answer.epoch,
    };
    let slot = block
        .fixed(RECOVERY_SLOT)
        .filter(|_| block.epoch() == epoch.number);
    let slot = slot.ok_or(Failure::Refused)?;
    let mut opened = open_slot(&key.recovery(), epoch, slot).map_err(refused)?;
    // The one that belongs to these secrets, whatever lies beside them.
    let capability = opened.access.recovery_capability();
    opened.capability = capability.ok_or(Failure::Refused)?;
    let card = Card::open(&opened.access, key.fingerprint(), &answer.card.0).map_err(refused)?;
    let wrapped_by = opened.lead;
    let region = Region::new(Held::new(opened, card.card()), key.fingerprint());
    let mut region = region
        .filter(|region| region.role() == Role::Lead)
        .ok_or(Failure::Refused)?;
    open::catch_up(vault, 0, &mut region).await?;
    let authority = region.log.authority();
    // Anybody can wrap something to a key they know. That these are the region's secrets, the card says, which a lead signed, and
    // the log, which they open.
    let by_somebody = authority.known_keys(&wrapped_by).is_some();
    if region.broken || !authority.runs(&region.access) || !by_somebody {
        return Err(Failure::Refused);
    }
    Ok(region)
}

/// A keyring under the new words: made now, or by an attempt that was cut off.
async fn own_keyring<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
    key: &FoundingKey,
    name: String,
    tokens: TokenBatch,
) -> Result<(Keyring, Hash), Failure> {
    let mut keyring = Keyring::new(name, &Identity::make(&mut vault.rng()));
    keyring.memberships.push(Membership {
        space: key.root_space(),
        founding: key.fingerprint(),
        slot: None,
        waiting: None,
        remembered: None,
        lead: None,
        beyond: None,
    });
    for next in 0..tokens.end.min(TRIED) {
        keyring.tokens = vec![TokenBatch {
            next: next + 1,
            ..tokens.clone()
        }];
        let sealed = keyring::seal(vault, keys, &keyring)?;
        let token = derive_token(tokens.seed.expose(), next);
        match keyring::create(vault, keys, &sealed, token).await {
            Ok(()) => return Ok((keyring, sealed.hash())),
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Token => {}
            Err(CallError::Problem(problem))
                if matches!(problem.kind, ProblemKind::Changed | ProblemKind::Taken) =>
            {
                let there = keyring::read(vault, keys).await;
                let (keyring, stored) = there.map_err(|_| Failure::Changed)?;
                let ours = |membership: &Membership| membership.space == key.root_space();
                let ours = keyring.memberships.iter().any(ours);
                return ours.then_some((keyring, stored)).ok_or(Failure::Changed);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::LinkUsed)
}

/// The founding key appoints, and the new admin lets itself in.
async fn appoint<P: Platform>(
    vault: &Vault<P>,
    key: &FoundingKey,
    keyring: &Keyring,
    dismiss: bool,
) -> Result<(), Failure> {
    let me = keyring.identity().public().map_err(|_| Failure::Refused)?;
    let gone = vault.with(|account| {
        let region = account.region(0).ok_or(Failure::Refused)?;
        let admins = region.log.authority().admins();
        let others = admins.filter(|admin| dismiss && *admin != me.sign);
        Ok(others.collect::<Vec<PublicKey>>())
    })?;
    let request = vault.with(|account| {
        let region = account.region(0).ok_or(Failure::Refused)?;
        let body = carry::admins(account, region, Some(me.clone()), &gone);
        said_by_founder(vault, region, key, body)
    })?;
    server::append(&vault.platform, &request).await?;
    sync::catch_up(vault, 0).await?;
    let name = keyring.name.clone();
    manage::manage(vault, 0, |account, region, block| {
        if !region.log.authority().is_admin(&me.sign) {
            return Err(Failure::Refused);
        }
        // Whoever was dismissed finds nothing any more; which slots were theirs, the log doesn't tell after it.
        let members = region.log.authority().members();
        let taken: Vec<u16> = members.map(|(_, member)| member.grant.slot).collect();
        for slot in (0..block.capacity()).filter(|slot| !taken.contains(slot)) {
            let cleared = block.clear(region.access.epoch(), slot, &mut vault.rng());
            cleared.map_err(|_| Failure::Refused)?;
        }
        let entry = Entry {
            name: name.clone(),
            tokens: None,
            was: None,
        };
        grant::prepare(vault, account, region, block, &me, &entry, Role::Lead)
    })
    .await
}

fn said_by_founder<P: Platform>(
    vault: &Vault<P>,
    region: &Region,
    key: &FoundingKey,
    body: Body,
) -> Result<SignedRequest, Failure> {
    let rng = &mut vault.rng();
    let organisation = region.log.authority().organisation();
    let (epoch, day) = (region.access.epoch(), vault.today());
    let statement = SignedStatement::sign(
        &key.sign_key(),
        organisation.ok_or(Failure::Refused)?,
        epoch,
        region.log.seen(),
        day,
        body,
        rng,
    );
    let entry = statement.seal(&region.access, rng);
    let params = AppendParams {
        epoch: epoch.number,
        entries: vec![entry.map_err(|_| Failure::TooBig)?.into()],
    };
    Ok(SignedRequest::sign(
        &region.capability,
        Operation::Append,
        epoch.space,
        day,
        encode(&params),
    ))
}
