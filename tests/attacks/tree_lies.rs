//! Regions below one another, and a server or a member who lies about them.

use keys::below;
use keys::encode::decode;
use keys::envelope::{Block, wrap_slot};
use keys::statement::{Body, Parent};
use keys::{Access, Epoch, Identity, PublicKey, Role as KeyRole, SignKey};
use tests::native::{Insider, Person, alone, rng};
use vault::api::{Alarm, Role};
use wire::above::{AboveAnswer, Slot};
use wire::space::CreateSpace;
use wire::{Blob, Capability, Rights};

use crate::help::{
    Death, Scene, at_every_step, dies_in, forged_grant, in_answer, keys_of, name, record,
    wait_refused,
};

/// A region below the root with a contact in it; the founder looks at it.
async fn below(scene: &Scene) -> u16 {
    let number = scene.anna.create("Мінск", true).await.unwrap();
    scene.anna.look_at(number);
    scene.anna.save(None, name("Купала")).await.unwrap();
    number
}

fn open_regions(person: &Person) -> usize {
    let session = person.session();
    session.map_or(0, |session| session.regions.len())
}

#[test]
fn attack_03_another_key_above_during_a_rotation() {
    alone(async {
        let scene = Scene::new().await;
        below(&scene).await;
        let maksim = scene.blank();
        scene.anna.bring_in(&maksim, "Максім", Role::Lead).await;
        let vera = scene.blank();
        let hers = scene.anna.bring_in(&vera, "Вера", Role::Viewer).await;
        // A viewer and the server together say whose keys are above; nobody else can put anything into the log.
        let viewer = scene.insider(&hers).await;
        let attacker = Access::make(viewer.epoch(), &mut rng());
        let authority = viewer.log.authority();
        let said = authority.parentage().unwrap();
        let parent = Body::Parent(Parent {
            epoch: said.epoch + 1,
            commitment: attacker.commitment().unwrap(),
            kem: below::public_keys(&attacker).map(Box::new),
            above: authority.above().to_vec(),
            capabilities: None,
        });
        let lie = viewer.say(parent);
        let chief = scene.insider_below(&scene.words, &[0]).await;
        let mut planter = chief;
        planter.plant(&[lie]).await.unwrap();
        wait_refused(&maksim, 1).await;
        // Who leads here and nowhere above wraps to the keys that the log names, whatever else is shown.
        maksim.rotate().await.unwrap();
        let space = planter.epoch().space;
        let (number, block, _) = scene.envelopes(space).await;
        let epoch = Epoch { space, number };
        assert_eq!(number, 2);
        for (slot, role) in below::SLOTS.into_iter().enumerate() {
            let key = attacker.child_wrapping(role).unwrap();
            let slot = block.fixed(slot).unwrap();
            assert!(keys::envelope::open_slot(&key, epoch, slot).is_err());
        }
        // And those above still read.
        maksim.save(None, name("Колас")).await.unwrap();
        scene.anna.until_found("", 2).await;
    });
}

#[test]
fn attack_07_by_a_lead_above_no_more() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let number = below(&scene).await;
        lidia.enter("Мінск").await;
        let gone = scene.insider_below(&hers, &[0]).await;
        let friend = keys_of(&Identity::make(&mut rng()));
        // Signed while she led above, and kept back.
        let kept = gone.say(forged_grant(friend.clone(), KeyRole::Lead));
        scene.anna.look_at(0);
        scene.anna.remove("Лідзія").await.unwrap();
        let mut chief = scene.insider_below(&scene.words, &[0]).await;
        let late = chief.say_as(
            &gone.identity.sign,
            forged_grant(friend.clone(), KeyRole::Lead),
        );
        chief.plant(&[kept, late]).await.unwrap();
        scene.anna.look_at(number);
        wait_refused(&scene.anna, 2).await;
        assert!(scene.anna.people().await.unwrap().is_empty());
        assert!(chief.log.authority().member(&friend.sign).is_none());
    });
}

/// What the server says of slots below.
pub(crate) fn lie_about_slots(
    scene: &Scene,
    lie: impl FnMut(&mut AboveAnswer) -> bool + Send + 'static,
) {
    in_answer(&scene.line, wire::above::PATH, lie);
}

#[test]
fn attack_09_and_10_a_slot_of_another_epoch_or_region() {
    alone(async {
        let scene = Scene::new().await;
        below(&scene).await;
        scene.anna.look_at(0);
        scene.anna.create("Брэст", true).await.unwrap();
        let (_, hers) = scene.member("Лідзія", Role::Lead).await;
        let mut slots = Vec::new();
        for child in [0, 1] {
            let chief = scene.insider_below(&scene.words, &[child]).await;
            let (_, block, _) = scene.envelopes(chief.epoch().space).await;
            slots.push(Blob(block.fixed(0).unwrap().to_vec()));
        }
        let (real, other) = (slots[0].clone(), slots[1].clone());
        // As the next epoch's, then the other region's.
        let lies: [fn(&mut Slot, &Blob); 2] = [
            |slot, _| slot.epoch += 1,
            |slot, other| slot.slot = other.clone(),
        ];
        for lie in lies {
            let before = scene.line.lies();
            let (real, other) = (real.clone(), other.clone());
            lie_about_slots(&scene, move |answer| {
                let mut slots = answer.slots.iter_mut();
                let found = slots.find(|slot| slot.slot == real);
                let told = found.is_some();
                if let Some(slot) = found {
                    lie(slot, &other);
                }
                told
            });
            let blank = scene.blank();
            blank.sign_in(&hers).await.unwrap();
            // The other one is looked at after it, and holds.
            blank.enter("Брэст").await;
            assert!(scene.line.lies() > before);
            assert_eq!(open_regions(&blank), 2);
        }
        scene.line.be_honest();
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("Купала", 1).await;
    });
}

#[test]
fn attack_11_an_attackers_secret_in_a_slot_below() {
    alone(async {
        let scene = Scene::new().await;
        below(&scene).await;
        scene.anna.look_at(0);
        let (_, hers) = scene.member("Лідзія", Role::Lead).await;
        // Made by a lead above who has turned, for its fellow: well formed, and not what the log says.
        let lead = scene.insider(&scene.words).await;
        let inner = scene.insider_below(&scene.words, &[0]).await;
        let forged = Access::make(inner.epoch(), &mut rng());
        let to = below::public_keys(&lead.access).unwrap().lead;
        let mallory = SignKey::make(&mut rng());
        let capability = SignKey::make(&mut rng());
        let slots = [
            wrap_slot(&forged, &capability, &to, &mallory, &mut rng()).unwrap(),
            // The real secret, by somebody who is nobody.
            wrap_slot(&inner.access, &inner.capability, &to, &mallory, &mut rng()).unwrap(),
            // By a lead, with a capability that the log doesn't name.
            wrap_slot(
                &inner.access,
                &capability,
                &to,
                &lead.identity.sign,
                &mut rng(),
            )
            .unwrap(),
        ];
        for forged in slots {
            lie_about_slots(&scene, move |answer| {
                let real = answer.slots.iter_mut().filter(|slot| slot.epoch > 0);
                real.map(|slot| slot.slot = Blob(forged.clone())).count() > 0
            });
            let blank = scene.blank();
            blank.sign_in(&hers).await.unwrap();
            let alarm = Alarm::FalseEnvelope { region: 0 };
            blank
                .until("an alarm", async || {
                    blank.alarms().contains(&alarm).then_some(())
                })
                .await;
            assert_eq!(open_regions(&blank), 1);
        }
        scene.line.be_honest();
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("Купала", 1).await;
    });
}

/// What the server is told of a region with a block of eight and no members, as docs/protocol.md says it.
fn only_those_above(chief: &Insider) -> Vec<Capability> {
    let authority = chief.log.authority();
    assert_eq!(authority.members().count(), 0);
    let shared = authority.above_capabilities().unwrap();
    let mut list = Vec::new();
    for (rights, shared) in [
        (Rights::COLLECTOR, None),
        (Rights::VIEWER, Some(shared.read)),
        (Rights::EDITOR, Some(shared.edit)),
        (Rights::LEAD, Some(shared.lead)),
    ] {
        let mut class: Vec<PublicKey> = shared.into_iter().collect();
        let dummies = if class.is_empty() { 9 } else { 8 };
        for index in 0..dummies {
            let dummy = chief.access.dummy_capability(rights.bits(), index);
            class.push(dummy.unwrap());
        }
        if rights == Rights::LEAD {
            class.push(chief.access.recovery_capability().unwrap().public());
        }
        class.sort_unstable();
        list.extend(class.into_iter().map(|key| Capability { rights, key }));
    }
    list
}

#[test]
fn attack_45_root_and_child_look_alike() {
    alone(async {
        let scene = Scene::new().await;
        let made = record(&scene.hers);
        scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.create("Архіў", false).await.unwrap();
        // The root's own is as it was founded: one member, like the closed one's; the open one has none of its own.
        let shapes = |request: &CreateSpace| {
            let classes = [1, 2, 6, 14].map(|bits| {
                let class = request.capabilities.iter();
                class.filter(|key| key.rights.bits() == bits).count()
            });
            (request.block.0.len(), classes)
        };
        let requests: Vec<CreateSpace> = made
            .lock()
            .unwrap()
            .iter()
            .filter(|exchange| exchange.name == wire::space::CREATE)
            .map(|exchange| decode(&exchange.request).unwrap())
            .collect();
        let [open, closed] = requests.as_slice() else {
            panic!("two creations, not {}", requests.len());
        };
        assert_eq!(shapes(open), shapes(closed));
        assert_eq!(shapes(open).1, [9, 9, 9, 10]);
        let chief = scene.insider_below(&scene.words, &[0]).await;
        assert_eq!(open.capabilities, only_those_above(&chief));
        let root = scene.insider(&scene.words).await;
        let (_, block, _) = scene.envelopes(root.epoch().space).await;
        assert_eq!(block.encode().len(), open.block.0.len());
        for request in &requests {
            // Every slot is a real encapsulation, whoever it is for.
            let block = Block::decode(&request.block.0).unwrap();
            for slot in 0..4 {
                let point = block.fixed(slot).unwrap()[1088..1120].to_vec();
                assert!(point.iter().any(|byte| *byte != 0));
            }
        }
    });
}

#[test]
fn a_collector_below_believes_the_card_alone() {
    alone(async {
        let scene = Scene::new().await;
        below(&scene).await;
        let collector = scene.blank();
        let words = scene
            .anna
            .bring_in(&collector, "Марыя", Role::Collector)
            .await;
        collector.hand_in(name("Барадулін")).await.unwrap();
        let entries = scene.anna.until_handed_in(1).await;
        scene
            .anna
            .admit(&entries.iter().collect::<Vec<_>>(), &[])
            .await
            .unwrap();
        scene.anna.until_found("", 2).await;
        // Also after a rotation from above, on a device that knows nothing.
        scene.anna.rotate().await.unwrap();
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        blank.hand_in(name("Танк")).await.unwrap();
        scene.anna.until_handed_in(1).await;
        assert!(blank.alarms().is_empty(), "{:?}", blank.alarms());
        assert!(scene.anna.alarms().is_empty());
    });
}

#[test]
fn a_cascade_cut_off_at_every_step() {
    let steps = at_every_step(|death, steps| alone(dies(death, steps)));
    assert!(steps >= 6, "a cascade is {steps} requests only");
}

/// The browser dies at the request after `steps` others while a lead is put out above. Answers whether there was one.
async fn dies(death: Death, steps: usize) -> bool {
    let scene = Scene::new().await;
    let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
    let (vera, gone) = scene.member("Вера", Role::Lead).await;
    let number = below(&scene).await;
    let (taras, his) = scene.member("Тарас", Role::Editor).await;
    vera.enter("Мінск").await;
    lidia.enter("Мінск").await;
    scene.anna.look_at(0);
    let own = &[
        wire::space::MANAGE,
        wire::space::STAGE,
        wire::space::COMMIT,
        wire::space::APPEND,
    ];
    let removal = scene.anna.remove("Вера");
    let died = dies_in(&scene.hers, (death, steps), own, removal).await;
    scene.anna.end();
    scene.hers.be_honest();
    // Another lead above goes on from there, on a device that knows nothing.
    drop(lidia);
    let device = scene.blank();
    device.sign_in(&hers).await.unwrap();
    device.look_at(0);
    let people = device.people().await.unwrap();
    let stands = people
        .iter()
        .any(|person| person.name.as_deref() == Some("Вера"));
    let below = device.enter("Мінск").await;
    taras.save(None, name("Колас")).await.unwrap();
    device.until_found("", 2).await;
    device.look_at(0);
    if stands {
        device.remove("Вера").await.unwrap();
    } else {
        if device.rotation_due() {
            device.rotate().await.unwrap();
        }
        device.look_at(below);
        if device.rotation_due() {
            device.rotate().await.unwrap();
        }
    }
    vera.until_removed().await;
    device.look_at(below);
    let session = scene.blank().sign_in(&gone).await.unwrap();
    assert_eq!(session.regions.len(), 1);
    // Each has its second epoch, once, and nothing is lost.
    for (words, children) in [(&hers, [].as_slice()), (&hers, [0].as_slice())] {
        let insider = scene.insider_below(words, children).await;
        assert_eq!(insider.epoch().number, 2, "{death:?} {steps}");
        assert!(!insider.log.authority().rotation_due());
    }
    scene.honest_sign_in(&his, 2).await;
    let blank = scene.blank();
    blank.sign_in(&scene.words).await.unwrap();
    assert_eq!(blank.enter("Мінск").await, number);
    blank.until_found("", 2).await;
    for person in [&device, &taras, &blank] {
        let alarms = person.alarms();
        assert!(alarms.is_empty(), "{death:?} {steps}: {alarms:?}");
    }
    died
}
