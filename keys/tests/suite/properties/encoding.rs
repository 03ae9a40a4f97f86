use keys::encode::{decode, encode};
use keys::statement::{
    Body, Change, Deletion, Edit, FieldEdit, ImportTag, NewField, NewRecord, RecordRef,
    STATEMENT_MAX, Seen, SignedStatement, Statement, Value,
};
use keys::{Access, Epoch, Hash, Nonce, OrgId, SignKey, SpaceId};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::corpus::decoders::TARGETS;
use crate::support::rng::Seeded;

fn value() -> impl Strategy<Value = Value> {
    any::<String>().prop_map(|text| Value::text(&text))
}

fn reference() -> impl Strategy<Value = RecordRef> {
    (any::<[u8; 32]>(), any::<u32>()).prop_map(|(statement, index)| RecordRef {
        statement: Hash(statement),
        index,
    })
}

fn change() -> impl Strategy<Value = Change> {
    let import = proptest::option::of((any::<[u8; 16]>(), any::<String>())).prop_map(|tag| {
        tag.map(|(id, name)| ImportTag {
            id: Nonce(id),
            name,
        })
    });
    let field = (any::<u16>(), value()).prop_map(|(field, value)| NewField { field, value });
    let edited =
        (any::<u16>(), any::<u64>(), value()).prop_map(|(field, based_on, value)| FieldEdit {
            field,
            based_on,
            value,
        });
    let edit =
        (reference(), vec(edited, 0..4)).prop_map(|(record, fields)| Edit { record, fields });
    let deletion =
        (reference(), any::<u32>(), any::<bool>()).prop_map(|(first, count, deleted)| Deletion {
            statement: first.statement,
            first: first.index,
            count,
            deleted,
        });
    (
        import,
        vec(vec(field, 0..4).prop_map(NewRecord), 0..4),
        vec(edit, 0..4),
        vec(deletion, 0..4),
    )
        .prop_map(|(import, create, edit, delete)| Change {
            import,
            create,
            edit,
            delete,
        })
}

/// One item of CBOR in every shape a value may have.
fn item() -> impl Strategy<Value = Vec<u8>> {
    use crate::support::cbor::{array, bytes, text, uint};
    let leaf = prop_oneof![
        any::<u64>().prop_map(uint),
        vec(any::<u8>(), 0..40).prop_map(bytes),
        any::<String>().prop_map(|t| text(&t)),
        prop::sample::select(vec![
            vec![0xf4],
            vec![0xf5],
            vec![0xf6],
            vec![0x20],
            vec![0xfb, 0, 0, 0, 0, 0, 0, 0, 1]
        ]),
    ];
    leaf.prop_recursive(4, 32, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(|items| array(&items)),
            inner.clone().prop_map(|item| [vec![0xc1], item].concat()),
            (inner.clone(), inner).prop_map(|(a, b)| [vec![0xa1], a, b].concat()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_reads_the_same(change in change()) {
        let bytes = encode(&change);
        prop_assert_eq!(decode::<Change>(&bytes).unwrap(), change.clone());
        let body = Body::Change(change);
        let written = encode(&body);
        prop_assert_eq!(decode::<Body>(&written).unwrap(), body);
        // A buffer that had to grow has left copies behind, of secrets too.
        prop_assert_eq!(written.capacity(), written.len());
    }

    /// Whatever byte is altered, cut or added: refused, or it reads as something that is written just so.
    #[test]
    fn one_value_has_one_encoding(change in change(), at in any::<prop::sample::Index>(), byte: u8, cut: bool) {
        let mut bytes = encode(&Body::Change(change));
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        if let Ok(body) = decode::<Body>(&bytes) {
            prop_assert_eq!(encode(&body), bytes);
        }
    }

    #[test]
    fn trailing_bytes_are_refused(change in change(), tail in vec(any::<u8>(), 1..4)) {
        let bytes = [encode(&change), tail].concat();
        prop_assert!(decode::<Change>(&bytes).is_err());
    }

    #[test]
    fn deterministic_values_are_carried_verbatim(item in item()) {
        let value = decode::<Value>(&item).unwrap();
        prop_assert_eq!(value.as_bytes(), item.as_slice());
        prop_assert_eq!(encode(&value), item);
    }

    #[test]
    fn no_decoder_panics(data in vec(any::<u8>(), 0..300)) {
        for (_, target) in TARGETS {
            target(&data);
        }
    }
}

#[test]
fn values_that_are_no_deterministic_item() {
    let deep = [vec![0x81; 17], vec![0]].concat();
    let bad: [&[u8]; 16] = [
        &[],
        &[0xff],
        &[0x18, 23],
        &[0x19, 0, 255],
        &[0x1a, 0, 0, 255, 255],
        &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
        &[0x5f, 0x41, 0, 0xff],
        &[0x61, 0xff],
        &[0x62, 0x61],
        &[0x9f, 0xff],
        &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
        &[0xa2, 1, 0, 0, 0],
        &[0xa2, 1, 0, 1, 0],
        &[0xf8, 24],
        &[0x1c],
        &deep,
    ];
    for bytes in bad {
        assert!(decode::<Value>(bytes).is_err(), "{bytes:02x?}");
    }
}

/// An own signature's statement reads as what was said.
#[test]
fn statements_round_trip() {
    let rng = &mut Seeded::new(1);
    let author = SignKey::make(rng);
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 9,
    };
    let seen = Seen {
        seq: 3,
        head: Hash([2; 32]),
    };
    let signed = keys::statement::SignedStatement::sign(
        &author,
        OrgId([3; 32]),
        epoch,
        seen,
        20_000,
        Body::Beacon,
        rng,
    );
    let bytes = encode(&signed);
    assert_eq!(
        decode::<keys::statement::SignedStatement>(&bytes).unwrap(),
        signed
    );
    assert_eq!(keys::sha256(&[&bytes]), signed.hash());
    assert!(decode::<Statement>(&bytes).is_err());
}

/// RFC 8949 section 3.3: what may stand in a field, though this suite writes none of it.
#[test]
fn floats_of_any_width_are_carried_whole() {
    for width in [2, 4, 8] {
        let head: u8 = match width {
            2 => 0xf9,
            4 => 0xfa,
            _ => 0xfb,
        };
        let float = [vec![head], vec![0x3c; width]].concat();
        let value: Value = decode(&float).unwrap();
        assert_eq!(encode(&value), float);
        assert_eq!(value.as_text(), None);
        assert!(decode::<Value>(&float[..width]).is_err());
    }
    assert_eq!(Value::text("Алена").as_text(), Some("Алена"));
}

/// 64 bytes below the largest size class, so that no entry needs another one for its signature.
#[test]
fn a_statement_of_the_largest_size_is_sealed_and_none_beyond() {
    let rng = &mut Seeded::new(1);
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let access = Access::make(epoch, rng);
    let key = SignKey::make(rng);
    let seen = Seen {
        seq: 1,
        head: Hash([2; 32]),
    };
    let mut of = |len: usize| {
        let change = Change {
            create: vec![NewRecord(vec![NewField {
                field: 1,
                value: Value::text(&"a".repeat(len)),
            }])],
            ..Change::default()
        };
        let body = Body::Change(change);
        SignedStatement::sign(&key, OrgId([3; 32]), epoch, seen, 7, body, rng)
    };
    let around = encode(&of(100_000)).len() - 100_000;
    let [largest, beyond] = [0, 1].map(|more| of(STATEMENT_MAX - around + more));
    assert_eq!(encode(&largest).len(), STATEMENT_MAX);
    let rng = &mut Seeded::new(2);
    assert!(largest.seal(&access, rng).is_ok());
    assert!(beyond.seal(&access, rng).is_err());
}
