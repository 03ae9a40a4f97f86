use super::*;
use crate::statement::{Deletion, ImportTag, NewField};

/// Two records of an import.
fn imported(import: u8) -> Change {
    let record = NewRecord(vec![NewField {
        field: 1,
        value: Value::text("a"),
    }]);
    Change {
        import: Some(ImportTag {
            id: Nonce([import; 16]),
            name: String::new(),
        }),
        create: vec![record.clone(), record],
        ..Change::default()
    }
}

fn deletion(statement: Hash, count: u32, deleted: bool) -> Change {
    Change {
        delete: vec![Deletion {
            statement,
            first: 0,
            count,
            deleted,
        }],
        ..Change::default()
    }
}

#[test]
fn an_import_is_undone_when_all_of_it_is() {
    let mut records = Records::default();
    let (one, two) = (Hash([1; 32]), Hash([2; 32]));
    let mut apply = |seq, hash, change| {
        records.apply((seq, seq - 1), hash, change, |_| {});
        let undone: Vec<bool> = records
            .imports()
            .iter()
            .map(|import| import.undone)
            .collect();
        undone
    };
    apply(1, one, imported(1));
    assert_eq!(apply(2, two, imported(2)), [false, false]);
    assert_eq!(
        apply(3, Hash([3; 32]), deletion(two, 1, true)),
        [false, false]
    );
    assert_eq!(
        apply(4, Hash([4; 32]), deletion(two, 2, true)),
        [false, true]
    );
    assert_eq!(
        apply(5, Hash([5; 32]), deletion(one, 2, true)),
        [true, true]
    );
    assert_eq!(
        apply(6, Hash([6; 32]), deletion(two, 2, false)),
        [true, false]
    );
}

/// What stood at 10, was lost, and stands again at 30 behind a gap that ends at 25.
#[test]
fn who_saw_what_was_lost_has_seen_it_where_it_stands_now() {
    let again = Again {
        stood: 10,
        resumed: 25,
        hash: Hash([1; 32]),
    };
    let again = BTreeMap::from([(30, again)]);
    for (seen, knew) in [
        (9, false),
        (10, true),
        (24, true),
        // Behind the gap it isn't there before it is said again.
        (25, false),
        (29, false),
        (30, true),
    ] {
        assert_eq!(saw(&again, seen, 30), knew, "{seen}");
    }
    assert!(!saw(&again, 10, 31) && saw(&again, 31, 31));
}
