//! A region below another: its space first, then the word of it in the log above.

use keys::below;
use keys::card::Card;
use keys::envelope::{Block, wrap_slot};
use keys::keyring::Membership;
use keys::log::{Log, genesis, next_head};
use keys::roster::Entry;
use keys::statement::{
    AboveCapabilities, Body, Create, Grant, Parent, Seen, SignedStatement, Value,
};
use keys::{Access, Epoch, Hash, Role, Secret, SignKey, SpaceId, derive_token, sha256};
use wire::space::CreateSpace;
use wire::{Blob, ProblemKind};

use super::{grant, invite, manage, recover, sign_in};
use crate::account::Account;
use crate::api::{Failure, Reply};
use crate::server::{self, CallError};
use crate::{Platform, Vault, append, keyring, open};

/// A creation under way: the same bytes are sent again if the first time got no answer.
pub(crate) struct PendingCreate {
    /// SHA-256 of what the user entered.
    entered: Hash,
    space: CreateSpace,
    create: Create,
    /// Of a region whose keys those above aren't given: the creator is its first lead.
    membership: Option<Membership>,
    space_made: bool,
}

/// Tokens tried before giving up.
const TRIED: usize = 16;

pub(crate) async fn create<P: Platform>(
    vault: &Vault<P>,
    above: u16,
    name: &str,
    is_open: bool,
) -> Result<Reply, Failure> {
    let name = name.trim();
    let entered = sha256(&[&above.to_be_bytes(), &[u8::from(is_open)], name.as_bytes()]);
    let kept = vault.state.borrow_mut().pending_create.take();
    let mut pending = match kept.filter(|kept| kept.entered == entered) {
        Some(kept) => kept,
        None => {
            let token = take_token(vault, above).await?;
            vault.with(|account| prepare(vault, account, above, name, is_open, token, entered))?
        }
    };
    let space = pending.space.space;
    match Box::pin(send(vault, above, &mut pending)).await {
        Ok(()) => {
            Box::pin(open_new(vault)).await?;
            Box::pin(crate::below::descend(vault)).await?;
            sign_in::remember(vault).await?;
            vault.tell_session();
            vault.wake();
            let number = vault.with(|account| Ok(account.number_of(&space)))?;
            number.map(Reply::Region).ok_or(Failure::Refused)
        }
        Err(failure) => {
            vault.state.borrow_mut().pending_create = Some(pending);
            Err(failure)
        }
    }
}

async fn take_token<P: Platform>(vault: &Vault<P>, above: u16) -> Result<keys::Token, Failure> {
    let given = vault.with(|account| {
        manage::led(account, above)?;
        Ok(invite::given_tokens(account))
    })?;
    keyring::update(vault, |keyring| {
        invite::take_given(keyring, given.as_ref());
        let mut batches = keyring.tokens.iter_mut();
        let batch = batches.find(|batch| batch.next < batch.end);
        let batch = batch.ok_or(Failure::NoTokens)?;
        let token = derive_token(batch.seed.expose(), batch.next);
        batch.next += 1;
        Ok(token)
    })
    .await
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    above: u16,
    name: &str,
    is_open: bool,
    token: keys::Token,
    entered: Hash,
) -> Result<PendingCreate, Failure> {
    let rng = &mut vault.rng();
    let refused = |_| Failure::Refused;
    let (region, me) = (manage::led(account, above)?, &account.identity);
    let authority = region.log.authority();
    let organisation = authority.organisation().ok_or(Failure::Refused)?;
    if authority.path().len() >= keys::log::REGIONS_DEEP || name.is_empty() {
        return Err(Failure::NotAllowed);
    }
    if name.len() >= keys::log::LABEL_MAX - 3 {
        return Err(Failure::TooBig);
    }
    let space = SpaceId(*Secret::make(rng).expose());
    let access = Access::make(Epoch { space, number: 1 }, rng);
    let day = vault.today();
    let create = Create {
        child: space,
        commitment: access.commitment().ok_or(Failure::Refused)?,
        open: is_open,
        label: Value::text(name),
    };
    let said_above = SignedStatement::sign(
        &me.sign,
        organisation,
        region.access.epoch(),
        region.log.seen(),
        day,
        Body::Create(create.clone()),
        rng,
    );
    let mut statements = region.log.chain_of(&[me.sign.public()]);
    statements.push(said_above);
    let mut block = Block::make(access.epoch(), 1, rng).map_err(refused)?;
    let mut members = Vec::new();
    let mut bodies = Vec::new();
    let kem = *region.for_below().ok_or(Failure::NotAllowed)?;
    let mut shared = None;
    if is_open {
        let capabilities = [(); below::SLOTS.len()].map(|()| SignKey::make(rng));
        let filled = below::fill(&mut block, &access, &capabilities, &kem, &me.sign, rng);
        filled.map_err(refused)?;
        let [lead, edit, read] = capabilities.map(|capability| capability.public());
        shared = Some(AboveCapabilities { lead, edit, read });
    }
    let mut those_above = authority.above().to_vec();
    those_above.push(authority.own());
    bodies.push(Body::Parent(Parent {
        epoch: region.epoch(),
        commitment: region.access.commitment().ok_or(Failure::Refused)?,
        kem: Some(Box::new(kem)),
        above: those_above,
        capabilities: shared,
    }));
    let mut membership = None;
    if !is_open {
        let keys = me.public().map_err(refused)?;
        let capability = SignKey::make(rng);
        let slot = manage::free_slot(vault, block.capacity(), &[]).ok_or(Failure::Refused)?;
        let envelope = wrap_slot(&access, &capability, &keys.kem, &me.sign, rng);
        block
            .replace(slot, &envelope.map_err(refused)?)
            .map_err(refused)?;
        let entry = Entry {
            name: account.keyring.name.clone(),
            tokens: None,
            was: None,
        };
        bodies.push(Body::Grant(Grant {
            member: keys,
            role: Role::Lead,
            capability: capability.public(),
            slot,
            sealed_name: grant::seal_entry(vault, &access, &entry)?,
        }));
        members.push((Role::Lead, capability.public()));
        membership = Some(Membership {
            space,
            founding: account.founding(above).ok_or(Failure::Refused)?,
            slot: Some(slot),
            waiting: None,
            remembered: None,
            lead: None,
            beyond: None,
        });
    }
    if let Some(recovery) = authority.recovery() {
        recover::fill(vault, &mut block, &access, recovery, &me.sign)?;
    }
    // Its own statements follow the copies, each knowing all before it.
    let mut head = genesis(space);
    for (seq, statement) in (1..).zip(&statements) {
        head = next_head(space, seq, head, statement.hash());
    }
    for body in bodies {
        let seq = statements.len() as u64;
        let seen = Seen { seq, head };
        let epoch = access.epoch();
        let said = SignedStatement::sign(&me.sign, organisation, epoch, seen, day, body, rng);
        head = next_head(space, seq + 1, head, said.hash());
        statements.push(said);
    }
    let mut entries = Vec::new();
    for statement in &statements {
        entries.push(statement.seal(&access, rng).map_err(|_| Failure::TooBig)?);
    }
    let reading = access.reading().ok_or(Failure::Refused)?;
    let empty = Log::new(
        access.epoch(),
        reading,
        account.founding(above).ok_or(Failure::Refused)?,
    );
    if !empty.takes(&access, &entries) {
        // As when so much is copied from above that no card would have room for it.
        return Err(Failure::TooBig);
    }
    // What people are asked above, they are asked here until the log says otherwise.
    let described = region.described();
    // All but a grant makes leads; of that the card needs nothing.
    let chain = statements
        .get(..=statements.len() - 1 - usize::from(!is_open))
        .unwrap_or_default();
    let card = Card::new(
        &access,
        name.to_owned(),
        described.criteria.unwrap_or_default(),
        me.sign.public(),
        chain.to_vec(),
        day,
    );
    let mut card = card.map_err(refused)?;
    card.minimum_app = described.minimum_app.unwrap_or(card.minimum_app);
    let card = card
        .seal(&access, &me.sign, rng)
        .map_err(|_| Failure::TooBig)?;
    let capabilities = manage::capabilities(&access, block.capacity(), &members, shared.as_ref());
    Ok(PendingCreate {
        entered,
        space: CreateSpace {
            token,
            space,
            capabilities: capabilities.ok_or(Failure::Refused)?,
            epoch: 1,
            card: card.into(),
            block: block.encode().into(),
            entries: entries.into_iter().map(Blob::from).collect(),
        },
        create,
        membership,
        space_made: false,
    })
}

/// The space, the keyring where it needs to know, and then the log above.
async fn send<P: Platform>(
    vault: &Vault<P>,
    above: u16,
    pending: &mut PendingCreate,
) -> Result<(), Failure> {
    for _ in 0..TRIED {
        if pending.space_made {
            break;
        }
        match server::create_space(&vault.platform, &pending.space).await {
            Ok(()) => pending.space_made = true,
            // Spent before, by somebody who had it too.
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Token => {
                pending.space.token = take_token(vault, above).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    if !pending.space_made {
        return Err(Failure::NoTokens);
    }
    if let Some(membership) = &pending.membership {
        keyring::update(vault, |keyring| {
            let mut memberships = keyring.memberships.iter();
            if !memberships.any(|known| known.space == membership.space) {
                keyring.memberships.push(membership.clone());
            }
            Ok(())
        })
        .await?;
    }
    let known = vault.with(|account| {
        let region = account.region(above).ok_or(Failure::NotAllowed)?;
        let mut children = region.log.authority().children().iter();
        Ok(children.any(|child| child.child == pending.create.child))
    })?;
    if !known {
        append::append(vault, above, vec![Body::Create(pending.create.clone())]).await?;
    }
    Ok(())
}

/// Opens memberships that came into the keyring since signing in.
async fn open_new<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    loop {
        let next = vault.with(|account| {
            let number = u16::try_from(account.places.len()).map_err(|_| Failure::Full)?;
            let membership = account.membership(number).cloned();
            Ok(membership.map(|membership| (number, membership, account.identity.clone())))
        })?;
        let Some((number, membership, identity)) = next else {
            return Ok(());
        };
        let opened = open::open(vault, &identity, &membership, number).await?;
        vault.with_mut(|account| {
            account.places.push(opened.place);
            Ok(())
        })?;
    }
}
