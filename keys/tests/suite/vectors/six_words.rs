use keys::invitation::six_words_input;
use keys::words::{List, from_bits};
use keys::{Hash, MailboxId, MemberKeys, Nonce, Refused, Stretch, encode, stretch};

use super::passphrase::argon2;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let list = case.array::<1>("list")[0];
    let newcomer: MemberKeys = encode::decode(case.get("newcomer"))?;
    let input = |list| {
        six_words_input(
            list,
            Hash(case.array("founding")),
            Hash(case.array("lead")),
            MailboxId(case.array("mailbox")),
            &newcomer,
            Nonce(case.array("nonce")),
        )
    };
    assert_eq!(input(list).0, case.array("input"));
    assert_ne!(input(list + 1).0, case.array("input"));
    let stretched = stretch(&input(list).0, Stretch::SixWords);
    assert_eq!(stretched.as_slice(), case.get("stretched"));
    let words = from_bits(List::from_id(list).unwrap(), stretched.as_slice(), 6).unwrap();
    assert_eq!(words.canonical().as_bytes(), case.get("words"));
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let newcomer = raw::member(&fixed("newcomer sign"), &fixed("newcomer kem"));
    let (founding, lead, mailbox) = (fixed("founding"), fixed("lead keys"), fixed("mailbox"));
    let nonce = &fixed("nonce")[..16];
    let keys = raw::hash(&[b"skrynia/1/member-keys", &newcomer]);
    let label = bytes(b"skrynia/1/six-words");
    let rest = [founding, lead, mailbox, keys].map(bytes);
    let input = raw::hash(&[&array(
        &[vec![label, uint(1u8)], rest.to_vec(), vec![bytes(nonce)]].concat(),
    )]);
    let stretched = argon2(&input, b"skrynia/1/six-words");
    // The first 66 bits, eleven at a time.
    let bits: Vec<u8> = stretched
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let words: Vec<&str> = bits[..66]
        .chunks(11)
        .map(|word| List::English.words()[word.iter().fold(0, |n, bit| n << 1 | usize::from(*bit))])
        .collect();
    vec![
        Case::ok("english", "What both sides read, in the English list.")
            .with("list", [1])
            .with("founding", founding)
            .with("lead", lead)
            .with("mailbox", mailbox)
            .with("newcomer", newcomer)
            .with("nonce", nonce)
            .with("input", input)
            .with("stretched", stretched)
            .with("words", words.join(" ")),
    ]
}
