use keys::{FoundingKey, Refused, Secret};

use crate::support::case::Case;
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let key = FoundingKey::from_seed(Secret::from_bytes(&case.array("seed")));
    assert_eq!(key.sign_key().public().0, case.array("public"));
    assert_eq!(key.fingerprint().0, case.array("fingerprint"));
    assert_eq!(
        key.recovery().expose_seed().expose(),
        case.get("recovery-seed")
    );
    assert_eq!(key.recovery().public()?.0, case.array("recovery-public"));
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let seed = fixed("founding seed");
    let public = raw::public(&raw::expand(&seed, b"skrynia/1/founding-key", &[]));
    let recovery: [u8; 32] = raw::expand(&seed, b"skrynia/1/kem-recovery", &[]);
    let kem = x_wing::DecapsulationKey::from(recovery);
    vec![
        Case::ok("keys", "Everything a founding seed gives.")
            .with("seed", seed)
            .with("public", public)
            .with(
                "fingerprint",
                raw::hash(&[b"skrynia/1/founding-fingerprint", &public]),
            )
            .with("recovery-seed", recovery)
            .with(
                "recovery-public",
                x_wing::KeyExport::to_bytes(x_wing::Decapsulator::encapsulation_key(&kem)),
            ),
    ]
}
