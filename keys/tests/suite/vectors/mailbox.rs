use keys::invitation::{Post, derive_mailbox};
use keys::{Refused, Secret};

use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::rng::Fixed;
use crate::support::{fixed, flipped, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let secret = Secret::from_bytes(&case.array("secret"));
    assert_eq!(derive_mailbox(&secret).0, case.array("mailbox"));
    let blob = case.get("post");
    let post = Post::open(&secret, blob)?;
    assert_eq!(keys::encode::encode(&post.keys), case.get("keys"));
    assert_eq!(post.nonce.0, case.array("nonce"));
    assert_eq!(post.name.as_bytes(), case.get("name"));
    let again = post.seal(&secret, &mut Fixed(case.get("blob-id").to_vec()))?;
    assert_eq!(again, blob);
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let secret = fixed("invitation");
    let mailbox: [u8; 32] = raw::expand(&secret, b"skrynia/1/mailbox-id", &[]);
    let nonce = &fixed("nonce")[..16];
    let member = raw::member(&fixed("newcomer sign"), &fixed("newcomer kem"));
    let seal = |plain: &[u8], size| {
        raw::seal(
            &secret,
            b"skrynia/1/mailbox-post",
            &mailbox,
            0,
            &fixed("blob id"),
            &raw::pad(plain, size),
        )
    };
    let fields = |version: u8, member: &[u8]| {
        vec![uint(version), member.to_vec(), bytes(nonce), text("Алена")]
    };
    let make = |case: Case, plain: Vec<u8>| {
        case.with("secret", secret)
            .with("mailbox", mailbox)
            .with("keys", &member)
            .with("nonce", nonce)
            .with("name", "Алена")
            .with("blob-id", fixed("blob id"))
            .with("post", seal(&plain, 4096))
    };
    let ok = make(
        Case::ok("post", "A newcomer's keys, nonce and name."),
        array(&fields(1, &member)),
    );
    let refused = |name: &str, note: &str, plain| make(Case::refused(name, note), plain);
    let keys = |sign: [u8; 32], kem: &[u8]| array(&[bytes(sign), bytes(kem)]);
    let kem = raw::kem_public(&fixed("newcomer kem"));
    let sign = raw::public(&fixed("newcomer sign"));
    let mut cases = vec![
        refused("version-2", "Version 2.", array(&fields(2, &member))),
        refused(
            "a-field-more",
            "An array of five.",
            array(&[fields(1, &member), vec![uint(0u8)]].concat()),
        ),
        refused(
            "kem-short",
            "A KEM key one byte short.",
            array(&fields(1, &keys(sign, &kem[1..]))),
        ),
        refused(
            "kem-not-reduced",
            "ML-KEM coefficients beyond q.",
            array(&fields(1, &keys(sign, &[&[0xff; 3], &kem[3..]].concat()))),
        ),
        ok.fault("other-secret", "The post of another invitation.")
            .with("secret", fixed("other invitation"))
            .with(
                "mailbox",
                raw::expand::<32>(&fixed("other invitation"), b"skrynia/1/mailbox-id", &[]),
            ),
        ok.fault("flipped", "One bit of the ciphertext.")
            .with("post", flipped(ok.get("post"), 100)),
        ok.fault("other-size", "Padded to 1 KiB, as no post is.")
            .with("post", seal(&array(&fields(1, &member)), 2048)),
        ok,
    ];
    for (index, point) in raw::low_order_points().into_iter().enumerate() {
        let weak = keys(sign, &[&kem[..1184], &point].concat());
        cases.push(refused(
            &format!("kem-low-order-{index:02}"),
            "A low-order X25519 part.",
            array(&fields(1, &weak)),
        ));
    }
    for (index, weak) in raw::weak_keys().into_iter().enumerate().step_by(4) {
        let weak = keys(weak, &kem);
        cases.push(refused(
            &format!("sign-weak-{index:02}"),
            "A weak signing key.",
            array(&fields(1, &weak)),
        ));
    }
    cases
}
