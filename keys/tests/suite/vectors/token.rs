use keys::{Refused, derive_token};

use crate::support::case::Case;
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let token = derive_token(&case.array("seed"), case.u32("index"));
    assert_eq!(token.0, case.array("token"));
    assert_eq!(token.hash().0, case.array("stored"));
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let make = |name: &str, index: u32| {
        let seed = fixed("token seed");
        let info = [b"skrynia/1/token".as_slice(), &index.to_be_bytes()].concat();
        let mut token = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, &seed)
            .expand(&info, &mut token)
            .unwrap();
        Case::ok(name, "A token and what the server keeps of it.")
            .with("seed", seed)
            .with("index", index.to_be_bytes())
            .with("token", token)
            .with("stored", raw::hash(&[&token]))
    };
    vec![
        make("first", 0),
        make("thousandth", 999),
        make("last", u32::MAX),
    ]
}
