//! The founding key on paper, and off this keyring.

use keys::FoundingKey;
use keys::shares::{SHARE_WORDS, Share, Unfit, combine, split};
use keys::words::{List, WordsError, parse};

use crate::api::{Card, CardFault, Failure, Language, Reply};
use crate::{Platform, Vault, keyring};

/// Cards of the founding key. They are made anew each time: only those whose printing is confirmed last stay the only ones.
pub(crate) fn make<P: Platform>(
    vault: &Vault<P>,
    needed: u8,
    count: u8,
    language: Language,
) -> Result<Reply, Failure> {
    let seed = vault.with(|account| Ok(account.keyring.founding.clone()))?;
    let key = FoundingKey::from_seed(seed.ok_or(Failure::NotAllowed)?);
    let shares = split(&key, needed, count, &mut vault.rng()).map_err(|_| Failure::NotAllowed)?;
    let list = List::from(language);
    let card = |share: &Share| Card {
        number: share.number(),
        words: share.words(list).into_iter().map(str::to_owned).collect(),
    };
    let cards = shares.iter().map(card).collect();
    vault.state.borrow_mut().printed = shares;
    Ok(Reply::Cards(cards))
}

/// The cards are on paper: one of them, typed back, shows that they can be read. The seed leaves the keyring.
pub(crate) async fn printed<P: Platform>(vault: &Vault<P>, typed: &str) -> Result<Reply, Failure> {
    let share = read(0, typed)?;
    let same = |made: &Share| made.expose() == share.expose();
    if !vault.state.borrow().printed.iter().any(same) {
        return Err(Failure::Cards(CardFault::Other { card: 0 }));
    }
    keyring::update(vault, |keyring| {
        keyring.founding = None;
        Ok(())
    })
    .await?;
    vault.state.borrow_mut().printed.clear();
    vault.tell_session();
    Ok(Reply::Done)
}

/// Typed cards to the founding key.
pub(crate) fn founding_key(typed: &[String]) -> Result<FoundingKey, Failure> {
    let cards = (0u8..).zip(typed);
    let shares = cards.map(|(card, typed)| read(card, typed));
    let shares = shares.collect::<Result<Vec<Share>, Failure>>()?;
    let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    combine(&shares).map_err(|unfit| {
        Failure::Cards(match unfit {
            Unfit::Few { needed } => CardFault::Few { needed },
            Unfit::Other(card) => CardFault::Other { card: small(card) },
            Unfit::Twice(card) => CardFault::Twice { card: small(card) },
            Unfit::False => CardFault::False,
        })
    })
}

fn read(card: u8, typed: &str) -> Result<Share, Failure> {
    let damaged = |word| Failure::Cards(CardFault::Damaged { card, word });
    let phrase = parse(typed, SHARE_WORDS).map_err(|error| {
        damaged(match error {
            WordsError::Unknown(word) => u8::try_from(word.position).ok(),
            WordsError::Count { .. } | WordsError::Mixed(_) | WordsError::Ambiguous => None,
        })
    })?;
    Share::from_words(&phrase).map_err(|_| damaged(None))
}
