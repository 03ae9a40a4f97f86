//! The generated organisation that `cargo xtask serve --demo` shows: everybody in it finds what is theirs, and no more.

use tests::demo::{self, Member};
use tests::harness::Server;
use tests::native::{Person, alone};
use vault::api::Role;

/// The country, a voblast and its first two districts.
const REGIONS: usize = 4;
const CONTACTS: usize = 4_000;

#[test]
fn everybody_finds_what_is_theirs() {
    alone(async {
        let server = Server::start().unwrap();
        let link = server.founding_link().unwrap();
        let size = (REGIONS, CONTACTS);
        let members = demo::found(server.address(), &link, size, |_| {})
            .await
            .unwrap();
        let of = |district: usize| {
            let contacts = sample::contacts(demo::SEED, CONTACTS);
            u32::try_from(
                contacts
                    .filter(|contact| contact.region == district)
                    .count(),
            )
            .unwrap()
        };
        let [first, second] = [2, 3].map(of);
        assert!(first > 0 && second > 0 && first != second);
        for Member { role, words, .. } in &members {
            let person = Person::at(server.address());
            let session = person.sign_in(words).await.unwrap();
            match role {
                // Voblast and districts lie below them.
                None | Some(Role::Lead) => {
                    for (district, contacts) in [(2, first), (3, second)] {
                        person.enter(&sample::tree()[district].name.be).await;
                        person.until_found("", contacts).await;
                    }
                }
                Some(Role::Editor) => {
                    person.until_found("", first).await;
                }
                Some(Role::Viewer) => {
                    person.until_found("", second).await;
                }
                Some(Role::Collector) => {
                    assert!(person.list("").await.is_err());
                    let names = session.regions.iter().map(|region| region.name.clone());
                    assert_eq!(
                        names.collect::<Vec<_>>(),
                        [sample::tree()[2].name.be.clone()]
                    );
                }
            }
            assert!(person.alarms().is_empty(), "{:?}", person.alarms());
        }
        assert_eq!(members.len(), 5);
    });
}
