use keys::log::head_code_input;
use keys::words::{List, from_bits, parse};
use keys::{Hash, Refused, SpaceId, Stretch, stretch};

use super::passphrase::argon2;
use crate::support::case::Case;
use crate::support::{fixed, raw};

/// Words that somebody typed, held against a place and its head.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let seq = u64::from_be_bytes(case.array("seq"));
    let input = head_code_input(SpaceId(case.array("space")), seq, Hash(case.array("head")));
    assert_eq!(input.0, case.array("input"));
    let stretched = stretch(&input.0, Stretch::HeadCode);
    assert_eq!(stretched.as_slice(), case.get("stretched"));
    let words = from_bits(List::English, stretched.as_slice(), 6).unwrap();
    let typed = parse(&String::from_utf8_lossy(case.get("typed")), 6).map_err(|_| Refused)?;
    if typed.indices() == words.indices() {
        Ok(())
    } else {
        Err(Refused)
    }
}

pub(super) fn cases() -> Vec<Case> {
    let (space, seq) = (fixed("space"), 1_234u64.to_be_bytes());
    let make = |case: Case, head: [u8; 32], list: List, seen: [u8; 32]| {
        let input = |head: [u8; 32]| raw::hash(&[b"skrynia/1/head-code", &space, &seq, &head]);
        let stretched = argon2(&input(head), b"skrynia/1/head-code");
        let read = argon2(&input(seen), b"skrynia/1/head-code");
        let typed = from_bits(list, &read, 6).unwrap();
        case.with("space", space)
            .with("seq", seq)
            .with("head", head)
            .with("input", input(head))
            .with("stretched", stretched)
            .with("typed", typed.canonical().as_bytes())
    };
    let (head, other) = (fixed("head"), fixed("another head"));
    vec![
        make(
            Case::ok("english", "The same head, in the English list."),
            head,
            List::English,
            head,
        ),
        make(
            Case::ok("belarusian", "The same head, in the Belarusian list."),
            head,
            List::Belarusian,
            head,
        ),
        make(
            Case::refused("another-head", "Another history's words."),
            head,
            List::English,
            other,
        ),
    ]
}
