use keys::heads::{HeadList, HeadLists};
use keys::keyring::{KEYRING_LEN, Remembered};
use keys::statement::Seen;
use keys::{Hash, Refused, SpaceId, encode};

use super::passphrase::derived;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, uint};
use crate::support::rng::Fixed;
use crate::support::{fixed, flipped, raw};

/// A list, and what a keyring says of it.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let lists: HeadLists = encode::decode(case.get("lists"))?;
    let index = case.array::<1>("index")[0];
    let keys = lists.keys(index);
    let blob = case.get("blob");
    let (list, hash) = HeadList::open(&keys, blob)?;
    if !lists.trusts(index, &list, hash) {
        return Err(Refused);
    }
    assert_eq!(blob.len(), KEYRING_LEN);
    assert_eq!(keys.lookup.0, case.array("lookup"));
    assert_eq!(keys.write.public().0, case.array("write-public"));
    assert_eq!(lists.token(index).0, case.array("token"));
    assert_eq!(encode::encode(&list), case.get("plaintext"));
    let seen = Seen {
        seq: u64::from_be_bytes(case.array("seq")),
        head: Hash(case.array("head")),
    };
    let epoch = u32::from_be_bytes(case.array("epoch"));
    let row = lists.row(SpaceId(case.array("space")), &Remembered { epoch, seen });
    // The head is the one remembered, or the region has another history.
    if list.find(&row.region) != Some(&row) {
        return Err(Refused);
    }
    let again = list.seal(&keys, &mut Fixed(case.get("blob-id").to_vec()))?;
    assert_eq!(again, blob);
    Ok(())
}

fn derive(secret: &[u8; 32], label: &str, context: &[u8]) -> [u8; 32] {
    raw::expand(secret, label.as_bytes(), &[context])
}

fn row(space: &[u8; 32], epoch: u32, seq: u64) -> Vec<u8> {
    let secret = fixed("head list secret");
    let region = derive(&secret, "skrynia/1/head-list-region", space);
    let place = [seq.to_be_bytes().as_slice(), &fixed("head")].concat();
    let mark = derive(&secret, "skrynia/1/head-list-mark", &place);
    array(&[
        bytes(&region[..16]),
        uint(epoch),
        uint(seq),
        bytes(&mark[..16]),
    ])
}

pub(super) fn cases() -> Vec<Case> {
    let (secret, token) = (fixed("head list secret"), fixed("token"));
    let root = derive(&secret, "skrynia/1/head-list-keys", &[1]);
    let [lookup, sealing, write] = derived(&root);
    let seal = |plain: &[u8], label: &[u8]| {
        raw::seal(
            &sealing,
            label,
            &lookup,
            0,
            &fixed("blob id"),
            &raw::pad(plain, 16_384),
        )
    };
    // Named: list 0 of generation 3, list 1 as `generation` and `hash` say.
    let lists = |generation: u32, hash: [u8; 32]| {
        let first = array(&[uint(3u8), bytes(fixed("another list"))]);
        let named = array(&[first, array(&[uint(generation), bytes(hash)])]);
        array(&[bytes(secret), bytes(token), named])
    };
    let mut rows = [
        row(&fixed("space"), 2, 17),
        row(&fixed("other space"), 1, 70_000),
    ];
    rows.sort();
    let plain =
        |generation: u8, rows: &[Vec<u8>]| array(&[uint(1u8), uint(generation), array(rows)]);
    let usual = plain(5, &rows);
    let make = |case: Case, plain: &[u8]| {
        let blob = seal(plain, b"skrynia/1/head-list");
        case.with("lists", lists(5, raw::hash(&[&blob])))
            .with("index", [1])
            .with("lookup", lookup)
            .with("write-public", raw::public(&write))
            .with("token", derive(&token, "skrynia/1/head-list-token", &[1]))
            .with("space", fixed("space"))
            .with("epoch", 2u32.to_be_bytes())
            .with("seq", 17u64.to_be_bytes())
            .with("head", fixed("head"))
            .with("blob-id", fixed("blob id"))
            .with("blob", blob)
            .with("plaintext", plain)
    };
    let ok = make(
        Case::ok("newest", "The list that the keyring names."),
        &usual,
    );
    let refused = |name: &str, note: &str, plain: Vec<u8>| make(Case::refused(name, note), &plain);
    let backwards = [rows[1].clone(), rows[0].clone()];
    let twice = [rows[0].clone(), rows[0].clone()];
    let version = array(&[uint(2u8), uint(5u8), array(&rows)]);
    let long = long_array(&[uint(1u8), uint(5u8), array(&rows)]);
    let many: Vec<Vec<u8>> = (0..331u16)
        .map(|n| {
            let region = [n.to_be_bytes().as_slice(), &[0; 14]].concat();
            array(&[bytes(region), uint(1u8), uint(1u8), bytes([0; 16])])
        })
        .collect();
    vec![
        make(
            Case::ok("newer-than-named", "Its device had no time to name it."),
            &plain(6, &rows),
        ),
        make(
            Case::ok("not-named-yet", "The first of its number."),
            &usual,
        )
        .with("lists", array(&[bytes(secret), bytes(token), array(&[])])),
        refused("older-than-named", "The server kept it.", plain(4, &rows)),
        ok.fault("another-of-this-generation", "Not the one that is named.")
            .with("lists", lists(5, fixed("another"))),
        ok.fault("another-head", "The region has another history.")
            .with("head", fixed("another head")),
        ok.fault("another-place", "The same head at another place.")
            .with("seq", 18u64.to_be_bytes()),
        ok.fault("another-list", "List 1 shown as list 0.")
            .with("index", [0]),
        ok.fault("sealed-as-keyring", "Under a keyring's label.")
            .with("blob", seal(&usual, b"skrynia/1/keyring")),
        ok.fault("flipped", "One bit of the ciphertext.")
            .with("blob", flipped(ok.get("blob"), 200)),
        refused("backwards", "Rows descend.", plain(5, &backwards)),
        refused("twice", "One region twice.", plain(5, &twice)),
        refused("too-many", "331 rows.", plain(5, &many)),
        refused("generation-0", "Never written.", plain(0, &rows))
            .with("lists", array(&[bytes(secret), bytes(token), array(&[])])),
        refused("version-2", "Version 2.", version),
        refused(
            "not-canonical",
            "The array's length written too long.",
            long,
        ),
        ok,
    ]
}
