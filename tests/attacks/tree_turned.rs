//! Regions below one another, when somebody above has turned, is gone, or never stood there: nothing is lost, and nothing silent.

use keys::statement::{Body, Parent, Revoke};
use keys::{Access, below};
use tests::native::{Person, alone, rng};
use vault::api::{Alarm, Failure, Role};
use wire::above::AboveAnswer;
use wire::space::EnvelopesAnswer;

use crate::help::{Scene, in_answer, name, wait_refused};
use crate::recovery::{printed, recover};
use crate::tree_lies::lie_about_slots;

/// Two regions beside one another below the root, with a contact in each.
async fn two_beside(scene: &Scene) -> [u16; 2] {
    let mut numbers = [0; 2];
    for (number, (region, contact)) in numbers
        .iter_mut()
        .zip([("Мінск", "Купала"), ("Брэст", "Колас")])
    {
        scene.anna.look_at(0);
        *number = scene.anna.create(region, true).await.unwrap();
        scene.anna.look_at(*number);
        scene.anna.save(None, name(contact)).await.unwrap();
    }
    scene.anna.look_at(0);
    numbers
}

fn quiet(people: &[&Person]) {
    for person in people {
        assert!(person.alarms().is_empty(), "{:?}", person.alarms());
    }
}

#[test]
fn who_recovers_is_an_admin_below_and_who_was_is_none() {
    alone(async {
        let scene = Scene::new().await;
        two_beside(&scene).await;
        let (_, _) = scene.member("Тарас", Role::Editor).await;
        let cards = printed(&scene).await;
        let vera = scene.blank();
        let words = recover(&scene, &vera, &cards[..2], true).await.unwrap();
        for child in [0, 1] {
            let chief = scene.insider_below(&words, &[child]).await;
            let admins: Vec<_> = chief.log.authority().admins().collect();
            assert_eq!(admins, [chief.identity.sign.public()]);
        }
        vera.look_at(0);
        let rotated = vera.rotate().await.unwrap();
        assert_eq!((rotated.below, rotated.left), (2, 0));
        for (region, contact) in [("Мінск", "Купала"), ("Брэст", "Колас")] {
            vera.enter(region).await;
            vera.until_found(contact, 1).await;
            vera.save(None, name("Танк")).await.unwrap();
        }
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        blank.enter("Брэст").await;
        blank.until_found("", 2).await;
        quiet(&[&vera, &blank]);
    });
}

#[test]
fn a_lead_who_does_not_stand_rotates_nothing_away() {
    alone(async {
        let scene = Scene::new().await;
        two_beside(&scene).await;
        let (lidia, _) = scene.member("Лідзія", Role::Lead).await;
        let (_, hers) = scene.member("Вера", Role::Lead).await;
        lidia.enter("Мінск").await;
        lidia.enter("Брэст").await;
        // Another lead says that this one is out, and leaves block and keys as they are: she still holds all of it.
        let mut turned = scene.insider(&hers).await;
        lidia.look_at(0);
        let key = lidia.people().await.unwrap();
        let key = key.iter().find(|person| person.me).unwrap().key;
        let revoke = turned.say(Body::Revoke(Revoke {
            member: keys::PublicKey(key),
        }));
        turned.plant(&[revoke]).await.unwrap();
        assert_eq!(lidia.rotate().await, Err(Failure::NotAllowed));
        // Nothing was begun anywhere, and who stands goes on.
        for children in [[].as_slice(), &[0], &[1]] {
            let chief = scene.insider_below(&scene.words, children).await;
            assert_eq!(chief.epoch().number, 1);
        }
        let rotated = scene.anna.rotate().await.unwrap();
        assert_eq!((rotated.below, rotated.left), (2, 0));
        scene.anna.enter("Брэст").await;
        scene.anna.until_found("Колас", 1).await;
        quiet(&[&scene.anna]);
    });
}

#[test]
fn a_false_word_about_the_keys_above_counts_for_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let [middle, _] = two_beside(&scene).await;
        let (_, hers) = scene.member("Вера", Role::Lead).await;
        scene.anna.look_at(middle);
        let maksim = scene.blank();
        scene.anna.bring_in(&maksim, "Максім", Role::Lead).await;
        let mut turned = scene.insider_below(&hers, &[0]).await;
        let named = || async {
            let chief = scene.insider_below(&scene.words, &[0]).await;
            let leads = &chief.log.authority().above()[0].leads;
            (leads.len() == 1).then_some(())
        };
        scene.anna.until("a word of the new lead", named).await;
        turned.refresh().await.unwrap();
        let attacker = Access::make(turned.epoch(), &mut rng());
        let said = turned.log.authority().parentage().unwrap().clone();
        // Another epoch's keys, and others of the same epoch.
        let epochs = [
            (u32::MAX, attacker.commitment().unwrap()),
            (said.epoch, said.commitment),
        ];
        for (refused, (epoch, commitment)) in (1..).zip(epochs) {
            let lie = turned.say(Body::Parent(Parent {
                epoch,
                commitment,
                kem: below::public_keys(&attacker).map(Box::new),
                above: turned.log.authority().above().to_vec(),
                capabilities: None,
            }));
            turned.plant(&[lie]).await.unwrap();
            wait_refused(&maksim, refused).await;
        }
        // Whoever leads here and nowhere above goes on wrapping to the real ones.
        maksim.rotate().await.unwrap();
        maksim.save(None, name("Танк")).await.unwrap();
        scene.anna.until_found("Танк", 1).await;
        scene.anna.look_at(0);
        let rotated = scene.anna.remove("Вера").await.unwrap();
        assert_eq!((rotated.below, rotated.left), (2, 0));
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("Купала", 1).await;
        assert!(!blank.rotation_due());
    });
}

#[test]
fn one_region_that_fails_holds_up_no_other() {
    alone(async {
        let scene = Scene::new().await;
        two_beside(&scene).await;
        let (vera, gone) = scene.member("Вера", Role::Lead).await;
        vera.enter("Брэст").await;
        let mut spaces = Vec::new();
        for child in [0, 1] {
            let chief = scene.insider_below(&scene.words, &[child]).await;
            spaces.push(chief.epoch().space);
        }
        let (_, block, _) = scene.envelopes(spaces[0]).await;
        let block = block.encode();
        in_answer(
            &scene.hers,
            wire::space::ENVELOPES,
            move |answer: &mut EnvelopesAnswer| {
                let broken = answer.block.0 == block;
                if broken {
                    answer.block.0.pop();
                }
                broken
            },
        );
        let rotated = scene.anna.remove("Вера").await.unwrap();
        assert_eq!((rotated.below, rotated.left), (1, 1));
        assert!(scene.hers.lies() > 0);
        vera.until_removed().await;
        for (space, epoch) in spaces.into_iter().zip([1, 2]) {
            assert_eq!(scene.envelopes(space).await.0, epoch);
        }
        // What is left is due, and done as soon as it can be.
        scene.hers.be_honest();
        scene.anna.enter("Мінск").await;
        assert!(scene.anna.rotation_due());
        let rotated = scene.anna.rotate().await.unwrap();
        assert_eq!(rotated.left, 0);
        assert!(!scene.anna.rotation_due());
        scene.anna.until_found("Купала", 1).await;
        assert_eq!(scene.blank().sign_in(&gone).await.unwrap().regions.len(), 1);
        quiet(&[&scene.anna]);
    });
}

#[test]
fn what_is_kept_back_below_is_said_aloud() {
    alone(async {
        let scene = Scene::new().await;
        two_beside(&scene).await;
        let (_, hers) = scene.member("Лідзія", Role::Lead).await;
        let chief = scene.insider_below(&scene.words, &[0]).await;
        let (_, block, _) = scene.envelopes(chief.epoch().space).await;
        let slot = block.fixed(0).unwrap().to_vec();
        // Once as if there were no such region, once with a slot that holds nothing for anybody.
        for made_up in [false, true] {
            let slot = slot.clone();
            let other = block.fixed(3).unwrap().to_vec();
            lie_about_slots(&scene, move |answer: &mut AboveAnswer| {
                let mut changed = false;
                for kept_back in answer.slots.iter_mut().filter(|known| known.slot.0 == slot) {
                    kept_back.slot.0.clone_from(&other);
                    if !made_up {
                        kept_back.epoch = 0;
                    }
                    changed = true;
                }
                changed
            });
            let blank = scene.blank();
            blank.sign_in(&hers).await.unwrap();
            blank.enter("Брэст").await;
            let alarm = Alarm::Withheld {
                region: 0,
                name: "Мінск".into(),
            };
            let told = async || {
                // Any news begins another round.
                scene.anna.save(None, name("Танк")).await.unwrap();
                blank.alarms().contains(&alarm).then_some(())
            };
            blank.until("an alarm", told).await;
            let session = blank.session().unwrap();
            let unopened: Vec<_> = session.unopened.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(unopened, ["Мінск"]);
            assert_eq!(blank.alarms(), [alarm], "told once");
        }
        // An honest server has it again.
        scene.line.be_honest();
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("Купала", 1).await;
        assert_eq!(blank.session().unwrap().unopened, []);
    });
}

#[test]
fn what_a_creation_says_above_and_below_is_one() {
    alone(async {
        let scene = Scene::new().await;
        two_beside(&scene).await;
        let (_, hers) = scene.member("Вера", Role::Lead).await;
        // A lead who has turned says above that a region is another one than its own log says.
        let mut turned = scene.insider(&hers).await;
        let real = turned.log.authority().children()[0].clone();
        let twice = turned.say(Body::Create(real));
        turned.plant(&[twice]).await.unwrap();
        wait_refused(&scene.anna, 1).await;
        scene.anna.enter("Мінск").await;
        scene.anna.until_found("Купала", 1).await;
    });
}
