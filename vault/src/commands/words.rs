//! Words: made, read, and what they open.

use keys::words::{self, List, Phrase, WordsError};
use keys::{KeyringKeys, Stretch, derive_keyring_keys, sha256, with_key_file};
use zeroize::Zeroizing;

use crate::api::{Failure, Language, Reply};
use crate::{Platform, Vault, keyring};

/// Words in a passphrase: 88 bits.
const PASSPHRASE: usize = 8;
/// Words that two people read to each other: 66 bits.
pub(super) const SPOKEN: usize = 6;

pub(crate) fn make<P: Platform>(vault: &Vault<P>, language: Language) -> Reply {
    let phrase = words::make_phrase(language.into(), PASSPHRASE, &mut vault.rng());
    Reply::Words(texts(&phrase))
}

/// Typed words, and a file's bytes if it takes one, to keyring keys. The slow part runs in a thread of its own.
pub(crate) async fn keys<P: Platform>(
    vault: &Vault<P>,
    typed: &str,
    file: Option<&[u8]>,
) -> Result<KeyringKeys, Failure> {
    let phrase = words::parse(typed, PASSPHRASE)?;
    let input = Zeroizing::new(phrase.canonical().as_bytes().to_vec());
    let stretched = vault.platform.stretch(input, Stretch::Words).await;
    Ok(match file {
        Some(file) => derive_keyring_keys(&with_key_file(&stretched, sha256(&[file]))),
        None => derive_keyring_keys(&stretched),
    })
}

/// Whether these are the words of whoever is signed in.
pub(crate) async fn check<P: Platform>(
    vault: &Vault<P>,
    typed: &str,
    file: Option<&[u8]>,
) -> Result<Reply, Failure> {
    mine(vault, typed, file).await.map(|_| Reply::Done)
}

async fn mine<P: Platform>(
    vault: &Vault<P>,
    typed: &str,
    file: Option<&[u8]>,
) -> Result<KeyringKeys, Failure> {
    let typed = keys(vault, typed, file).await?;
    let mine = vault.with(|account| Ok(account.keys.lookup == typed.lookup))?;
    mine.then_some(typed).ok_or(Failure::WrongWords)
}

/// Other words for the same keyring, or the same with another file beside them, or with none any more. The old ones are asked for: an unlocked screen alone must not lock its owner out.
pub(crate) async fn change<P: Platform>(
    vault: &Vault<P>,
    (old, old_file): (&str, Option<&[u8]>),
    (new, new_file): (&str, Option<&[u8]>),
) -> Result<Reply, Failure> {
    let typed = mine(vault, old, old_file).await?;
    let new = keys(vault, new, new_file).await?;
    if new.lookup == typed.lookup {
        return Err(Failure::WrongWords);
    }
    keyring::change_words(vault, new).await?;
    Ok(Reply::Done)
}

/// The six words of a hash, in one list.
pub(crate) async fn six<P: Platform>(
    vault: &Vault<P>,
    list: u8,
    input: keys::Hash,
) -> Result<Vec<String>, Failure> {
    let list = List::from_id(list).ok_or(Failure::BadLink)?;
    let stretched = vault
        .platform
        .stretch(Zeroizing::new(input.0.to_vec()), Stretch::SixWords)
        .await;
    words::from_bits(list, stretched.as_ref(), SPOKEN)
        .map(|phrase| texts(&phrase))
        .ok_or(Failure::Refused)
}

pub(super) fn texts(phrase: &Phrase) -> Vec<String> {
    phrase.words().into_iter().map(str::to_owned).collect()
}

impl From<Language> for List {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::Russian => Self::Russian,
            Language::Belarusian => Self::Belarusian,
        }
    }
}

impl From<List> for Language {
    fn from(list: List) -> Self {
        match list {
            List::English => Self::English,
            List::Russian => Self::Russian,
            List::Belarusian => Self::Belarusian,
        }
    }
}

impl From<WordsError> for Failure {
    fn from(error: WordsError) -> Self {
        let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        match error {
            WordsError::Count { found, expected } => Self::WordCount {
                typed: small(found),
                wanted: small(expected),
            },
            WordsError::Unknown(word) => Self::UnknownWord {
                position: small(word.position),
                suggestions: word
                    .suggestions
                    .iter()
                    .map(|&word| word.to_owned())
                    .collect(),
            },
            WordsError::Mixed(_) | WordsError::Ambiguous => Self::MixedLanguages,
        }
    }
}
