//! Head codes: six words of how far somebody has verified a region, for another to compare on paper, by voice, in person. No server
//! can make two histories read alike.

use keys::log::head_code_input;
use keys::words::{self, List, Phrase};
use keys::{Hash, Stretch};
use zeroize::Zeroizing;

use super::words::{SPOKEN, texts};
use crate::api::{Compared, Failure, HeadCode, Language, Reply};
use crate::{Platform, Vault, sync};

/// The code of a region, as far as it is verified now.
pub(crate) async fn make<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    language: Language,
) -> Result<Reply, Failure> {
    let (seen, input) = vault.with(|account| {
        let region = account.region(number).filter(|region| !region.hidden);
        let region = region.ok_or(Failure::NotAllowed)?;
        let seen = region.log.seen();
        Ok((seen, head_code_input(region.space(), seen.seq, seen.head)))
    })?;
    let phrase = phrase(vault, language.into(), input).await?;
    Ok(Reply::HeadCode(HeadCode {
        seq: seen.seq,
        words: texts(&phrase),
    }))
}

/// Holds somebody else's code against this device's history.
pub(crate) async fn compare<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    seq: u64,
    typed: &str,
) -> Result<Reply, Failure> {
    let typed = words::parse(typed, SPOKEN)?;
    let last = |vault: &Vault<P>| {
        vault.with(|account| {
            let region = account.region(number).filter(|region| !region.hidden);
            Ok(region.ok_or(Failure::NotAllowed)?.log.seq())
        })
    };
    if last(vault)? < seq {
        sync::catch_up(vault, number).await?;
    }
    if last(vault)? < seq {
        return Ok(Reply::Compared(Compared::Ahead));
    }
    let input = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let head = region.log.head_at(seq);
        Ok(head.map(|head| head_code_input(region.space(), seq, head)))
    })?;
    let Some(input) = input else {
        return Ok(Reply::Compared(Compared::Unknown));
    };
    let here = phrase(vault, typed.list(), input).await?;
    Ok(Reply::Compared(if here.indices() == typed.indices() {
        Compared::Same
    } else {
        Compared::Other
    }))
}

async fn phrase<P: Platform>(vault: &Vault<P>, list: List, input: Hash) -> Result<Phrase, Failure> {
    let input = Zeroizing::new(input.0.to_vec());
    let stretched = vault.platform.stretch(input, Stretch::HeadCode).await;
    words::from_bits(list, stretched.as_ref(), SPOKEN).ok_or(Failure::Refused)
}
