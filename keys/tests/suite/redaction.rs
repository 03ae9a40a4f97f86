//! `Debug` shows nothing that anybody may not read over a shoulder. And what is secret is wiped when dropped.

use keys::card::Card;
use keys::envelope::Grant;
use keys::invitation::{Link, Post};
use keys::keyring::Keyring;
use keys::statement::{Change, Found, ImportTag, NewField, NewRecord, SignedStatement, Value};
use keys::words::Phrase;
use keys::{
    Access, Epoch, FoundingKey, Hash, Identity, KemKey, Nonce, OrgId, Role, Secret, SignKey,
    SpaceId,
};
use zeroize::ZeroizeOnDrop;

use crate::support::rng::Seeded;

/// The names in every value below, and the secrets' first bytes in the ways a derived `Debug` would print them.
const SECRET: [&str; 6] = ["Алена", "Брэст", "contacts.csv", "77, 77", "4d4d", "0x4d"];

fn shows(value: &impl core::fmt::Debug, expected: &str) {
    let shown = format!("{value:?}");
    for secret in SECRET {
        assert!(!shown.contains(secret), "{shown}");
        assert!(!format!("{value:#?}").contains(secret), "{value:#?}");
    }
    assert_eq!(shown, expected);
}

#[test]
fn secrets() {
    let seed = [77; 32];
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let secret = Secret::from_bytes(&seed);
    let access = Access::new(epoch, Role::Lead, secret.clone());
    shows(&secret, "Secret(…)");
    shows(&SignKey::from_seed(&seed), "SignKey(…)");
    shows(&KemKey::from_seed(secret.clone()), "KemKey(Secret(…))");
    shows(
        &FoundingKey::from_seed(secret.clone()),
        "FoundingKey(Secret(…))",
    );
    let identity = Identity {
        sign: SignKey::from_seed(&seed),
        kem: KemKey::from_seed(secret.clone()),
    };
    shows(
        &identity,
        "Identity { sign: SignKey(…), kem: KemKey(Secret(…)) }",
    );
    shows(
        &access,
        "Access { epoch: Epoch { space: SpaceId(01010101…), number: 1 }, role: Lead, secret: Secret(…) }",
    );
    let lead = keys::PublicKey([2; 32]);
    shows(
        &Grant {
            access,
            capability: SignKey::from_seed(&seed),
            lead,
        },
        "Grant { access: Access { epoch: Epoch { space: SpaceId(01010101…), number: 1 }, role: Lead, secret: Secret(…) }, \
         capability: SignKey(…), lead: PublicKey(02020202…) }",
    );
    let keyring = Keyring::new("Алена".into(), &identity);
    shows(
        &keyring,
        "Keyring { version: 1, memberships: [], invitations: [], tokens: [], head_lists: None, .. }",
    );
    let link = Link::new(
        secret.clone(),
        SpaceId([1; 32]),
        Hash([2; 32]),
        Hash([3; 32]),
        1,
        secret,
    );
    shows(
        &link,
        "Link { version: 1, secret: Secret(…), space: SpaceId(01010101…), founding: Hash(02020202…), \
         lead: Hash(03030303…), list: 1, token: Secret(…) }",
    );
    shows(
        &keys::words::parse("legal winner thank year wave sausage", 6).unwrap(),
        "Phrase(..)",
    );
    let stretched = keys::derive_keyring_keys(&seed);
    let shown = format!("{stretched:?}");
    assert!(
        shown.contains("sealing: Secret(…), write: SignKey(…)"),
        "{shown}"
    );
}

#[test]
fn names() {
    let rng = &mut Seeded::new(1);
    let identity = Identity::make(rng);
    let member = identity.public().unwrap();
    let post = Post::make(member.clone(), "Алена".into(), rng);
    assert!(!format!("{post:?}").contains("Алена"));
    let found = Found {
        organisation: OrgId([1; 32]),
        name: "Алена".into(),
        root: SpaceId([2; 32]),
        admins: Vec::new(),
        recovery: member.kem,
    };
    shows(
        &found,
        "Found { organisation: OrgId(01010101…), root: SpaceId(02020202…), admins: [], .. }",
    );
    let change = Change {
        import: Some(ImportTag {
            id: Nonce([1; 16]),
            name: "contacts.csv".into(),
        }),
        create: vec![NewRecord(vec![NewField {
            field: 1,
            value: Value::text("Алена"),
        }])],
        ..Change::default()
    };
    shows(
        &change,
        "Change { import: Some(ImportTag { id: Nonce(01010101…), .. }), \
         create: [NewRecord([NewField { field: 1, value: Value(11 bytes) }])], edit: [], delete: [] }",
    );
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let access = Access::make(epoch, rng);
    let chain: Vec<SignedStatement> = Vec::new();
    let card = Card::new(
        &access,
        "Брэст".into(),
        b"criteria".to_vec(),
        identity.sign.public(),
        chain,
        1,
    )
    .unwrap();
    assert!(!format!("{card:?}").contains("Брэст"));
}

#[test]
fn statements_show_their_length_only() {
    let rng = &mut Seeded::new(1);
    let author = SignKey::make(rng);
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let seen = keys::statement::Seen {
        seq: 0,
        head: Hash([0; 32]),
    };
    let body = keys::statement::Body::Beacon;
    let signed = SignedStatement::sign(&author, OrgId([1; 32]), epoch, seen, 1, body, rng);
    let shown = format!("{signed:?}");
    assert!(
        shown.starts_with("SignedStatement(") && shown.ends_with(" bytes)"),
        "{shown}"
    );
}

/// Compiles only if each of them wipes itself: ours, and the crates' keys inside ours.
#[test]
fn secrets_are_wiped_when_dropped() {
    fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<Secret>();
    wiped::<Phrase>();
    wiped::<ed25519_dalek::SigningKey>();
    wiped::<aes_gcm::Aes256Gcm>();
    wiped::<x_wing::DecapsulationKey>();
}

#[test]
fn cards() {
    let key = FoundingKey::from_seed(Secret::from_bytes(&[77; 32]));
    let mut rng = Seeded::new(1);
    let cards = keys::shares::split(&key, 2, 3, &mut rng).unwrap();
    shows(&cards, "[Share(…), Share(…), Share(…)]");
}
