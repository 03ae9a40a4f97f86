//! What the fuzzers start from: the vectors, without the seals that the targets put around them themselves.

use std::fs;
use std::path::Path;

use keys::invitation::Post;
use keys::keyring::TokenBatch;
use keys::padding::Padding;
use keys::roster::Entry;
use keys::seal::{Place, open};
use keys::{Label, Secret, SpaceId, encode};

use super::{
    block, card, envelope, head_list, inbox, keyring, link, log, log_page, mailbox, packet, page,
    request, seal, state,
};
use crate::support::case::Case;
use crate::support::cbor::array;

fn field(cases: Vec<Case>, key: &str) -> Vec<Vec<u8>> {
    cases.iter().map(|case| case.get(key).to_vec()).collect()
}

fn cards() -> Vec<Vec<u8>> {
    let cases = card::cases();
    let under_form = cases.iter().filter(|case| case.find("form").is_some());
    under_form
        .filter_map(|case| {
            let place = Place {
                label: Label::Card,
                space: SpaceId(case.array("space")),
                epoch: case.u32("epoch"),
            };
            let form = Secret::from_bytes(&case.array("form"));
            Some(
                open(&form, &place, Padding::Entry, case.get("card"))
                    .ok()?
                    .to_vec(),
            )
        })
        .collect()
}

fn posts() -> Vec<Vec<u8>> {
    let cases = mailbox::cases();
    cases
        .iter()
        .filter_map(|case| {
            let secret = Secret::from_bytes(&case.array("secret"));
            Some(encode::encode(&Post::open(&secret, case.get("post")).ok()?))
        })
        .collect()
}

fn entries() -> Vec<Vec<u8>> {
    let name = "Алена".to_owned();
    let seed = Secret::from_bytes(&[1; 32]);
    let tokens = TokenBatch {
        seed,
        next: 3,
        end: 9,
    };
    [None, Some(tokens)]
        .map(|tokens| {
            let name = name.clone();
            encode::encode(&Entry {
                name,
                tokens,
                was: None,
            })
        })
        .to_vec()
}

#[test]
#[ignore = "makes new seeds; run by hand"]
fn write_missing_seeds() {
    let statements = || {
        let mut log = log::Writer::begun();
        log.say(1, "editor", state::move_in(&[(3, array(&[]))]));
        log.say(1, "editor", state::move_out(&[1; 32], &[([2; 32], 3)]));
        log.statements
    };
    let words = [
        "legal winner thank year wave sausage worth useful",
        "абажур",
        "1. zoo",
        "ё ў ʼ",
        "",
    ];
    let short = |seeds: Vec<Vec<u8>>| -> Vec<Vec<u8>> { seeds.into_iter().take(6).collect() };
    let seeds: [(&str, Vec<Vec<u8>>); 17] = [
        ("block", field(block::cases(), "head")),
        ("card", cards()),
        ("head-list", field(head_list::cases(), "plaintext")),
        ("inbox", short(field(inbox::cases(), "handed-in"))),
        ("keyring", field(keyring::cases(), "plaintext")),
        ("link", field(link::cases(), "link")),
        ("log", statements()),
        ("log-page", log_page::plain()),
        ("packet", packet::plain()),
        ("page", page::contents(&page::whole()).to_vec()),
        ("post", posts()),
        ("request", field(request::cases(), "request")),
        ("roster", entries()),
        ("seal", short(field(seal::cases(), "sealed"))),
        ("slot", short(field(envelope::cases(), "slot"))),
        ("statement", statements()),
        (
            "words",
            words.iter().map(|text| text.as_bytes().to_vec()).collect(),
        ),
    ];
    for (target, seeds) in seeds {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(target);
        fs::create_dir_all(&folder).unwrap();
        for seed in short(seeds) {
            let name = hex::encode(&keys::sha256(&[&seed]).0[..8]);
            fs::write(folder.join(name), seed).unwrap();
        }
    }
}
