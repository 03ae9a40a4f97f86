use keys::{Access, Epoch, Role, Secret, SpaceId};
use proptest::prelude::*;

const ROLES: [Role; 4] = [Role::Collector, Role::Viewer, Role::Editor, Role::Lead];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Down is one way only, by whatever steps; and two epochs or spaces share nothing.
    #[test]
    fn the_chain_goes_down_only(secret: [u8; 32], space: [u8; 32], number: u32, from in 0usize..4, to in 0usize..4) {
        let epoch = Epoch { space: SpaceId(space), number };
        let access = Access::new(epoch, ROLES[from], Secret::from_bytes(&secret));
        let derived = access.derive(ROLES[to]);
        prop_assert_eq!(derived.is_some(), to <= from);
        if let Some(derived) = derived {
            for step in &ROLES[to..=from] {
                let by_steps = access.derive(*step).unwrap().derive(ROLES[to]);
                prop_assert_eq!(by_steps.as_ref(), Some(&derived));
            }
            prop_assert_eq!(derived.commitment(), access.commitment());
            if to < from {
                prop_assert_ne!(derived.expose(), access.expose());
                let later = Epoch { number: number.wrapping_add(1), ..epoch };
                let other = Access::new(later, ROLES[from], Secret::from_bytes(&secret)).derive(ROLES[to]).unwrap();
                prop_assert_ne!(other.expose(), derived.expose());
            }
        }
        prop_assert_eq!(access.reading().is_some(), from >= 1);
        prop_assert_eq!(access.inbox().is_some(), from >= 1);
        prop_assert_eq!(access.roster().is_some(), from == 3);
        prop_assert_eq!(access.dummy_capability(2, 0).is_some(), from == 3);
    }
}

/// Real and dummy capability keys pass the same checks: points of the prime-order group.
#[test]
fn dummy_capabilities_look_like_keys() {
    let epoch = Epoch {
        space: SpaceId([1; 32]),
        number: 1,
    };
    let lead = Access::new(epoch, Role::Lead, Secret::from_bytes(&[2; 32]));
    let mut seen = std::collections::HashSet::new();
    for rights in [1, 2, 6, 14] {
        for index in 0..64 {
            let key = lead.dummy_capability(rights, index).unwrap();
            let point = ed25519_dalek::VerifyingKey::from_bytes(&key.0).unwrap();
            assert!(!point.is_weak() && point.to_edwards().is_torsion_free());
            assert!(seen.insert(key.0), "no key twice");
        }
    }
}
