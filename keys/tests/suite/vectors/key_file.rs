use keys::{Refused, derive_keyring_keys, sha256, with_key_file};

use super::passphrase::derived;
use crate::support::case::Case;
use crate::support::{fixed, raw};

/// From what Argon2id gives on; what comes before has vectors of its own.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let stretched = with_key_file(&case.array("stretched"), sha256(&[case.get("file")]));
    assert_eq!(stretched.as_slice(), case.get("both"));
    let keys = derive_keyring_keys(&stretched);
    assert_eq!(keys.lookup.0, case.array("lookup"));
    assert_eq!(keys.sealing.expose(), case.get("sealing"));
    assert_eq!(keys.write.public().0, case.array("write-public"));
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let make = |name: &str, note: &str, file: &[u8]| {
        let stretched = fixed("stretched words");
        let ikm = [stretched, raw::hash(&[file])].concat();
        let label = b"skrynia/1/key-file";
        let mut both = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, &ikm)
            .expand(&[&[18], label.as_slice()].concat(), &mut both)
            .unwrap();
        let [lookup, sealing, write] = derived(&both);
        Case::ok(name, note)
            .with("stretched", stretched)
            .with("file", file)
            .with("both", both)
            .with("lookup", lookup)
            .with("sealing", sealing)
            .with("write-public", raw::public(&write))
    };
    vec![
        make("picture", "A file beside the words.", b"any bytes at all"),
        make("empty", "A file without a byte is one as well.", b""),
    ]
}
