//! Found an organisation: one founding key, one region, one lead.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::{Block, wrap_slot};
use keys::keyring::{Keyring, Membership, TokenBatch};
use keys::log::genesis;
use keys::roster::Entry;
use keys::statement::{Body, Found, Grant, Seen, SignedStatement};
use keys::{
    Access, Epoch, FoundingKey, Identity, KeyringKeys, OrgId, Role, Secret, SignKey, derive_token,
    sha256,
};
use wire::ProblemKind;
use wire::space::CreateSpace;

use super::{grant, link, manage, recover, sign_in, words};
use crate::api::{Failure, Reply};
use crate::server::{self, CallError};
use crate::{Platform, Vault, keyring};

/// A founding under way: the same bytes are sent again if the first time got no answer.
pub(crate) struct PendingFound {
    /// SHA-256 of what the user entered: another entry is another founding.
    entered: keys::Hash,
    keys: KeyringKeys,
    keyring: Keyring,
    space: CreateSpace,
    space_made: bool,
}

/// Tokens tried before giving up: earlier attempts that were cut off may have spent some.
const TRIED: u32 = 16;

pub(crate) async fn found<P: Platform>(
    vault: &Vault<P>,
    link: &str,
    organisation: String,
    region: String,
    name: String,
    typed: &str,
) -> Result<Reply, Failure> {
    let (seed, count) = link::founding(link)?;
    let keys = words::keys(vault, typed, None).await?;
    let entered = sha256(&[
        &encode(&(&organisation, &region, &name)),
        &keys.lookup.0,
        seed.expose(),
    ]);
    let kept = vault
        .state
        .borrow_mut()
        .pending_found
        .take()
        .filter(|pending| pending.entered == entered);
    let mut pending = match kept {
        Some(pending) => pending,
        None => prepare(
            vault,
            keys,
            entered,
            TokenBatch {
                seed: seed.clone(),
                next: 0,
                end: count,
            },
            organisation,
            region,
            name,
        )?,
    };
    let outcome = send(vault, &mut pending).await;
    match outcome {
        Ok(stored) => {
            let account = sign_in::open_all(vault, pending.keys, pending.keyring, stored).await?;
            let reply = vault.enter(account);
            sign_in::remember(vault).await?;
            Ok(reply)
        }
        Err(failure) => {
            vault.state.borrow_mut().pending_found = Some(pending);
            Err(failure)
        }
    }
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    keys: KeyringKeys,
    entered: keys::Hash,
    tokens: TokenBatch,
    organisation: String,
    region: String,
    name: String,
) -> Result<PendingFound, Failure> {
    let rng = &mut vault.rng();
    let refused = |_| Failure::Refused;
    let identity = Identity::make(rng);
    let founding = FoundingKey::make(rng);
    let space = founding.root_space();
    let id = OrgId(*Secret::make(rng).expose());
    let access = Access::make(Epoch { space, number: 1 }, rng);
    let capability = SignKey::make(rng);
    let me = identity.public().map_err(refused)?;
    let day = vault.today();
    let seen = Seen {
        seq: 0,
        head: genesis(space),
    };

    let recovery = founding.recovery().public().map_err(refused)?;
    let found = Body::Found(Found {
        organisation: id,
        name: organisation,
        root: space,
        admins: vec![me.clone()],
        recovery,
    });
    let found = SignedStatement::sign(
        &founding.sign_key(),
        id,
        access.epoch(),
        seen,
        day,
        found,
        rng,
    );
    let mut block = Block::make(access.epoch(), 1, rng).map_err(refused)?;
    let slot = manage::free_slot(vault, block.capacity(), &[]).ok_or(Failure::Refused)?;
    let entry = Entry {
        name: name.clone(),
        tokens: None,
        was: None,
    };
    let body = Body::Grant(Grant {
        member: me.clone(),
        role: Role::Lead,
        capability: capability.public(),
        slot,
        sealed_name: grant::seal_entry(vault, &access, &entry)?,
    });
    let granted = SignedStatement::sign(&identity.sign, id, access.epoch(), seen, day, body, rng);
    let envelope =
        wrap_slot(&access, &capability, &me.kem, &identity.sign, rng).map_err(refused)?;
    block.replace(slot, &envelope).map_err(refused)?;
    recover::fill(vault, &mut block, &access, &recovery, &identity.sign)?;
    let card = Card::new(
        &access,
        region,
        Vec::new(),
        me.sign,
        vec![found.clone()],
        day,
    )
    .map_err(refused)?;

    let mut keyring = Keyring::new(name, &identity);
    keyring.founding = Some(founding.expose_seed().clone());
    keyring.memberships.push(Membership {
        space,
        founding: founding.fingerprint(),
        slot: Some(slot),
        waiting: None,
        remembered: None,
        lead: None,
        beyond: None,
    });
    keyring.tokens.push(tokens);
    let capabilities = manage::capabilities(
        &access,
        block.capacity(),
        &[(Role::Lead, capability.public())],
        None,
    )
    .ok_or(Failure::Refused)?;
    let seal = |statement: &SignedStatement, rng: &mut _| {
        statement
            .seal(&access, rng)
            .map(Into::into)
            .map_err(|_| Failure::TooBig)
    };
    let entries = vec![seal(&found, rng)?, seal(&granted, rng)?];
    let card = card
        .seal(&access, &identity.sign, rng)
        .map_err(|_| Failure::TooBig)?
        .into();
    let token = keys::Token([0; 32]);
    let space = CreateSpace {
        token,
        space,
        capabilities,
        epoch: 1,
        card,
        block: block.encode().into(),
        entries,
    };
    Ok(PendingFound {
        entered,
        keys,
        keyring,
        space,
        space_made: false,
    })
}

/// Region first, then the keyring that finds it; each paid for by the next token that isn't spent.
async fn send<P: Platform>(
    vault: &Vault<P>,
    pending: &mut PendingFound,
) -> Result<keys::Hash, Failure> {
    while !pending.space_made {
        pending.space.token = current_token(pending)?;
        match server::create_space(&vault.platform, &pending.space).await {
            Ok(()) => {
                pending.space_made = true;
                spend(pending);
            }
            Err(error) => skip_spent(pending, error)?,
        }
    }
    loop {
        let token = current_token(pending)?;
        let mut keyring = pending.keyring.clone();
        if let Some(batch) = keyring.tokens.first_mut() {
            batch.next += 1;
        }
        let sealed = keyring::seal(vault, &pending.keys, &keyring)?;
        match keyring::create(vault, &pending.keys, &sealed, token).await {
            Ok(()) => {
                pending.keyring = keyring;
                return Ok(sealed.hash());
            }
            // An earlier try arrived after all, and only its answer was lost.
            Err(CallError::Problem(problem))
                if matches!(problem.kind, ProblemKind::Changed | ProblemKind::Taken) =>
            {
                let (keyring, stored) = keyring::read(vault, &pending.keys)
                    .await
                    .map_err(|_| Failure::Changed)?;
                // Somebody's keyring lies under these words already: it isn't opened, and not told.
                let ours = |membership: &Membership| membership.space == pending.space.space;
                if !keyring.memberships.iter().any(ours) {
                    return Err(Failure::Changed);
                }
                pending.keyring = keyring;
                return Ok(stored);
            }
            Err(error) => skip_spent(pending, error)?,
        }
    }
}

fn current_token(pending: &PendingFound) -> Result<keys::Token, Failure> {
    let batch = pending
        .keyring
        .tokens
        .first()
        .filter(|batch| batch.next < batch.end.min(TRIED))
        .ok_or(Failure::LinkUsed)?;
    Ok(derive_token(batch.seed.expose(), batch.next))
}

fn spend(pending: &mut PendingFound) {
    if let Some(batch) = pending.keyring.tokens.first_mut() {
        batch.next += 1;
    }
}

fn skip_spent(pending: &mut PendingFound, error: CallError) -> Result<(), Failure> {
    match error {
        CallError::Problem(problem) if problem.kind == ProblemKind::Token => {
            spend(pending);
            Ok(())
        }
        other => Err(other.into()),
    }
}
