use keys::request::{Operation, SignedRequest};
use keys::{PublicKey, Refused, SignKey, SpaceId, encode};

use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, uint};
use crate::support::{fixed, flipped, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let request: SignedRequest = encode::decode(case.get("request"))?;
    let verified = request
        .clone()
        .verify(operation(case.array::<1>("operation")[0]))?;
    assert_eq!(encode::encode(&request), case.get("request"));
    assert_eq!(
        verified.capability,
        PublicKey(raw::public(&case.array("capability")))
    );
    assert_eq!(verified.space, SpaceId(case.array("space")));
    assert_eq!(verified.day, u16::from_be_bytes(case.array("day")));
    assert_eq!(verified.params, case.get("params"));
    let key = SignKey::from_seed(&case.array("capability"));
    let again = SignedRequest::sign(
        &key,
        verified.operation,
        verified.space,
        verified.day,
        verified.params,
    );
    assert_eq!(again, request);
    Ok(())
}

fn operation(number: u8) -> Operation {
    use Operation::{Append, KeyringWrite, MailboxCreate, Manage, Read};
    [Read, Append, Manage, MailboxCreate, KeyringWrite][usize::from(number) - 1]
}

const REQUEST: &[u8] = b"skrynia/1/request";

fn fields(version: u8, operation: u8) -> [Vec<u8>; 6] {
    [
        uint(version),
        bytes(raw::public(&fixed("capability"))),
        uint(operation),
        bytes(fixed("space")),
        uint(20_000u16),
        bytes(array(&[uint(7u8)])),
    ]
}

fn signature(fields: &[Vec<u8>], label: &[u8]) -> [u8; 64] {
    raw::sign(&fixed("capability"), label, &array(fields))
}

fn signed(fields: &[Vec<u8>], signature: [u8; 64]) -> Vec<Vec<u8>> {
    [fields, &[bytes(signature)]].concat()
}

pub(super) fn cases() -> Vec<Case> {
    let make = |case: Case, operation: u8, request: Vec<u8>| {
        case.with("capability", fixed("capability"))
            .with("operation", [operation])
            .with("space", fixed("space"))
            .with("day", 20_000u16.to_be_bytes())
            .with("params", array(&[uint(7u8)]))
            .with("request", request)
    };
    let names = [
        "read",
        "append",
        "manage",
        "mailbox-create",
        "keyring-write",
    ];
    let mut cases: Vec<Case> = (1u8..)
        .zip(names)
        .map(|(number, name)| {
            let fields = fields(1, number);
            let request = array(&signed(&fields, signature(&fields, REQUEST)));
            make(Case::ok(name, "Signed by its capability."), number, request)
        })
        .collect();
    let append = fields(1, 2);
    let good = signature(&append, REQUEST);
    let mut refuse = |name: &str, note: &str, request: Vec<u8>| {
        cases.push(make(Case::refused(name, note), 2, request));
    };
    let bytes_of = |fields: &[Vec<u8>], signature| array(&signed(fields, signature));
    let with = |at: usize, item: Vec<u8>| {
        let mut fields = append.clone();
        fields[at] = item;
        fields
    };
    let whole = bytes_of(&append, good);
    refuse("other-operation", "A read where an append is asked for.", {
        let read = fields(1, 1);
        bytes_of(&read, signature(&read, REQUEST))
    });
    refuse("operation-unknown", "Operation 6.", {
        let unknown = fields(1, 6);
        bytes_of(&unknown, signature(&unknown, REQUEST))
    });
    refuse("operation-99", "Operation 99.", {
        let unknown = fields(1, 99);
        bytes_of(&unknown, signature(&unknown, REQUEST))
    });
    refuse("version-2", "Version 2, signed.", {
        let two = fields(2, 2);
        bytes_of(&two, signature(&two, REQUEST))
    });
    refuse(
        "space-changed",
        "Signed for another space.",
        bytes_of(&with(3, bytes(fixed("other space"))), good),
    );
    refuse(
        "day-changed",
        "Signed on another day.",
        bytes_of(&with(4, uint(20_001u16)), good),
    );
    refuse(
        "params-changed",
        "Signed for other parameters.",
        bytes_of(&with(5, bytes(array(&[uint(8u8)]))), good),
    );
    refuse(
        "capability-changed",
        "Another key than the signer's.",
        bytes_of(&with(1, bytes(raw::public(&fixed("other")))), good),
    );
    refuse(
        "signed-as-statement",
        "A signature for another purpose.",
        bytes_of(&append, signature(&append, b"skrynia/1/statement")),
    );
    refuse("signature-flipped", "One bit of it.", flipped(&whole, -1));
    refuse(
        "signature-not-canonical",
        "S + L in place of S.",
        bytes_of(&append, raw::non_canonical(good)),
    );
    refuse(
        "trailing-byte",
        "A byte after the end.",
        [whole.as_slice(), &[0]].concat(),
    );
    refuse(
        "not-canonical",
        "The array's length written too long.",
        long_array(&signed(&append, good)),
    );
    refuse(
        "a-field-more",
        "An array of eight.",
        array(&[signed(&append, good), vec![uint(0u8)]].concat()),
    );
    refuse("nothing", "No bytes at all.", Vec::new());
    for (index, key) in raw::weak_keys().into_iter().enumerate() {
        // With R = A = a point of small order and S = 0, a lax check holds for every eighth message or for all.
        let forged = [key, [0; 32]].concat().try_into().unwrap();
        let name = format!("weak-capability-{index:02}");
        refuse(
            &name,
            "A key of small order, or one nobody writes so.",
            bytes_of(&with(1, bytes(key)), forged),
        );
    }
    cases
}
