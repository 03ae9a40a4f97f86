//! Contacts that go from one region to another: whole or not at all, whoever dies, writes or lies in between.

use keys::request::{Operation, SignedRequest};
use keys::statement::{
    Body, Change, Edit, FieldEdit, MoveIn, MoveOut, NewField, NewRecord, RecordRef, Value,
};
use keys::{Hash, SpaceId, encode};
use records::fields::FieldId;
use tests::native::{Person, alone};
use vault::api::{Act, Command, Contact, Elsewhere, Failure, Moved, RecordId, Reply, Role};
use wire::sync::{SyncAnswer, SyncRequest};

use crate::help::{
    Death, Scene, asked, at_every_step, dies_in, field, fill, name, record, wait_refused,
};

async fn moves(
    person: &Person,
    region: u16,
    records: &[RecordId],
    to: u16,
) -> Result<Moved, Failure> {
    let records = records.to_vec();
    let command = Command::Move {
        region,
        records,
        to,
    };
    match person.send(command).await? {
        Reply::Moved(moved) => Ok(moved),
        other => panic!("{other:?}"),
    }
}

async fn acts(person: &Person, region: u16, id: RecordId) -> Vec<Act> {
    match person.send(Command::History { region, id }).await {
        Ok(Reply::History(past)) => past.into_iter().map(|past| past.act).collect(),
        other => panic!("{other:?}"),
    }
}

fn reference(id: RecordId) -> RecordRef {
    RecordRef {
        statement: Hash(id.statement),
        index: id.index,
    }
}

fn values(contact: &Contact) -> Vec<(FieldId, String, Vec<String>)> {
    let fields = contact.fields.iter().map(|field| {
        let others = field.others.iter().map(|other| other.value.clone());
        (field.field, field.value.clone(), others.collect())
    });
    fields.collect()
}

/// A region below the root, and a contact in the root.
async fn two_regions(scene: &Scene) -> (u16, RecordId) {
    let below = scene.anna.create("Мінск", true).await.unwrap();
    let id = scene.anna.save(None, name("Купала")).await.unwrap();
    (below, id)
}

fn edit(id: RecordId, fields: Vec<FieldEdit>) -> Body {
    let record = reference(id);
    Body::Change(Change {
        edit: vec![Edit { record, fields }],
        ..Change::default()
    })
}

fn quiet(people: &[&Person]) {
    for person in people {
        assert!(person.alarms().is_empty(), "{:?}", person.alarms());
    }
}

#[test]
fn a_contact_goes_to_another_region_and_back() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (below, id) = two_regions(&scene).await;
        // A conflict, and a field that this app doesn't know.
        let mut newer = scene.insider(&his).await;
        let numbers: Value = encode::decode(&[0x83, 1, 2, 3]).unwrap();
        let written = [
            (FieldId::FAMILY, Value::text("Луцэвіч")),
            (FieldId(40_000), numbers.clone()),
        ];
        let fields = written.map(|(field, value)| FieldEdit {
            field: field.0,
            based_on: 0,
            value,
        });
        let said = newer.say(edit(id, fields.to_vec()));
        newer.plant(&[said]).await.unwrap();
        scene.anna.until_found("Луцэвіч", 1).await;
        let before = scene.anna.contact(id).await.unwrap();
        assert_eq!(values(&before)[0].2, ["Купала"]);

        let moved = moves(&scene.anna, 0, &[id], below).await.unwrap();
        let [there] = moved.records[..] else {
            panic!("{moved:?}");
        };
        assert_eq!(moved.kept, 0);
        assert_eq!(scene.anna.list("").await.unwrap().total, 0);
        let gone = scene.anna.contact(id).await.unwrap();
        let here = |region, id| Some(Elsewhere::Here { region, id });
        assert!(gone.deleted);
        assert_eq!((gone.moved_to, gone.also), (here(below, there), None));
        scene.anna.look_at(below);
        let arrived = scene.anna.contact(there).await.unwrap();
        assert_eq!(values(&arrived), values(&before));
        assert_eq!((arrived.moved_from, arrived.also), (here(0, id), None));
        let from = Elsewhere::Here { region: 0, id };
        assert_eq!(acts(&scene.anna, below, there).await, [Act::Arrived(from)]);
        let to = Elsewhere::Here {
            region: below,
            id: there,
        };
        assert_eq!(acts(&scene.anna, 0, id).await[0], Act::Left(to));
        // Verbatim, known or not.
        let mut insider = scene.insider_below(&scene.words, &[0]).await;
        insider.refresh().await.unwrap();
        let said = insider.statement(insider.blobs.len()).unwrap();
        let bytes = encode::encode(&said);
        let wanted = numbers.as_bytes();
        assert!(bytes.windows(wanted.len()).any(|window| window == wanted));

        // The others see it there, and so does a new device; a move can't be taken back by half.
        let number = taras.enter("Мінск").await;
        taras.until_found("Луцэвіч", 1).await;
        let seq = insider.log.seq();
        let back = scene
            .anna
            .send(Command::Revert { region: below, seq })
            .await;
        assert_eq!(back, Err(Failure::Changed));
        // Again is nothing more.
        assert_eq!(
            moves(&taras, 0, &[id], number).await.unwrap().records,
            [there]
        );
        // Back: another record, and the one before stays where it went from.
        let back = moves(&taras, number, &[there], 0).await.unwrap();
        let [again] = back.records[..] else {
            panic!("{back:?}");
        };
        assert_ne!(again, id);
        assert_eq!(taras.list("").await.unwrap().total, 0);
        let blank = scene.honest_sign_in(&his, 1).await;
        let found = blank.contact(again).await.unwrap();
        assert_eq!(values(&found), values(&before));
        quiet(&[&taras, &blank]);
    });
}

#[test]
fn many_contacts_go_in_several_statements() {
    alone(async {
        let scene = Scene::new().await;
        let (below, _) = two_regions(&scene).await;
        fill(&scene.anna, 6).await;
        let page = scene.anna.list("").await.unwrap();
        let all: Vec<RecordId> = page.rows.iter().map(|row| row.id).collect();
        let seen = record(&scene.hers);
        let moved = moves(&scene.anna, 0, &all, below).await.unwrap();
        assert_eq!((moved.records.len(), moved.kept), (7, 0));
        let appends = asked(&seen);
        let appends = appends.iter().filter(|name| *name == wire::space::APPEND);
        assert_eq!(appends.count(), 4);
        assert_eq!(scene.anna.list("").await.unwrap().total, 0);
        scene.anna.look_at(below);
        assert_eq!(scene.anna.list("").await.unwrap().total, 7);
        // What isn't there any more doesn't matter.
        let moved = moves(&scene.anna, 0, &all[..2], below).await.unwrap();
        assert_eq!(moved.records.len(), 2);
        assert_eq!(scene.anna.list("").await.unwrap().total, 7);
    });
}

/// Whether somebody who dies there leaves a contact that is in one region at least, and whose move is finished by the same again.
fn dies(death: Death, steps: usize) -> bool {
    alone(async {
        let scene = Scene::new().await;
        let (below, id) = two_regions(&scene).await;
        let died = dies_in(
            &scene.hers,
            (death, steps),
            &[wire::space::APPEND],
            moves(&scene.anna, 0, &[id], below),
        )
        .await;
        scene.anna.end();
        scene.hers.be_honest();
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        let number = blank.enter("Мінск").await;
        let left = scene_count(&blank, 0).await;
        let there = scene_count(&blank, number).await;
        assert!(left + there >= 1, "{death:?} {steps}");
        if left + there == 2 {
            // Both say so.
            blank.look_at(0);
            let contact = blank.contact(id).await.unwrap();
            assert!(
                matches!(contact.also, Some(Elsewhere::Here { region, .. }) if region == number)
            );
        }
        let moved = moves(&blank, 0, &[id], number).await.unwrap();
        assert_eq!((moved.records.len(), moved.kept), (1, 0));
        assert_eq!(scene_count(&blank, 0).await, 0);
        assert_eq!(scene_count(&blank, number).await, 1, "{death:?} {steps}");
        quiet(&[&blank]);
        died
    })
}

async fn scene_count(person: &Person, region: u16) -> u32 {
    person.look_at(region);
    person.list("").await.unwrap().total
}

#[test]
fn whoever_dies_between_the_halves_leaves_it_in_both() {
    assert!(at_every_step(dies) >= 2);
}

#[test]
fn a_line_that_breaks_between_the_halves_is_gone_on_with() {
    alone(async {
        let scene = Scene::new().await;
        let (below, id) = two_regions(&scene).await;
        let root = scene.insider(&scene.words).await.epoch().space;
        let child = scene.insider_below(&scene.words, &[0]).await;
        let child = child.epoch().space;
        for steps in 0..2 {
            scene.anna.look_at(0);
            let id = if steps == 0 {
                id
            } else {
                scene.anna.save(None, name("Колас")).await.unwrap()
            };
            // No answer comes from the new region, then none from the old one.
            let space = if steps == 0 { child } else { root };
            scene.hers.lie(move |exchange| {
                let asked = encode::decode::<SignedRequest>(&exchange.request);
                let append = asked.and_then(|asked| asked.verify(Operation::Append));
                let now = append.is_ok_and(|append| append.space == space);
                if now {
                    exchange.lose();
                }
                now
            });
            assert_eq!(
                moves(&scene.anna, 0, &[id], below).await,
                Err(Failure::Offline)
            );
            scene.hers.be_honest();
            moves(&scene.anna, 0, &[id], below).await.unwrap();
            assert_eq!(scene_count(&scene.anna, 0).await, 0);
            assert_eq!(scene_count(&scene.anna, below).await, steps + 1);
        }
        quiet(&[&scene.anna]);
    });
}

#[test]
fn who_writes_without_knowing_of_the_move_loses_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (below, id) = two_regions(&scene).await;
        let town = field(FieldId::TOWN, "Орша", 0);
        let seq = {
            scene.anna.save(Some(id), vec![town]).await.unwrap();
            scene.anna.contact(id).await.unwrap().fields[1].seq
        };
        let mut late = scene.insider(&his).await;
        let edits = [
            (FieldId::PHONE, 0, "+375291112233"),
            (FieldId::TOWN, seq, "Полацк"),
        ];
        let fields = edits.map(|(field, based_on, value)| FieldEdit {
            field: field.0,
            based_on,
            value: Value::text(value),
        });
        let unseen = late.say(edit(id, fields.to_vec()));
        let moved = moves(&scene.anna, 0, &[id], below).await.unwrap();
        // Meanwhile somebody writes it where it is now.
        scene.anna.look_at(below);
        let there = moved.records[0];
        let contact = scene.anna.contact(there).await.unwrap();
        let town = field(FieldId::TOWN, "Віцебск", contact.fields[1].seq);
        scene.anna.save(Some(there), vec![town]).await.unwrap();
        late.plant(&[unseen]).await.unwrap();

        // It is in both, and both say so.
        scene.anna.look_at(0);
        scene.anna.until_found("Полацк", 1).await;
        let old = scene.anna.contact(id).await.unwrap();
        let here = |region, id| Some(Elsewhere::Here { region, id });
        assert_eq!((old.deleted, old.moved_to), (false, None));
        assert_eq!(old.also, here(below, there));
        scene.anna.look_at(below);
        assert_eq!(scene.anna.contact(there).await.unwrap().also, here(0, id));
        // The same again carries what was written since: the phone, and the town as a conflict.
        let moved = moves(&scene.anna, 0, &[id], below).await.unwrap();
        assert_eq!((moved.records, moved.kept), (vec![there], 0));
        let contact = scene.anna.contact(there).await.unwrap();
        let of = |wanted: FieldId| {
            let all = values(&contact).into_iter();
            all.filter(|(field, ..)| *field == wanted)
                .map(|(_, value, others)| (value, others))
                .next()
        };
        assert_eq!(of(FieldId::PHONE), Some(("+375291112233".into(), vec![])));
        assert_eq!(
            of(FieldId::TOWN),
            Some(("Полацк".into(), vec!["Віцебск".into()]))
        );
        assert_eq!(of(FieldId::FAMILY), Some(("Купала".into(), vec![])));
        assert_eq!(contact.also, None);
        assert_eq!(scene_count(&scene.anna, 0).await, 0);
        quiet(&[&scene.anna, &taras]);
    });
}

#[test]
fn whoever_may_not_write_in_both_moves_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (vera, hers) = scene.member("Вера", Role::Viewer).await;
        let (below, id) = two_regions(&scene).await;
        let number = vera.enter("Мінск").await;
        vera.look_at(0);
        vera.until_found("Купала", 1).await;
        assert_eq!(
            moves(&vera, 0, &[id], number).await,
            Err(Failure::NotAllowed)
        );
        assert_eq!(
            moves(&scene.anna, 0, &[id], 0).await,
            Err(Failure::NotAllowed)
        );
        assert_eq!(
            moves(&scene.anna, 0, &[id], 7).await,
            Err(Failure::NotAllowed)
        );
        // Both halves under her name, slipped in: refused by everybody.
        let viewer = scene.insider(&hers).await.identity.sign;
        let mut chief = scene.insider(&scene.words).await;
        let out = Body::MoveOut(MoveOut {
            arrived: Hash([1; 32]),
            records: vec![reference(id)],
        });
        let fields = vec![NewField {
            field: FieldId::FAMILY.0,
            value: Value::text("Ніхто"),
        }];
        let came = Body::MoveIn(MoveIn {
            records: vec![keys::statement::Arrival {
                from: reference(id),
                record: NewRecord(fields),
            }],
        });
        let said = [chief.say_as(&viewer, out), chief.say_as(&viewer, came)];
        chief.plant(&said).await.unwrap();
        wait_refused(&scene.anna, 2).await;
        assert_eq!(scene_count(&scene.anna, 0).await, 1);
        assert_eq!(scene_count(&scene.anna, below).await, 0);
        scene.anna.look_at(0);
        // What isn't there is nobody's to move.
        assert_eq!(
            moves(&scene.anna, below, &[id], 0).await,
            Err(Failure::Changed)
        );
        // Somebody let in here only, as an editor, knows of no other region, also after the move.
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let closed = scene.anna.create("Архіў", false).await.unwrap();
        moves(&scene.anna, 0, &[id], closed).await.unwrap();
        let gone = async || taras.contact(id).await.ok()?.deleted.then_some(());
        taras.until("the move", gone).await;
        let contact = taras.contact(id).await.unwrap();
        assert_eq!(contact.moved_to, Some(Elsewhere::Closed));
        let space = scene.insider(&scene.words).await;
        let children = space.log.authority().children();
        let space = children.last().unwrap().child;
        let insider = scene.insider(&his).await;
        let last = insider.statement(insider.blobs.len()).unwrap();
        let bytes = encode::encode(&last);
        assert!(!bytes.windows(32).any(|window| window == space.0));
    });
}

/// Nobody else is told of what comes into a space after this place.
fn keep_back(scene: &Scene, space: SpaceId, last: u64) {
    scene.line.lie(move |exchange| {
        let Ok(asked) = encode::decode::<SyncRequest>(&exchange.request) else {
            return false;
        };
        let Ok(mut answer) = SyncAnswer::from_padded(&exchange.answer) else {
            return false;
        };
        let mut changed = false;
        for (read, item) in asked.reads.iter().zip(&mut answer.items) {
            let read = read.clone().verify(Operation::Read);
            if read.is_ok_and(|read| read.space == space) && item.last_seq > last {
                item.entries.retain(|entry| entry.seq <= last);
                (item.last_seq, item.more, changed) = (last, false, true);
            }
        }
        if changed {
            exchange.answer = answer.to_padded();
        }
        changed
    });
}

#[test]
fn one_half_kept_back_or_shown_again_changes_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (below, id) = two_regions(&scene).await;
        let number = taras.enter("Мінск").await;
        // What comes into the region below is kept from him.
        let child = scene.insider_below(&his, &[0]).await;
        keep_back(&scene, child.epoch().space, child.log.seq());
        moves(&scene.anna, 0, &[id], below).await.unwrap();
        taras.look_at(0);
        let gone = async || taras.contact(id).await.ok()?.deleted.then_some(());
        taras.until("the move", gone).await;
        assert!(scene.line.lies() > 0);
        // All of it is still there to be read, and to be brought back.
        let contact = taras.contact(id).await.unwrap();
        assert_eq!(contact.moved_to, Some(Elsewhere::Closed));
        assert_eq!(contact.fields[0].value, "Купала");
        scene.line.be_honest();
        taras.look_at(number);
        let there = taras.until_found("Купала", 1).await;
        taras.look_at(0);
        let to = Some(Elsewhere::Here {
            region: number,
            id: there,
        });
        assert_eq!(taras.contact(id).await.unwrap().moved_to, to);
        quiet(&[&taras]);
        // Both halves again, each in its log and in the other's.
        let mut root = scene.insider(&scene.words).await;
        let mut child = scene.insider_below(&scene.words, &[0]).await;
        let out = root.statement(root.blobs.len()).unwrap();
        let came = child.statement(child.blobs.len()).unwrap();
        root.plant(&[out.clone(), came.clone()]).await.unwrap();
        child.plant(&[came, out]).await.unwrap();
        wait_refused(&scene.anna, 1).await;
        assert_eq!(scene_count(&scene.anna, 0).await, 0);
        assert_eq!(scene_count(&scene.anna, below).await, 1);
        assert_eq!(scene_count(&taras, number).await, 1);
    });
}
