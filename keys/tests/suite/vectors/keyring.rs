use keys::keyring::{KEYRING_LEN, Keyring};
use keys::{Refused, derive_keyring_keys, encode};

use super::passphrase::derived;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, text, uint};
use crate::support::rng::Fixed;
use crate::support::{fixed, flipped, raw};

/// The blob is made here from its parts: 16 KiB of padding a case would be committed for nothing.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let keys = derive_keyring_keys(&case.array("stretched"));
    let blob = case.get("blob");
    let keyring = Keyring::open(&keys, blob)?;
    assert_eq!(blob.len(), KEYRING_LEN);
    assert_eq!(encode::encode(&keyring), case.get("plaintext"));
    assert_eq!(keyring.identity().sign.expose_seed(), case.get("sign"));
    assert_eq!(
        keyring.identity().kem.expose_seed().expose(),
        case.get("kem")
    );
    let again = keyring.seal(&keys, &mut Fixed(case.get("blob-id").to_vec()))?;
    assert_eq!(again, blob);
    Ok(())
}

fn null() -> Vec<u8> {
    vec![0xf6]
}

/// Trailing fields that are null are left out, in every array of the suite.
fn person() -> Vec<Vec<u8>> {
    vec![
        uint(1u8),
        text("Васіль"),
        bytes(fixed("sign")),
        bytes(fixed("kem")),
        array(&[]),
        array(&[]),
        array(&[]),
    ]
}

fn full() -> Vec<u8> {
    let remembered = array(&[uint(1u8), array(&[uint(17u8), bytes(fixed("head"))])]);
    let member = array(&[
        bytes(fixed("space")),
        bytes(fixed("founding")),
        uint(300u16),
        null(),
        remembered,
    ]);
    let nonce = &fixed("nonce")[..16];
    let waiting = array(&[
        bytes(fixed("invitation")),
        bytes(fixed("lead keys")),
        uint(3u8),
        bytes(nonce),
    ]);
    let newcomer = array(&[
        bytes(fixed("other space")),
        bytes(fixed("founding")),
        null(),
        waiting,
    ]);
    let fresh = array(&[bytes(fixed("third space")), bytes(fixed("founding"))]);
    let invitation = array(&[
        bytes(fixed("space")),
        bytes(fixed("invitation")),
        uint(2u8),
        uint(3u8),
        bytes(fixed("token")),
        uint(20_000u16),
        uint(9u8),
    ]);
    let named = array(&[uint(5u8), bytes(fixed("head list"))]);
    let lists = array(&[
        bytes(fixed("head list secret")),
        bytes(fixed("token")),
        array(&[named]),
    ]);
    let tokens = array(&[bytes(fixed("token seed")), uint(4u8), uint(100u8)]);
    array(&[
        uint(1u8),
        text("Васіль"),
        bytes(fixed("sign")),
        bytes(fixed("kem")),
        array(&[member, newcomer, fresh]),
        array(&[invitation]),
        array(&[tokens]),
        bytes(fixed("founding seed")),
        lists,
    ])
}

pub(super) fn cases() -> Vec<Case> {
    let stretched = fixed("stretched words");
    let [lookup, sealing, _] = derived(&stretched);
    let seal = |plain: &[u8], size| {
        raw::seal(
            &sealing,
            b"skrynia/1/keyring",
            &lookup,
            0,
            &fixed("blob id"),
            &raw::pad(plain, size),
        )
    };
    let make = |case: Case, plain: Vec<u8>| {
        case.with("stretched", stretched)
            .with("sign", fixed("sign"))
            .with("kem", fixed("kem"))
            .with("blob-id", fixed("blob id"))
            .with("blob", seal(&plain, 16_384))
            .with("plaintext", plain)
    };
    let ok = make(
        Case::ok("somebody-new", "Name and keys, nothing else yet."),
        array(&person()),
    );
    let refused = |name: &str, note: &str, plain| make(Case::refused(name, note), plain);
    let with_null = [person(), vec![null()]].concat();
    let two = [vec![uint(2u8)], person()[1..].to_vec()].concat();
    let lookup_of_another = raw::seal(
        &sealing,
        b"skrynia/1/keyring",
        &fixed("lookup"),
        0,
        &fixed("blob id"),
        &raw::pad(ok.get("plaintext"), 16_384),
    );
    vec![
        make(
            Case::ok("everything", "A founder's, with all that it can hold."),
            full(),
        ),
        refused("version-2", "Version 2.", array(&two)),
        refused(
            "null-at-the-end",
            "A null that is to be left out.",
            array(&with_null),
        ),
        refused(
            "not-canonical",
            "The array's length written too long.",
            long_array(&person()),
        ),
        ok.fault("other-words", "Other words.")
            .with("stretched", fixed("other words")),
        ok.fault("other-lookup", "Moved from another lookup id.")
            .with("blob", lookup_of_another),
        ok.fault("commitment-flipped", "One bit of the commitment.")
            .with("blob", flipped(ok.get("blob"), 40)),
        ok.fault("other-size", "Padded to 8 KiB.")
            .with("blob", seal(ok.get("plaintext"), 8192)),
        ok.fault(
            "never-existed",
            "What a server answers for words nobody has: 1 and noise.",
        )
        .with("blob", {
            let mut noise = vec![1];
            while noise.len() < KEYRING_LEN {
                noise.extend(raw::hash(&[b"noise", &noise.len().to_be_bytes()]));
            }
            noise.truncate(KEYRING_LEN);
            noise
        }),
        ok,
    ]
}
