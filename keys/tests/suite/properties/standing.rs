//! Who stands where in a region below the root, what that lets them do, and what makes new keys due.

use keys::envelope::Grant;
use keys::packet::Packet;
use keys::statement::{
    Above, AboveCapabilities, Appoint, Body, Criteria, Erase, ErasedPlace, Parent, RecordRef,
    Revoke,
};
use keys::{Access, Epoch, Hash, OrgId, PublicKey, Role, Secret, SignKey};

use super::region::Region;

/// An admin, a lead and an editor above, a lead and an editor here, and a stranger.
const ADMIN: usize = 0;
const LEAD_ABOVE: usize = 1;
const EDITOR_ABOVE: usize = 2;
const LEAD: usize = 3;
const EDITOR: usize = 4;
const STRANGER: usize = 5;

fn capability(role: Role) -> SignKey {
    SignKey::from_seed(&[role as u8; 32])
}

fn capabilities() -> AboveCapabilities {
    let key = |role| capability(role).public();
    AboveCapabilities {
        lead: key(Role::Lead),
        edit: key(Role::Editor),
        read: key(Role::Viewer),
    }
}

/// `parent` again, with nothing but other people.
fn people(region: &Region, leads: &[usize], editors: &[usize]) -> Body {
    region.parent(5, leads, editors)
}

fn appointed(region: &mut Region, number: u32, admins: &[usize]) -> bool {
    let admins = admins.iter().map(|person| region.keys(*person)).collect();
    let founder = region.founding.sign_key();
    let said = region.above(&founder, 3, Body::Appoint(Appoint { number, admins }));
    region.takes_copy(&said)
}

fn revoked(region: &Region, person: usize) -> Body {
    Body::Revoke(Revoke {
        member: region.name(person),
    })
}

#[test]
fn everybody_has_the_rank_of_their_place() {
    let region = Region::make(1, true);
    let authority = region.log.authority();
    let ranks = [Some(0), Some(1), None, Some(2), None, None];
    for (person, rank) in (0..).zip(ranks) {
        let key = &region.name(person);
        assert_eq!(authority.rank(key), rank, "{person}");
        assert_eq!(authority.is_lead(key), rank.is_some(), "{person}");
        assert_eq!(authority.describes(key), rank.is_some(), "{person}");
        assert_eq!(authority.is_editor(key), person != STRANGER, "{person}");
        assert_eq!(authority.is_above(key), rank < Some(2) && rank.is_some());
        assert_eq!(authority.is_admin(key), person == ADMIN);
        for (other, lower) in (0..).zip(ranks) {
            let above = rank.is_some_and(|rank| lower.is_none_or(|lower| rank < lower));
            let ranks_above = authority.ranks_above(key, &region.name(other));
            assert_eq!(ranks_above, above, "{person} {other}");
        }
    }
}

#[test]
fn what_the_log_has_established_is_told() {
    let mut region = Region::make(1, true);
    let authority = region.log.authority();
    let here = region.access.epoch().space;
    assert_eq!(authority.organisation(), Some(OrgId([1; 32])));
    assert_eq!(authority.name(), Some("A"));
    let recovery = region.founding.recovery().public().unwrap();
    assert_eq!(authority.recovery(), Some(&recovery));
    assert_eq!(authority.path().len(), 2);
    assert_eq!(authority.path().last(), Some(&here));
    assert_eq!(authority.created().map(|create| create.child), Some(here));
    assert_eq!(authority.parentage().map(|parent| parent.epoch), Some(5));
    let Body::Parent(said) = region.parent(5, &[LEAD_ABOVE], &[EDITOR_ABOVE]) else {
        unreachable!()
    };
    assert_eq!(authority.above(), said.above);
    assert_eq!((authority.epoch(), authority.next_epoch()), (1, Some(2)));
    assert!(authority.is_open() && !Region::make(1, false).log.authority().is_open());
    let mut members = [region.name(LEAD), region.name(EDITOR)];
    members.sort_unstable();
    assert!(authority.members().map(|(key, _)| *key).eq(members));
    for person in [LEAD, EDITOR] {
        let member = authority.member(&region.name(person)).unwrap();
        assert_eq!(member.grant.member, region.keys(person));
    }
    // Keys are known of who stood here or was copied from above, and of other leads above by their hash alone.
    assert_eq!(authority.appointed(), 0);
    assert!(authority.admins().eq([region.name(ADMIN)]));
    assert!(authority.admin_keys().eq(&[region.keys(ADMIN)]));
    assert_eq!(authority.described().minimum_app, None);
    let asked = Body::Criteria(Criteria {
        name: None,
        criteria: None,
        minimum_app: Some(2),
    });
    let said = people(&region, &[LEAD_ABOVE, STRANGER], &[EDITOR_ABOVE]);
    for (author, body) in [(LEAD, asked), (ADMIN, said)] {
        assert!(region.says(author, body));
    }
    assert!(appointed(&mut region, 3, &[ADMIN, EDITOR_ABOVE]));
    assert_eq!(region.log.authority().appointed(), 3);
    assert_eq!(region.log.authority().described().minimum_app, Some(2));
    let authority = region.log.authority();
    for person in 0..=STRANGER {
        let (name, keys) = (region.name(person), region.keys(person));
        let of = |people: &[usize]| people.contains(&person).then_some(&keys);
        let stands = of(&[ADMIN, EDITOR_ABOVE, LEAD, EDITOR]);
        assert_eq!(authority.keys_of(&name), stands, "{person}");
        let known = (person != STRANGER).then_some(&keys);
        assert_eq!(authority.known_keys(&name), known, "{person}");
        assert_eq!(authority.keys_hash(&name), Some(keys.hash()), "{person}");
    }
}

#[test]
fn those_below_are_told_of_leads_and_editors_and_of_no_admin() {
    let mut region = Region::make(2, true);
    for (person, role) in [(ADMIN, Role::Lead), (STRANGER, Role::Viewer)] {
        let granted = region.granted(person, role);
        assert!(region.says(ADMIN, granted));
    }
    let Above { leads, editors } = region.log.authority().own();
    let [lead] = leads[..] else {
        panic!("{leads:?}")
    };
    assert_eq!(lead.key, region.name(LEAD));
    assert_eq!(lead.keys, region.keys(LEAD).hash());
    assert_eq!(editors, [region.name(EDITOR)]);
}

#[test]
fn secrets_are_borne_out_by_epoch_and_commitment() {
    let region = Region::make(3, true);
    let epoch = region.access.epoch();
    let runs = |access: &Access| region.log.authority().runs(access);
    assert!(runs(&region.access));
    assert!(runs(&region.access.derive(Role::Collector).unwrap()));
    let later = Epoch { number: 2, ..epoch };
    let secret = region.access.expose();
    assert!(!runs(&Access::new(later, Role::Lead, secret.clone())));
    let other = Secret::from_bytes(&[9; 32]);
    assert!(!runs(&Access::new(epoch, Role::Lead, other)));
    assert!(!Region::blank(3).log.authority().runs(&region.access));
}

/// Of the epoch that runs, in an open region, for the very role and capability, by who speaks for those above.
#[test]
fn an_envelope_for_those_above_needs_all_of_it() {
    for open in [true, false] {
        let mut region = Region::make(4, open);
        let mut parent = people(&region, &[LEAD_ABOVE], &[EDITOR_ABOVE]);
        if let Body::Parent(Parent {
            capabilities: said, ..
        }) = &mut parent
        {
            *said = Some(capabilities());
        }
        assert!(region.says(ADMIN, parent));
        let authority = region.log.authority();
        assert_eq!(authority.above_capabilities(), Some(&capabilities()));
        let confirms = |access: &Access, of: Role, lead: PublicKey| {
            authority.confirms_above(&Grant {
                access: access.clone(),
                capability: capability(of),
                lead,
            })
        };
        let roles = [Role::Lead, Role::Editor, Role::Viewer];
        for role in roles {
            let access = region.access.derive(role).unwrap();
            for of in roles {
                // The creation's author, and whoever has said `parent` since.
                for (person, speaks) in [(ADMIN, true), (LEAD_ABOVE, true), (LEAD, false)] {
                    let confirmed = confirms(&access, of, region.name(person));
                    assert_eq!(confirmed, open && speaks && role == of, "{role:?} {of:?}");
                }
            }
        }
        let collector = region.access.derive(Role::Collector).unwrap();
        assert!(!confirms(&collector, Role::Viewer, region.name(ADMIN)));
        let other = Secret::from_bytes(&[9; 32]);
        let other = Access::new(region.access.epoch(), Role::Lead, other);
        assert!(!confirms(&other, Role::Lead, region.name(ADMIN)));
    }
}

/// Whoever could read, and may no more, still holds the keys. Nobody else is a reason for new ones.
#[test]
fn new_keys_are_due_when_somebody_can_read_no_more() {
    type Says = fn(&mut Region) -> bool;
    let cases: [(&str, bool, bool, Says); 14] = [
        ("nothing", true, false, |_| true),
        ("a lead above put out", true, true, |region| {
            let said = people(region, &[], &[EDITOR_ABOVE]);
            region.says(ADMIN, said)
        }),
        ("one who never held them", false, false, |region| {
            let said = people(region, &[], &[EDITOR_ABOVE]);
            region.says(ADMIN, said)
        }),
        ("an editor above put out", true, true, |region| {
            let said = people(region, &[LEAD_ABOVE], &[]);
            region.says(ADMIN, said)
        }),
        ("a lead above who edits now", true, true, |region| {
            let said = people(region, &[], &[LEAD_ABOVE, EDITOR_ABOVE]);
            region.says(ADMIN, said)
        }),
        ("an editor above who leads now", true, false, |region| {
            let said = people(region, &[LEAD_ABOVE, EDITOR_ABOVE], &[]);
            region.says(ADMIN, said)
        }),
        ("one more above", true, false, |region| {
            let said = people(region, &[LEAD_ABOVE, STRANGER], &[EDITOR_ABOVE]);
            region.says(ADMIN, said)
        }),
        ("an admin dismissed", true, true, |region| {
            appointed(region, 1, &[STRANGER])
        }),
        ("an admin dismissed, closed", false, false, |region| {
            appointed(region, 1, &[STRANGER])
        }),
        ("one who had a place here", false, true, |region| {
            let granted = region.granted(ADMIN, Role::Lead);
            region.says(ADMIN, granted) && appointed(region, 1, &[STRANGER])
        }),
        ("an admin more", true, false, |region| {
            appointed(region, 1, &[ADMIN, STRANGER])
        }),
        ("an editor put out", true, true, |region| {
            let said = revoked(region, EDITOR);
            region.says(LEAD, said)
        }),
        ("a viewer who may more", true, false, |region| {
            [Role::Viewer, Role::Viewer, Role::Editor]
                .into_iter()
                .all(|role| {
                    let granted = region.granted(STRANGER, role);
                    region.says(LEAD, granted)
                })
        }),
        ("a viewer who only collects now", true, true, |region| {
            [Role::Viewer, Role::Collector].into_iter().all(|role| {
                let granted = region.granted(STRANGER, role);
                region.says(LEAD, granted)
            })
        }),
    ];
    for (name, open, due, says) in cases {
        let mut region = Region::make(5, open);
        assert!(says(&mut region), "{name}");
        assert_eq!(region.log.authority().rotation_due(), due, "{name}");
        // It stays due until it is done.
        assert!(region.says(LEAD, Body::Beacon), "{name}");
        assert_eq!(region.log.authority().rotation_due(), due, "{name}");
    }
}

/// Who was copied as a lead, and isn't named when those above are named first, has never held the keys.
#[test]
fn the_first_parent_makes_nothing_due() {
    let mut region = Region::blank(6);
    for copy in region.opening(0, true) {
        assert!(region.takes_copy(&copy));
    }
    let said = region.parent(5, &[], &[EDITOR_ABOVE]);
    assert!(region.says(ADMIN, said));
    assert!(!region.log.authority().is_lead(&region.name(LEAD_ABOVE)));
    assert!(!region.log.authority().rotation_due());
}

#[test]
fn nobody_is_named_twice_among_those_above() {
    let mut region = Region::make(7, true);
    for (leads, editors, counts) in [
        (&[LEAD_ABOVE, LEAD_ABOVE][..], &[][..], false),
        (&[], &[EDITOR_ABOVE, EDITOR_ABOVE], false),
        (&[LEAD_ABOVE], &[LEAD_ABOVE, EDITOR_ABOVE], true),
    ] {
        let said = people(&region, leads, editors);
        assert_eq!(region.says(ADMIN, said), counts, "{leads:?} {editors:?}");
    }
}

/// Who lets somebody in must know how they stand above by now, whether they were named there since or put out.
#[test]
fn a_grant_knows_how_its_member_stands_above() {
    for (whom, editors) in [
        (EDITOR_ABOVE, &[][..]),
        (STRANGER, &[EDITOR_ABOVE, STRANGER]),
        (EDITOR_ABOVE, &[EDITOR_ABOVE, STRANGER]),
    ] {
        let mut region = Region::make(9, true);
        let granted = region.granted(whom, Role::Editor);
        let kept_back = region.said(LEAD, granted.clone());
        let said = people(&region, &[LEAD_ABOVE], editors);
        assert!(region.says(ADMIN, said));
        let stands_as_before = whom == EDITOR_ABOVE && editors.contains(&whom);
        assert_eq!(
            region.takes(&kept_back),
            stands_as_before,
            "{whom} {editors:?}"
        );
        assert!(region.says(LEAD, granted));
    }
}

/// A chain is an excerpt: that keys above changed with a rotation is nothing it could show.
#[test]
fn a_chain_proves_its_leads_after_a_rotation() {
    let mut region = Region::make(8, true);
    // The last word about those above is of somebody whom the one before made a lead.
    let said = people(&region, &[LEAD_ABOVE, STRANGER], &[EDITOR_ABOVE]);
    assert!(region.says(LEAD_ABOVE, said));
    let (next, blobs) = region.rotated(STRANGER, STRANGER, 0);
    region.log.read_with(&next).unwrap();
    for blob in blobs {
        assert!(region.takes(&blob));
    }
    let founding = region.founding.fingerprint();
    for (person, leads) in [(LEAD_ABOVE, true), (STRANGER, true), (EDITOR, false)] {
        let chain = region.log.chain_of(&[region.name(person)]);
        let parents = chain.iter().filter(|signed| {
            let said = signed.said().unwrap();
            matches!(said.body, Body::Parent(_))
        });
        assert_eq!(parents.count(), 2);
        let packet = Packet::new(next.epoch().space, 1, String::new(), chain, Vec::new());
        let proves = packet.proves_lead(founding, next.epoch().number, &region.name(person));
        assert_eq!(proves, leads, "{person}");
    }
}

/// With keys of their own: nobody twice, and those above only where they are given the keys.
#[test]
fn who_may_write_is_counted() {
    for (open, all) in [(true, 5), (false, 2)] {
        let mut region = Region::make(10, open);
        let granted = region.granted(STRANGER, Role::Viewer);
        assert!(region.says(LEAD, granted));
        let writers = |region: &Region, but| region.log.authority().writers(&region.name(but));
        assert_eq!(writers(&region, STRANGER), all);
        assert_eq!(writers(&region, EDITOR), all - 1);
        assert_eq!(writers(&region, ADMIN), all - usize::from(open));
        let granted = region.granted(EDITOR_ABOVE, Role::Editor);
        assert!(region.says(LEAD, granted));
        assert_eq!(writers(&region, STRANGER), all + usize::from(!open));
    }
}

/// What is erased is named in order, each once, and something is.
#[test]
fn an_erasure_names_something_in_order() {
    let record = |number| RecordRef {
        statement: Hash([number; 32]),
        index: 0,
    };
    let place = |seq| ErasedPlace {
        seq,
        leaf: Hash([7; 32]),
        rest: None,
    };
    let erase = |records: &[u8], collected: &[u8], places: &[u64]| {
        Body::Erase(Erase {
            records: records.iter().map(|number| record(*number)).collect(),
            collected: collected.iter().map(|number| Hash([*number; 32])).collect(),
            places: places.iter().map(|seq| place(*seq)).collect(),
            state: Hash([0; 32]),
        })
    };
    for (records, collected, places, counts) in [
        (&[][..], &[][..], &[][..], false),
        (&[1], &[], &[], true),
        (&[], &[1], &[], true),
        (&[], &[], &[1], true),
        (&[], &[1], &[1], true),
        (&[1, 2], &[1, 2], &[1, 2], true),
        (&[2, 1], &[], &[], false),
        (&[1, 1], &[], &[], false),
        (&[1], &[2, 1], &[], false),
        (&[1], &[1, 1], &[], false),
        (&[1], &[], &[2, 1], false),
        (&[1], &[], &[1, 1], false),
    ] {
        let mut region = Region::make(11, true);
        let said = erase(records, collected, places);
        let about = format!("{records:?} {collected:?} {places:?}");
        assert_eq!(region.says(LEAD, said), counts, "{about}");
        assert_eq!(region.log.authority().rotation_due(), counts, "{about}");
    }
}

/// Copies, the newest word about those above, and what makes somebody a lead: nothing that proves nothing.
#[test]
fn a_chain_is_no_longer_than_it_must_be() {
    let mut region = Region::blank(12);
    for copy in region.opening(0, true) {
        assert!(region.takes_copy(&copy));
    }
    let said = |region: &Region, leads: &[usize]| people(region, leads, &[EDITOR_ABOVE]);
    for (author, body) in [
        (LEAD_ABOVE, region.granted(LEAD, Role::Lead)),
        (LEAD, region.granted(EDITOR, Role::Editor)),
        (LEAD_ABOVE, said(&region, &[LEAD_ABOVE])),
        (LEAD_ABOVE, region.granted(STRANGER, Role::Lead)),
        (ADMIN, said(&region, &[LEAD_ABOVE, EDITOR_ABOVE])),
        (ADMIN, said(&region, &[LEAD_ABOVE])),
    ] {
        assert!(region.says(author, body));
    }
    let of = |whom: usize| -> Vec<String> {
        let chain = region.log.chain_of(&[region.name(whom)]);
        let person = |key: &PublicKey| (0..=STRANGER).find(|person| region.name(*person) == *key);
        let told = chain.iter().map(|signed| {
            let statement = signed.said().unwrap();
            let by = person(&statement.author).map_or("founder".into(), |by| by.to_string());
            match statement.body {
                Body::Found(_) => format!("found by {by}"),
                Body::Create(_) => format!("create by {by}"),
                Body::Parent(_) => format!("parent by {by}"),
                Body::Grant(grant) => format!("{} by {by}", person(&grant.member.sign).unwrap()),
                _ => unreachable!(),
            }
        });
        told.collect()
    };
    let copies = ["found by founder", "1 by 0", "create by 1"];
    let newest = ["parent by 0"];
    let more: [(usize, &[&str]); 4] = [
        (LEAD_ABOVE, &[]),
        (LEAD, &["3 by 1"]),
        // Nothing makes an editor a lead.
        (EDITOR, &[]),
        (STRANGER, &["parent by 1", "5 by 1"]),
    ];
    for (whom, between) in more {
        assert_eq!(of(whom), [&copies[..], between, &newest].concat(), "{whom}");
    }
}

#[test]
fn the_appointment_that_counts_is_told_as_it_was_signed() {
    let mut region = Region::make(13, true);
    assert_eq!(region.log.appointment(), None);
    for (number, admins) in [(1, &[ADMIN, STRANGER][..]), (2, &[STRANGER])] {
        assert!(appointed(&mut region, number, admins));
        let said = region.log.appointment().unwrap().said().unwrap().body;
        let admins = admins.iter().map(|person| region.keys(*person)).collect();
        assert_eq!(said, Body::Appoint(Appoint { number, admins }));
    }
}

#[test]
fn a_log_that_was_read_from_its_beginning_forgets_nothing() {
    let region = Region::make(14, true);
    assert!((0..=region.log.seq() + 1).all(|seq| !region.log.forgets(seq)));
}
