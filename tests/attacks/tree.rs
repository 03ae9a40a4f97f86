//! Regions below one another: what those above may, and nobody else; what a newcomer believes; who is put out where.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use keys::statement::{Body, Revoke};
use keys::{Identity, Role as KeyRole};
use tests::native::{Person, alone, rng};
use vault::api::{Alarm, Failure, RegionState, Role};

use crate::help::{Scene, asked, forged_grant, in_sync, keys_of, name, record, wait_refused};

/// A region below the root with a contact in it, and below that one another.
async fn two_below(scene: &Scene) -> [u16; 2] {
    let middle = scene.anna.create("Мінск", true).await.unwrap();
    scene.anna.look_at(middle);
    scene.anna.save(None, name("Купала")).await.unwrap();
    let low = scene.anna.create("Завод", true).await.unwrap();
    scene.anna.look_at(low);
    scene.anna.save(None, name("Колас")).await.unwrap();
    [middle, low]
}

fn quiet(people: &[&Person]) {
    for person in people {
        assert!(person.alarms().is_empty(), "{:?}", person.alarms());
    }
}

#[test]
fn whoever_is_above_reads_edits_and_leads_below() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let (vera, _) = scene.member("Вера", Role::Viewer).await;
        let [middle, _] = two_below(&scene).await;
        for person in [&lidia, &taras, &vera] {
            person.enter("Завод").await;
            person.until_found("Колас", 1).await;
        }
        // Each in the role held above.
        taras.save(None, name("Танк")).await.unwrap();
        scene.anna.until_found("Танк", 1).await;
        assert_eq!(
            vera.save(None, name("Крапіва")).await,
            Err(Failure::NotAllowed)
        );
        // A lead above lets somebody in, who reads nothing but that region.
        let maksim = scene.blank();
        let his = lidia.bring_in(&maksim, "Максім", Role::Lead).await;
        maksim.until_found("", 2).await;
        let session = maksim.session().unwrap();
        assert_eq!(session.regions.len(), 1);
        maksim.save(None, name("Барадулін")).await.unwrap();
        scene.anna.until_found("Барадулін", 1).await;
        // Blank devices find all of it again.
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Завод").await;
        blank.until_found("", 3).await;
        blank.enter("Мінск").await;
        blank.until_found("", 1).await;
        scene.honest_sign_in(&his, 3).await;
        scene.anna.look_at(middle);
        scene.anna.until_found("", 1).await;
        quiet(&[&scene.anna, &lidia, &taras, &vera, &maksim, &blank]);
    });
}

#[test]
fn a_lead_reaches_neither_up_nor_beside() {
    alone(async {
        let scene = Scene::new().await;
        let [middle, _] = two_below(&scene).await;
        scene.anna.look_at(0);
        let beside = scene.anna.create("Брэст", true).await.unwrap();
        scene.anna.look_at(middle);
        let maksim = scene.blank();
        let his = scene.anna.bring_in(&maksim, "Максім", Role::Lead).await;
        maksim.enter("Завод").await;
        maksim.until_found("Колас", 1).await;
        let names: Vec<String> = maksim
            .session()
            .unwrap()
            .regions
            .into_iter()
            .map(|region| region.name)
            .collect();
        assert_eq!(names, ["Мінск", "Завод"]);
        // With a lead's words, and no vault to keep to the rules: nothing above is touched from below.
        let mut lead = scene.insider(&his).await;
        let anna = scene.insider(&scene.words).await.identity.sign.public();
        let friend = keys_of(&Identity::make(&mut rng()));
        let parent = lead.log.authority();
        let said = parent.parentage().unwrap();
        let mut above = parent.above().to_vec();
        let me = lead.identity.public().unwrap();
        above[0].leads.push(keys::statement::AboveLead {
            key: me.sign,
            keys: me.hash(),
        });
        let parent = Body::Parent(keys::statement::Parent {
            epoch: said.epoch,
            commitment: said.commitment,
            kem: None,
            above,
            capabilities: None,
        });
        let revoke = Body::Revoke(Revoke { member: anna });
        let statements = [lead.say(parent), lead.say(revoke)];
        lead.plant(&statements).await.unwrap();
        scene.anna.look_at(middle);
        wait_refused(&scene.anna, 2).await;
        // Beside, nobody lets such a lead write, and who has the keys of that region refuses what is slipped in.
        let mut chief = scene.insider_below(&scene.words, &[1]).await;
        let grant = chief.say_as(
            &lead.identity.sign,
            forged_grant(friend.clone(), KeyRole::Lead),
        );
        chief.plant(&[grant]).await.unwrap();
        wait_refused(&scene.anna, 1).await;
        scene.anna.look_at(beside);
        assert!(scene.anna.people().await.unwrap().is_empty());
    });
}

#[test]
fn nobody_reaches_what_isnt_open() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let closed = scene.anna.create("Архіў", false).await.unwrap();
        scene.anna.look_at(closed);
        scene.anna.save(None, name("Скарына")).await.unwrap();
        let open = scene.blank();
        let his = scene.anna.bring_in(&open, "Францішак", Role::Lead).await;
        open.until_found("Скарына", 1).await;
        // A lead above sees that it is there, and nothing of it.
        scene.anna.look_at(0);
        scene.anna.create("Брэст", true).await.unwrap();
        lidia.enter("Брэст").await;
        let names = |person: &Person| {
            let regions = person.session().unwrap().regions.into_iter();
            regions.map(|region| region.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&lidia), ["Барысаў", "Брэст"]);
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Брэст").await;
        assert_eq!(names(&blank), ["Барысаў", "Брэст"]);
        // Its keys stay as they are when those above get others.
        scene.anna.remove("Лідзія").await.unwrap();
        assert_eq!(scene.insider(&his).await.epoch().number, 1);
        open.save(None, name("Буйніцкі")).await.unwrap();
        scene.anna.look_at(closed);
        scene.anna.until_found("", 2).await;
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Архіў").await;
        blank.until_found("", 2).await;
        quiet(&[&scene.anna, &open, &blank]);
    });
}

#[test]
fn a_ninth_level_is_refused() {
    alone(async {
        let scene = Scene::new().await;
        for level in 1..8 {
            let name = format!("Узровень {level}");
            let number = scene.anna.create(&name, true).await.unwrap();
            scene.anna.look_at(number);
        }
        let refused = scene.anna.create("Узровень 8", true).await;
        assert_eq!(refused, Err(Failure::NotAllowed));
        scene.anna.save(None, name("Купала")).await.unwrap();
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Узровень 7").await;
        blank.until_found("Купала", 1).await;
        quiet(&[&scene.anna, &blank]);
    });
}

#[test]
fn put_out_above_is_put_out_below() {
    alone(async {
        let scene = Scene::new().await;
        let [middle, low] = two_below(&scene).await;
        scene.anna.look_at(middle);
        let maksim = scene.blank();
        let his = scene.anna.bring_in(&maksim, "Максім", Role::Lead).await;
        maksim.enter("Завод").await;
        maksim.until_found("Колас", 1).await;
        let stays = scene.blank();
        scene.anna.look_at(low);
        let words = scene.anna.bring_in(&stays, "Янка", Role::Editor).await;
        // All that the lead has, before and after.
        let lead = scene.insider(&his).await;
        let below = scene.insider_below(&his, &[0]).await;
        scene.anna.look_at(middle);
        let rotated = scene.anna.remove("Максім").await.unwrap();
        assert_eq!(rotated.below, 1);
        maksim.until_removed().await;
        let left = scene.blank().sign_in(&his).await.unwrap();
        assert_eq!(left.regions.len(), 1);
        assert_eq!(left.regions[0].state, RegionState::Removed);
        // Every old key, everywhere: nothing the server has opens with it, and nothing is let in.
        for old in [lead, below] {
            let space = old.epoch().space;
            let (epoch, block, card) = scene.envelopes(space).await;
            assert_eq!(epoch, 2);
            let number = keys::Epoch {
                space,
                number: epoch,
            };
            for slot in 0..4 {
                let slot = block.fixed(slot).unwrap();
                for role in [KeyRole::Lead, KeyRole::Editor, KeyRole::Viewer] {
                    let key = old.access.child_wrapping(role).unwrap();
                    assert!(keys::envelope::open_slot(&key, number, slot).is_err());
                }
            }
            assert!(block.find(&old.identity.kem, number, None).is_err());
            let stale = keys::Access::new(number, KeyRole::Lead, old.access.expose().clone());
            let founding = old.keyring.memberships[0].founding;
            assert!(keys::card::Card::open(&stale, founding, &card).is_err());
            let mut old = old;
            let beacon = old.say(Body::Beacon);
            assert!(old.plant(&[beacon]).await.is_err());
        }
        // Those who stay go on, below too.
        stays.until_renewed(1).await;
        stays.save(None, name("Танк")).await.unwrap();
        scene.anna.look_at(low);
        scene.anna.until_found("", 2).await;
        scene.honest_sign_in(&words, 2).await;
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Завод").await;
        blank.until_found("", 2).await;
        assert!(!blank.rotation_due());
        quiet(&[&scene.anna, &stays, &blank]);
    });
}

#[test]
fn what_changes_above_is_said_below() {
    alone(async {
        let scene = Scene::new().await;
        let [_, low] = two_below(&scene).await;
        // A lead let in above after the regions were there: leads below, and invites there.
        scene.anna.look_at(0);
        let (lidia, _) = scene.member("Лідзія", Role::Lead).await;
        lidia.enter("Завод").await;
        lidia.until_found("Колас", 1).await;
        scene.anna.look_at(low);
        let known = async || {
            let chief = scene.insider_below(&scene.words, &[0, 0]).await;
            let above = chief.log.authority().above().to_vec();
            (above[0].leads.len() == 1).then_some(())
        };
        scene.anna.until("a word of the new lead", known).await;
        let janka = scene.blank();
        lidia.bring_in(&janka, "Янка", Role::Editor).await;
        janka.until_found("Колас", 1).await;
        // And one put out above is a lead nowhere.
        scene.anna.look_at(0);
        scene.anna.remove("Лідзія").await.unwrap();
        lidia.until_removed().await;
        janka.until_renewed(1).await;
        let chief = scene.insider_below(&scene.words, &[0, 0]).await;
        assert!(chief.log.authority().above()[0].leads.is_empty());
        assert_eq!(chief.epoch().number, 2);
        quiet(&[&scene.anna, &janka]);
        assert!(!lidia.alarms().contains(&Alarm::FalseEnvelope { region: 0 }));
    });
}

#[test]
fn regions_beside_one_another_open_in_the_same_requests() {
    alone(async {
        let scene = Scene::new().await;
        let (_, hers) = scene.member("Вера", Role::Viewer).await;
        let sign_in_to = async |regions: usize| {
            let seen = record(&scene.line);
            let blank = scene.blank();
            blank.sign_in(&hers).await.unwrap();
            let open = async || (blank.session()?.regions.len() == regions).then_some(());
            blank.until("all regions", open).await;
            let reading = [wire::above::PATH, wire::pages::READ];
            let asked = asked(&seen).into_iter();
            asked
                .filter(|name| reading.contains(&name.as_str()))
                .count()
        };
        scene.anna.create("Брэст", true).await.unwrap();
        let of_one = sign_in_to(2).await;
        for name in ["Віцебск", "Гомель", "Гродна", "Магілёў"] {
            scene.anna.look_at(0);
            scene.anna.create(name, true).await.unwrap();
        }
        assert_eq!(sign_in_to(6).await, of_one);
        quiet(&[&scene.anna]);
    });
}

#[test]
fn a_region_whose_log_was_kept_back_once_opens_when_it_is_told() {
    alone(async {
        let scene = Scene::new().await;
        let (_, hers) = scene.member("Вера", Role::Viewer).await;
        scene.anna.create("Брэст", true).await.unwrap();
        scene.anna.look_at(0);
        scene.anna.create("Гомель", true).await.unwrap();
        // The root's log is told first; then those of both below it say that there is more, and none of it comes.
        let told = Arc::new(AtomicUsize::new(0));
        let logs = told.clone();
        in_sync(&scene.line, move |item| {
            let log = !item.entries.is_empty();
            let lies = log && (1..3).contains(&logs.fetch_add(usize::from(log), Relaxed));
            if lies {
                item.entries.clear();
                item.more = true;
            }
            lies
        });
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        let open = async || (blank.session()?.regions.len() == 3).then_some(());
        // Each round looks again; news begins one.
        scene.anna.look_at(0);
        for n in 0..8 {
            scene.anna.save(None, name(&format!("Н{n}"))).await.unwrap();
            blank.until_found("Н", n + 1).await;
            if open().await.is_some() {
                break;
            }
        }
        blank.until("all regions", open).await;
        assert!(told.load(Relaxed) > 4);
        quiet(&[&scene.anna, &blank]);
    });
}
