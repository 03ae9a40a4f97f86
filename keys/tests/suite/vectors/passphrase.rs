use keys::words::parse;
use keys::{Refused, Stretch, derive_keyring_keys, stretch};

use crate::support::case::Case;
use crate::support::raw;

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let typed = core::str::from_utf8(case.get("typed")).unwrap();
    let phrase = parse(typed, 8).map_err(|_| Refused)?;
    assert_eq!(phrase.canonical().as_bytes(), case.get("canonical"));
    let stretched = stretch(phrase.canonical().as_bytes(), Stretch::Words);
    assert_eq!(stretched.as_slice(), case.get("stretched"));
    let keys = derive_keyring_keys(&stretched);
    assert_eq!(keys.lookup.0, case.array("lookup"));
    assert_eq!(keys.sealing.expose(), case.get("sealing"));
    assert_eq!(keys.write.public().0, case.array("write-public"));
    Ok(())
}

const WORDS: &str = "legal winner thank year wave sausage worth useful";

/// Argon2id of the canonical words, and the three keys from it.
pub(super) fn derived(stretched: &[u8; 32]) -> [[u8; 32]; 3] {
    [
        b"skrynia/1/keyring-lookup".as_slice(),
        b"skrynia/1/keyring-key",
        b"skrynia/1/keyring-write",
    ]
    .map(|label| raw::expand(stretched, label, &[]))
}

pub(super) fn argon2(input: &[u8], salt: &[u8]) -> [u8; 32] {
    let params = argon2::Params::new(65_536, 3, 1, Some(32)).unwrap();
    let mut out = [0; 32];
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(input, salt, &mut out)
        .unwrap();
    out
}

pub(super) fn cases() -> Vec<Case> {
    let stretched = argon2(WORDS.as_bytes(), b"skrynia/1/words");
    let [lookup, sealing, write] = derived(&stretched);
    let make = |case: Case, typed: &str| {
        case.with("typed", typed)
            .with("canonical", WORDS)
            .with("stretched", stretched)
            .with("lookup", lookup)
            .with("sealing", sealing)
            .with("write-public", raw::public(&write))
    };
    vec![
        make(Case::ok("words", "Eight words of the English list."), WORDS),
        make(
            Case::ok(
                "typed-otherwise",
                "Capitals, numbers, first letters only, Cyrillic look-alikes.",
            ),
            "1. LEGAL 2. winn thank 3. уеаr wave saus, WORTH — usef",
        ),
        make(
            Case::refused("seven-words", "One word is missing."),
            "legal winner thank year wave sausage worth",
        ),
        make(
            Case::refused("unknown-word", "A word of no list."),
            "legal winner thank year wave sausage worth zzzzz",
        ),
    ]
}
