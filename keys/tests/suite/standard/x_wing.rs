//! draft-connolly-cfrg-xwing-kem, appendix C, as the x-wing crate 0.1.1 carries it (tests/test-vectors.json; Apache-2.0 or MIT).

use ::hpke::kem::XWing;
use ::hpke::{Deserializable, Kem, Serializable};
use serde::Deserialize;
use x_wing::TryKeyInit;

use crate::support::raw;

#[derive(Deserialize)]
struct Vector {
    seed: String,
    eseed: String,
    ss: String,
    pk: String,
    ct: String,
}

#[test]
fn key_encapsulation_and_decapsulation() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("x-wing.json")).unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let seed = super::unhex(&vector.seed);
        let public = hex::decode(vector.pk).unwrap();
        let eseed: [u8; 64] = super::unhex(&vector.eseed);
        let (enc, shared) = (
            hex::decode(vector.ct).unwrap(),
            hex::decode(vector.ss).unwrap(),
        );
        // The key pair by way of HPKE, as the suite makes it.
        let private = <XWing as Kem>::PrivateKey::from_bytes(&seed).unwrap();
        assert_eq!(XWing::sk_to_pk(&private).to_bytes().as_slice(), public);
        assert_eq!(
            keys::KemKey::from_seed(keys::Secret::from_bytes(&seed))
                .public()
                .unwrap()
                .0
                .as_slice(),
            public
        );
        let to = x_wing::EncapsulationKey::new_from_slice(&public).unwrap();
        let (made, secret) = to.encapsulate_deterministic(&eseed.into());
        assert_eq!(made.as_slice(), enc);
        assert_eq!(secret.as_slice(), shared);
        assert_eq!(raw::decapsulate(&seed, &enc), shared);
    }
}
