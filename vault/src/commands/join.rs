//! Answer an invitation: leave one's keys in the mailbox, keep them under eight words, and wait for the lead.

use keys::encode::encode;
use keys::heads::HeadLists;
use keys::invitation::{Link, Post, derive_mailbox, six_words_input};
use keys::keyring::{Keyring, Membership, Waiting};
use keys::words::List;
use keys::{Hash, Identity, KeyringKeys, Token, sha256};
use wire::ProblemKind;

use super::{link, sign_in, words};
use crate::api::{Failure, JoinOffer, Reply};
use crate::keyring::{self, Sealed};
use crate::server::{self, CallError};
use crate::{Platform, Vault};

/// An answer under way: the same post and keyring are sent again if the first time got no answer.
pub(crate) struct PendingJoin {
    /// SHA-256 of what the user entered.
    entered: Hash,
    keys: KeyringKeys,
    keyring: Keyring,
    sealed: Sealed,
    post: Vec<u8>,
}

/// What a link says; nothing is sent.
pub(crate) fn look(text: &str) -> Result<Reply, Failure> {
    let link = link::invitation(text)?;
    let language = List::from_id(link.list).ok_or(Failure::BadLink)?.into();
    Ok(Reply::Offer(JoinOffer { language }))
}

pub(crate) async fn join<P: Platform>(
    vault: &Vault<P>,
    text: &str,
    name: String,
    typed: &str,
) -> Result<Reply, Failure> {
    let link = link::invitation(text)?;
    let keys = words::keys(vault, typed, None).await?;
    let entered = sha256(&[&encode(&name), &keys.lookup.0, link.secret.expose()]);
    let kept = vault
        .state
        .borrow_mut()
        .pending_join
        .take()
        .filter(|pending| pending.entered == entered);
    let pending = match kept {
        Some(pending) => pending,
        None => prepare(vault, &link, keys, entered, name)?,
    };
    match send(vault, &link, &pending).await {
        Ok(stored) => {
            let account = sign_in::open_all(vault, pending.keys, pending.keyring, stored).await?;
            Ok(vault.enter(account))
        }
        Err(failure) => {
            vault.state.borrow_mut().pending_join = Some(pending);
            Err(failure)
        }
    }
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    link: &Link,
    keys: KeyringKeys,
    entered: Hash,
    name: String,
) -> Result<PendingJoin, Failure> {
    let rng = &mut vault.rng();
    let identity = Identity::make(rng);
    let post = Post::make(
        identity.public().map_err(|_| Failure::Refused)?,
        name.clone(),
        rng,
    );
    let mut keyring = Keyring::new(name, &identity);
    keyring.memberships.push(Membership {
        space: link.space,
        founding: link.founding,
        slot: None,
        waiting: Some(Waiting {
            secret: link.secret.clone(),
            lead: link.lead,
            list: link.list,
            nonce: post.nonce,
        }),
        remembered: None,
        lead: None,
        beyond: None,
    });
    keyring.head_lists = Some(HeadLists::make(&Token(*link.token.expose()), rng));
    let sealed = keyring::seal(vault, &keys, &keyring)?;
    let post = post.seal(&link.secret, rng).map_err(|_| Failure::TooBig)?;
    Ok(PendingJoin {
        entered,
        keys,
        keyring,
        sealed,
        post,
    })
}

/// The post first: it shows whether the link is still good before a token is spent.
async fn send<P: Platform>(
    vault: &Vault<P>,
    link: &Link,
    pending: &PendingJoin,
) -> Result<Hash, Failure> {
    let used = |error: CallError| match error {
        CallError::Problem(problem)
            if matches!(
                problem.kind,
                ProblemKind::Taken | ProblemKind::Unknown | ProblemKind::Token
            ) =>
        {
            Failure::LinkUsed
        }
        other => other.into(),
    };
    server::post_mailbox(
        &vault.platform,
        derive_mailbox(&link.secret),
        pending.post.clone(),
    )
    .await
    .map_err(used)?;
    keyring::create(
        vault,
        &pending.keys,
        &pending.sealed,
        Token(*link.token.expose()),
    )
    .await
    .map_err(used)?;
    Ok(pending.sealed.hash())
}

/// The six words, the newcomer's side.
pub(crate) async fn six_words<P: Platform>(
    vault: &Vault<P>,
    founding: Hash,
    waiting: &Waiting,
    identity: &Identity,
) -> Result<Vec<String>, Failure> {
    let newcomer = identity.public().map_err(|_| Failure::Refused)?;
    let mailbox = derive_mailbox(&waiting.secret);
    let input = six_words_input(
        waiting.list,
        founding,
        waiting.lead,
        mailbox,
        &newcomer,
        waiting.nonce,
    );
    words::six(vault, waiting.list, input).await
}
