//! Contacts that go for good: what the server, a lead who lies and a crash can make of it.

use keys::log::{Log, Verdict};
use keys::statement::{Body, Erase, ErasedPlace, RecordRef};
use keys::{Hash, encode};
use tests::native::{Insider, Person, alone};
use vault::api::{Alarm, Command, Failure, RecordId, Reply, Role};

use crate::help::{Death, RawRotation, Scene, at_every_step, dies_in, name, staged};

const NAME: &str = "Багушэвіч";
const CORRECTED: &str = "Бурачок";

/// All that the log says, with the eyes of somebody who may read it.
fn said(insider: &Insider) -> Vec<Vec<u8>> {
    let founding = insider.keyring.memberships[0].founding;
    let reading = insider.access.reading().unwrap();
    let mut log = Log::new(insider.epoch(), reading, founding);
    let mut said = Vec::new();
    for (seq, blob) in insider.places.iter().zip(&insider.blobs) {
        for (_, verdict) in log.read(*seq, blob).unwrap() {
            if let Verdict::Accepted(verified) = verdict {
                said.push(encode::encode(verified.counts().1));
            }
        }
    }
    assert!(log.is_whole());
    said
}

fn says(insider: &Insider, value: &str) -> bool {
    said(insider).iter().any(|said| {
        let mut windows = said.windows(value.len());
        windows.any(|window| window == value.as_bytes())
    })
}

async fn history(person: &Person, id: RecordId) -> usize {
    match person.send(Command::History { region: 0, id }).await {
        Ok(Reply::History(past)) => past
            .iter()
            .map(|past| format!("{past:?}").matches(NAME).count())
            .sum(),
        other => panic!("{other:?}"),
    }
}

/// An editor, a viewer, a contact that was corrected and one that stays.
async fn staffed(scene: &Scene) -> ([(Person, String); 2], RecordId) {
    let taras = scene.member("Тарас", Role::Editor).await;
    let vera = scene.member("Вера", Role::Viewer).await;
    let id = taras.0.save(None, name(NAME)).await.unwrap();
    taras.0.save(Some(id), name(CORRECTED)).await.unwrap();
    taras.0.save(None, name("Купала")).await.unwrap();
    for person in [&scene.anna, &vera.0] {
        person.until_found("", 2).await;
    }
    ([taras, vera], id)
}

#[test]
fn attack_42_what_was_erased_is_nowhere_any_more() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, his), (vera, _)], id) = staffed(&scene).await;
        let before = scene.insider(&his).await;
        assert!(says(&before, NAME) && says(&before, CORRECTED));
        assert!(history(&taras, id).await > 0);
        scene.anna.erase(&[id]).await.unwrap();
        // Whoever was there has lost it, too, and its past.
        for person in [&scene.anna, &taras, &vera] {
            person.until_found("", 1).await;
        }
        taras.until_renewed(1).await;
        assert_eq!(history(&taras, id).await, 0);
        let after = scene.insider(&his).await;
        assert!(!says(&after, NAME) && !says(&after, CORRECTED));
        assert!(says(&after, "Купала"));
        assert_eq!(after.epoch().number, 2);
        // Nothing brings it back, and who only sees what is left of the log sees the same.
        let back = Command::SetDeleted {
            region: 0,
            id,
            deleted: false,
        };
        taras.send(back).await.unwrap();
        let newcomer = scene.honest_sign_in(&his, 1).await;
        assert_eq!(newcomer.list("").await.unwrap().rows[0].name.text, "Купала");
        // The same again has nothing left to do but new keys.
        scene.anna.erase(&[id]).await.unwrap();
        let last = scene.insider(&his).await;
        assert!(!says(&last, NAME) && says(&last, "Купала"));
    });
}

#[test]
fn an_editor_erases_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, _), _], id) = staffed(&scene).await;
        assert_eq!(taras.erase(&[id]).await, Err(Failure::NotAllowed));
        scene.anna.until_found("", 2).await;
    });
}

#[test]
fn attack_43_a_lead_who_erases_more_than_is_said() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, _), _], id) = staffed(&scene).await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        drop(lidia);
        let mut liar = scene.insider(&hers).await;
        // Купала's entry never counted, says she.
        let seq = liar.log.seq();
        let place = |seq| ErasedPlace {
            seq,
            leaf: liar.log.leaf_at(seq).unwrap(),
            rest: None,
        };
        let first = (1..=seq).find(|seq| liar.log.leaf_at(*seq) == Some(Hash(id.statement)));
        let kupala = first.unwrap() + 2;
        let erase = Erase {
            records: vec![RecordRef {
                statement: Hash(id.statement),
                index: id.index,
            }],
            collected: Vec::new(),
            places: vec![place(kupala)],
            state: Hash([1; 32]),
        };
        let lie = liar.say(Body::Erase(erase));
        liar.plant(&[lie]).await.unwrap();
        for person in [&scene.anna, &taras] {
            let alarm = person.until_alarm().await;
            assert!(matches!(alarm, Alarm::FalseErasure { .. }), "{alarm:?}");
        }
        // Nobody's rotation leaves it out.
        scene.anna.rotate().await.unwrap();
        let after = scene.insider(&scene.words).await;
        assert!(says(&after, "Купала"));
    });
}

#[test]
fn attack_43_a_page_that_leaves_something_out() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, his), _], id) = staffed(&scene).await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        drop(lidia);
        let lead = scene.insider(&hers).await;
        let mut rotation = RawRotation::by(&lead, |_| {});
        // As if something had been erased that nobody said was.
        let seq = (1..)
            .find(|seq| lead.log.leaf_at(*seq) == Some(Hash(id.statement)))
            .unwrap();
        let erase = Erase {
            records: vec![RecordRef {
                statement: Hash(id.statement),
                index: 0,
            }],
            collected: Vec::new(),
            places: vec![ErasedPlace {
                seq,
                leaf: Hash(id.statement),
                rest: None,
            }],
            state: Hash([1; 32]),
        };
        let mut lost = lead.log.clone();
        let unsaid = lead
            .say(Body::Erase(erase))
            .seal(&lead.access, &mut tests::native::rng());
        lost.apply(lead.log.seq() + 1, &unsaid.unwrap()).unwrap();
        let blobs = lead.places.iter().copied().zip(&lead.blobs);
        rotation.staged = staged(&lost, blobs, &rotation.next);
        assert_eq!(rotation.send(&lead).await.status, 200);
        // Who has it goes on with it. Who only sees what is left is shown nothing.
        taras.until_renewed(1).await;
        assert_eq!(taras.list("").await.unwrap().total, 2);
        let blank = scene.blank();
        blank.sign_in(&his).await.unwrap();
        assert_eq!(
            blank.until_alarm().await,
            Alarm::HistoryBroken { region: 0 }
        );
        assert!(blank.list("").await.is_err());
    });
}

#[test]
fn attack_40_the_browser_dies_while_it_erases() {
    let steps = at_every_step(|death, steps| alone(dies(death, steps)));
    assert!(steps >= 5, "an erasure is {steps} requests only");
}

async fn dies(death: Death, steps: usize) -> bool {
    let scene = Scene::new().await;
    let ([(taras, his), _], id) = staffed(&scene).await;
    let own = &[
        wire::space::APPEND,
        wire::space::STAGE,
        wire::space::COMMIT,
        wire::space::ENVELOPES,
        wire::keyring::WRITE,
    ];
    let ids = [id];
    let erasing = scene.anna.erase(&ids);
    let died = dies_in(&scene.hers, (death, steps), own, erasing).await;
    let Scene {
        anna, words, hers, ..
    } = &scene;
    anna.end();
    hers.be_honest();
    // Another device goes on from wherever it stopped.
    let again = scene.blank();
    again.sign_in(words).await.unwrap();
    again.erase(&[id]).await.unwrap();
    taras.until_found("", 1).await;
    let after = scene.insider(&his).await;
    assert!(!says(&after, NAME) && !says(&after, CORRECTED) && says(&after, "Купала"));
    died
}
