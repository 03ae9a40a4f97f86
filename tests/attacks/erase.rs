//! Contacts that go for good: what the server, a lead who lies and a crash can make of it.

use keys::log::{Erasing, Log, Verdict};
use keys::statement::{Body, Change, Deletion, Erase, ErasedPlace, RecordRef};
use keys::{Hash, encode};
use tests::native::{Insider, Person, alone};
use vault::api::{Alarm, Command, Failure, RecordId, Reply, Role};

use crate::help::{
    Death, RawRotation, Scene, at_every_step, dies_in, in_sync, name, one_by_one, staged,
};

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

/// A lead with the server's ear.
async fn liar(scene: &Scene) -> Insider {
    let (_, hers) = scene.member("Лідзія", Role::Lead).await;
    scene.insider(&hers).await
}

/// Where somebody said this contact.
fn seq_of(log: &Log, id: RecordId) -> u64 {
    let mut places = 1..=log.seq();
    let made = places.find(|seq| log.leaf_at(*seq) == Some(Hash(id.statement)));
    made.unwrap()
}

/// What a lead says to erase a contact.
fn found(lead: &Insider, id: RecordId) -> Erase {
    let founding = lead.keyring.memberships[0].founding;
    let record = RecordRef {
        statement: Hash(id.statement),
        index: id.index,
    };
    let mut erasing = Erasing::new(&lead.log, founding, &[record], &[]);
    for (seq, blob) in lead.places.iter().zip(&lead.blobs) {
        erasing.read(*seq, blob).unwrap();
    }
    let me = lead.identity.sign.public();
    let (_, erase) = erasing.finish(me, tests::native::today()).unwrap();
    erase
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
        // Nothing brings it back, whoever says so, and who only sees what is left of the log sees the same.
        let back = Command::SetDeleted {
            region: 0,
            id,
            deleted: false,
        };
        assert_eq!(taras.send(back).await, Err(Failure::Changed));
        let mut after = after;
        let back = Change {
            delete: vec![Deletion {
                statement: Hash(id.statement),
                first: id.index,
                count: 1,
                deleted: false,
            }],
            ..Change::default()
        };
        let back = after.say(Body::Change(back));
        after.plant(&[back]).await.unwrap();
        let newcomer = scene.honest_sign_in(&his, 1).await;
        assert_eq!(newcomer.list("").await.unwrap().rows[0].name.text, "Купала");
        // Another one goes later: who reads all of it then is told of no lie, and shown the rest.
        let other = taras.save(None, name("Колас")).await.unwrap();
        scene.anna.until_found("", 2).await;
        scene.anna.erase(&[other]).await.unwrap();
        // And the same again has nothing left to do but new keys.
        scene.anna.erase(&[id]).await.unwrap();
        let last = scene.insider(&his).await;
        assert!(!says(&last, NAME) && !says(&last, "Колас") && says(&last, "Купала"));
        assert_eq!(last.epoch().number, 4);
        let newcomer = scene.honest_sign_in(&his, 1).await;
        assert!(newcomer.alarms().is_empty(), "{:?}", newcomer.alarms());
        taras.until_found("", 1).await;
        for person in [&scene.anna, &taras] {
            assert!(person.alarms().is_empty(), "{:?}", person.alarms());
        }
    });
}

#[test]
fn attack_42_doubles_without_number_go_with_what_they_are_doubles_of() {
    alone(async {
        let scene = Scene::new().await;
        let ([(_taras, his), _], id) = staffed(&scene).await;
        // An editor and the server keep what somebody said so often that one `erase` has no room to name it.
        let mut insider = scene.insider(&his).await;
        let kept = insider
            .statement(usize::try_from(seq_of(&insider.log, id)).unwrap())
            .unwrap();
        for _ in 0..18 {
            insider.plant(&vec![kept.clone(); 250]).await.unwrap();
        }
        scene.anna.erase(&[id]).await.unwrap();
        let after = scene.insider(&his).await;
        assert!(!says(&after, NAME) && says(&after, "Купала"));
        // As if nothing had been erased, nothing is found that could be.
        let founding = after.keyring.memberships[0].founding;
        let blank = Log::new(after.epoch(), after.access.reading().unwrap(), founding);
        let mut left = Erasing::new(&blank, founding, &[], &[]);
        for (seq, blob) in after.places.iter().zip(&after.blobs) {
            left.read(*seq, blob).unwrap();
        }
        assert!(left.done() > 4_500);
        let me = after.identity.sign.public();
        assert!(left.finish(me, tests::native::today()).is_none());
        assert!(scene.anna.alarms().is_empty() && !scene.anna.rotation_due());
    });
}

#[test]
fn who_stops_before_it_is_said_has_erased_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, his), _], id) = staffed(&scene).await;
        let erase = [id];
        let (erased, stopped) = tokio::join!(
            scene.anna.erase(&erase),
            scene.anna.send(Command::CancelRotation)
        );
        assert_eq!(
            (erased, stopped),
            (Err(Failure::Cancelled), Ok(Reply::Done))
        );
        assert!(!scene.anna.rotation_due());
        assert!(!scene.anna.contact(id).await.unwrap().erased);
        taras.until_found(CORRECTED, 1).await;
        assert!(says(&scene.insider(&his).await, NAME));
        // And what was pressed then stops nothing later.
        scene.anna.send(Command::CancelRotation).await.unwrap();
        scene.anna.erase(&[id]).await.unwrap();
        assert!(scene.anna.contact(id).await.unwrap().erased);
    });
}

#[test]
fn what_is_erased_while_a_rotation_is_cut_short_goes_with_it() {
    alone(async {
        let scene = Scene::new().await;
        let ([(_taras, his), _], id) = staffed(&scene).await;
        // Everything is put aside for the next epoch, and the line breaks.
        scene.hers.cut(|name, _| name == wire::space::COMMIT);
        assert_eq!(scene.anna.rotate().await, Err(Failure::Offline));
        scene.hers.be_honest();
        // What lies there has the contact still: it isn't what is committed now.
        scene.anna.erase(&[id]).await.unwrap();
        let after = scene.insider(&his).await;
        assert_eq!(after.epoch().number, 2);
        assert!(!says(&after, NAME) && !says(&after, CORRECTED) && says(&after, "Купала"));
        assert!(!scene.anna.rotation_due());
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
        let mut liar = liar(&scene).await;
        // Купала's entry never counted, says she.
        let place = |seq| ErasedPlace {
            seq,
            leaf: liar.log.leaf_at(seq).unwrap(),
            rest: None,
        };
        let kupala = seq_of(&liar.log, id) + 2;
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
fn attack_43_an_erasure_that_names_other_places() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, _), _], id) = staffed(&scene).await;
        let mut liar = liar(&scene).await;
        let mut erase = found(&liar, id);
        // The state is told truly. But everything else goes with it, she says.
        let named: Vec<u64> = erase.places.iter().map(|place| place.seq).collect();
        let others = (1..=liar.log.seq()).filter(|seq| !named.contains(seq));
        let others: Vec<ErasedPlace> = others
            .map(|seq| ErasedPlace {
                seq,
                leaf: liar.log.leaf_at(seq).unwrap(),
                rest: None,
            })
            .collect();
        erase.places.extend(others);
        erase.places.sort_by_key(|place| place.seq);
        let lie = liar.say(Body::Erase(erase));
        liar.plant(&[lie]).await.unwrap();
        taras.until_found("", 1).await;
        scene.anna.until_found("", 1).await;
        // What is right about it is done; nothing that counts goes whole.
        scene.anna.rotate().await.unwrap();
        let after = scene.insider(&scene.words).await;
        assert!(says(&after, "Купала") && !says(&after, NAME) && !says(&after, CORRECTED));
        let device = scene.honest_sign_in(&scene.words, 1).await;
        assert_eq!(device.people().await.unwrap().len(), 4);
    });
}

#[test]
fn attack_43_a_page_that_leaves_something_out() {
    alone(async {
        let scene = Scene::new().await;
        let ([(taras, his), _], id) = staffed(&scene).await;
        let lead = liar(&scene).await;
        let mut rotation = RawRotation::by(&lead, |_| {});
        // As if something had been erased that nobody said was.
        let erase = found(&lead, id);
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
fn who_reads_what_is_left_before_the_word_about_it_is_told_to_wait() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        taras.save(None, name("Купала")).await.unwrap();
        let (_, hers) = scene.member("Лідзія", Role::Lead).await;
        // He hears nothing of a contact that comes and goes.
        scene.line.lie(|exchange| {
            let heard = exchange.name == wire::sync::PATH;
            if heard {
                exchange.lose();
            }
            heard
        });
        let id = scene.anna.save(None, name(NAME)).await.unwrap();
        let mut lead = scene.insider(&hers).await;
        let erase = found(&lead, id);
        let erase = lead.say(Body::Erase(erase));
        lead.plant(&[erase]).await.unwrap();
        let said_at = seq_of(&lead.log, id);
        // Each place in a page of its own: the word about what is left comes later than it.
        let mut rotation = RawRotation::by(&lead, |_| {});
        rotation.staged = one_by_one(&lead, &rotation.next);
        assert_eq!(rotation.send(&lead).await.status, 200);
        scene.line.be_honest();
        in_sync(&scene.line, move |item| {
            item.entries.retain(|entry| entry.seq <= said_at);
            item.more = item.last_seq > said_at;
            item.more
        });
        let waits = async || (taras.list("").await == Err(Failure::Reading)).then_some(());
        taras.until("what is left", waits).await;
        let saved = taras.save(None, name("Колас")).await;
        assert_eq!(saved, Err(Failure::Reading));
        scene.line.be_honest();
        taras.until_found("", 1).await;
        assert!(taras.alarms().is_empty(), "{:?}", taras.alarms());
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
