//! What went wrong, and what to do, in words.

use vault::api::{Alarm, CardFault, Failure, FileFault};

use super::day_text;
use super::messages::say;

/// A sentence for a failure: what happened and what to do.
#[must_use]
pub(crate) fn failure_text(failure: &Failure) -> String {
    match failure {
        Failure::Offline => say("failure-offline", &[]),
        Failure::WrongWords => say("failure-wrong-words", &[]),
        Failure::UnknownWord { position, .. } => say(
            "failure-unknown-word",
            &[("n", (u32::from(*position) + 1).into())],
        ),
        Failure::WordCount { typed, wanted } => say(
            "failure-word-count",
            &[
                ("typed", u32::from(*typed).into()),
                ("wanted", u32::from(*wanted).into()),
            ],
        ),
        Failure::MixedLanguages => say("failure-mixed-languages", &[]),
        Failure::BadLink => say("failure-bad-link", &[]),
        Failure::LinkUsed => say("failure-link-used", &[]),
        Failure::NoTokens => say("failure-no-tokens", &[]),
        Failure::NotAllowed => say("failure-not-allowed", &[]),
        Failure::TooBig => say("failure-too-big", &[]),
        Failure::Full => say("failure-full", &[]),
        Failure::Enough => say("failure-enough", &[]),
        Failure::Refused => say("failure-refused", &[]),
        Failure::File(fault) => say(file_key(*fault), &[]),
        Failure::Cancelled => say("failure-cancelled", &[]),
        Failure::Changed => say("failure-changed", &[]),
        Failure::Reading => say("failure-reading", &[]),
        Failure::Frozen => say("failure-frozen", &[]),
        Failure::Kept => say("failure-kept", &[]),
        Failure::Cards(fault) => card_text(*fault),
        Failure::Outdated => say("failure-outdated", &[]),
        Failure::Clock { server_day } => say(
            "failure-clock",
            &[("day", day_text(*server_day, u16::MAX).into())],
        ),
    }
}

/// Cards are counted from 1 by people.
fn card_text(fault: CardFault) -> String {
    let n = |number: u8| ("n", (u32::from(number) + 1).into());
    match fault {
        CardFault::Damaged {
            card,
            word: Some(word),
        } => say(
            "card-word",
            &[n(card), ("word", (u32::from(word) + 1).into())],
        ),
        CardFault::Damaged { card, word: None } => say("card-damaged", &[n(card)]),
        CardFault::Other { card } => say("card-other", &[n(card)]),
        CardFault::Twice { card } => say("card-twice", &[n(card)]),
        CardFault::Few { needed } => say("card-few", &[("n", u32::from(needed).into())]),
        CardFault::False => say("card-false", &[]),
    }
}

fn file_key(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Empty => "file-empty",
        FileFault::NotATable => "file-not-a-table",
        FileFault::Password => "file-password",
        FileFault::Unsupported => "file-unsupported",
        FileFault::TooBig => "file-too-big",
    }
}

/// A sentence for an alarm: what was noticed, that nothing of it was applied, and what to do.
#[must_use]
pub(crate) fn alarm_text(alarm: &Alarm, region: &str) -> String {
    let region = region.to_owned();
    match alarm {
        Alarm::HistoryBroken { .. } => say("alarm-history", &[("region", region.into())]),
        Alarm::Refused { count, .. } => say(
            "alarm-refused",
            &[("region", region.into()), ("n", (*count).into())],
        ),
        Alarm::Fork {
            author: Some(author),
            ..
        } => say(
            "alarm-fork-by",
            &[("region", region.into()), ("name", author.as_str().into())],
        ),
        Alarm::Fork { author: None, .. } => say("alarm-fork", &[("region", region.into())]),
        Alarm::FalsePages {
            author: Some(author),
            ..
        } => say(
            "alarm-pages-by",
            &[("region", region.into()), ("name", author.as_str().into())],
        ),
        Alarm::FalsePages { author: None, .. } => say("alarm-pages", &[("region", region.into())]),
        Alarm::FalseErasure {
            author: Some(author),
            ..
        } => say(
            "alarm-erasure-by",
            &[("region", region.into()), ("name", author.as_str().into())],
        ),
        Alarm::FalseErasure { author: None, .. } => {
            say("alarm-erasure", &[("region", region.into())])
        }
        Alarm::Withheld { name, .. } => say(
            "alarm-withheld",
            &[("region", region.into()), ("name", name.clone().into())],
        ),
        Alarm::FalseEnvelope { .. } => say("alarm-envelope", &[("region", region.into())]),
    }
}
