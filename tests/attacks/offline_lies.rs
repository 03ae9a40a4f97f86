//! Somebody had the device, and changed what is kept there: whoever signs in without a server is shown nothing of it.

use std::time::Duration;

use tests::native::{Disk, Person, Table, alone, keyring_keys};
use vault::api::{Alarm, Failure, Role};

use crate::help::{
    ENTRY, FRONT, PERSON, Scene, front, in_sync, name, rows, until_on_disk, without_server,
};

/// The names that a list shows.
async fn shown(person: &Person) -> Vec<String> {
    let page = person.list("").await.unwrap();
    let names = page.rows.into_iter().map(|row| row.name.text);
    names.collect()
}

fn person_row(words: &str) -> Vec<u8> {
    let lookup = keyring_keys(words).unwrap().lookup;
    [&[PERSON], lookup.0.as_slice()].concat()
}

#[test]
fn attack_24_bytes_changed_in_the_store() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        for family in ["Купала", "Колас", "Танк"] {
            scene.anna.save(None, name(family)).await.unwrap();
        }
        let disk = Disk::default();
        scene.keeps(&disk, &words).await;
        let kept = disk.table().unwrap();
        let honest = shown(&without_server(&disk, &words).await.unwrap()).await;
        assert_eq!(honest.len(), 3);

        // Bytes changed in every row, and every row left out.
        let mut refused = 0;
        let mut changes: Vec<Table> = Vec::new();
        for name in kept.keys() {
            let len = kept[name].len();
            for place in [0, 1, len / 2, len.saturating_sub(1)] {
                let mut table = kept.clone();
                if let Some(byte) = table.get_mut(name).and_then(|bytes| bytes.get_mut(place)) {
                    *byte ^= 1;
                }
                changes.push(table);
            }
            let mut table = kept.clone();
            table.remove(name);
            changes.push(table);
        }
        // Two entries swapped.
        let entries: Vec<Vec<u8>> = rows(&disk, ENTRY).into_keys().collect();
        let mut table = kept.clone();
        let two = [&entries[2], &entries[3]].map(|name| kept[name].clone());
        table.insert(entries[2].clone(), two[1].clone());
        table.insert(entries[3].clone(), two[0].clone());
        changes.push(table);
        let all = changes.len();
        for table in changes {
            if table == kept {
                continue;
            }
            disk.set_table(Some(table));
            match without_server(&disk, &words).await {
                Err(Failure::Kept | Failure::Offline) => refused += 1,
                Err(other) => panic!("{other:?}"),
                // An envelope that doesn't open is nobody's, as at a server. The day alone is the disk's word, and what isn't asked for.
                Ok(person) => match person.list("").await {
                    Err(Failure::NotAllowed) => refused += 1,
                    _ => assert_eq!(shown(&person).await, honest),
                },
            }
        }
        assert!(
            refused * 10 > all * 8,
            "{refused} of {all} changes were refused"
        );

        // With a server it is fetched again, whatever it was.
        let mut spoilt = kept.clone();
        spoilt.get_mut(&entries[3]).unwrap()[40] ^= 1;
        disk.set_table(Some(spoilt));
        assert_eq!(
            without_server(&disk, &words).await.err(),
            Some(Failure::Kept)
        );
        let (space, at) = scene.place().await;
        let taras = scene.on(&disk, &words).await;
        assert!(taras.alarms().is_empty());
        until_on_disk(&taras, &disk, space, at).await;
        drop(taras);
        let taras = without_server(&disk, &words).await.unwrap();
        assert_eq!(shown(&taras).await, honest);
    });
}

#[test]
fn attack_29_a_store_taken_back_behind_the_keyring() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let disk = Disk::default();
        scene.keeps(&disk, &words).await;
        let before = disk.table().unwrap();
        // More is said, by Taras too: his keyring remembers how far it was then.
        let taras = scene.on(&disk, &words).await;
        let id = taras.save(None, name("Колас")).await.unwrap();
        let (space, at) = scene.place().await;
        until_on_disk(&taras, &disk, space, at).await;
        taras
            .until("another keyring", async || {
                let row = person_row(&words);
                (disk.table()?.get(&row) != before.get(&row)).then_some(())
            })
            .await;
        let mut after = disk.table().unwrap();
        taras.contact(id).await.unwrap();
        drop(taras);
        // The region as it was, with the keyring as it is.
        let row = person_row(&words);
        let keyring = after.remove(&row).unwrap();
        let mut mixed = before.clone();
        mixed.insert(row, keyring);
        disk.set_table(Some(mixed));
        assert_eq!(
            without_server(&disk, &words).await.err(),
            Some(Failure::Kept)
        );
        // All of it as it was contradicts nothing, as with a server: it is an earlier day. With a connection it goes on from there.
        disk.set_table(Some(before));
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &words).await;
        assert_eq!(taras.list("").await.unwrap().total, 1);
        scene.line.be_honest();
        taras.until_found("Колас", 1).await;
        assert!(taras.alarms().is_empty(), "{:?}", taras.alarms());
    });
}

#[test]
fn attack_29_a_store_and_a_server_taken_back_to_the_same_day() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let disk = Disk::default();
        scene.keeps(&disk, &words).await;
        let then = front(&disk, scene.place().await.0).unwrap().1;
        // On another device he reads and writes on, and his keyring remembers that.
        let elsewhere = scene.on(&Disk::default(), &words).await;
        elsewhere.save(None, name("Колас")).await.unwrap();
        let me = scene.insider(&words).await;
        let remembered = async {
            loop {
                let keyring = me.stored_keyring().await.unwrap();
                let known = keyring.memberships[0].remembered;
                if known.is_some_and(|known| known.seen.seq > then) {
                    break;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), remembered)
            .await
            .unwrap();
        drop(elsewhere);
        // This device opens what it kept, and the server says that there has been nothing since.
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &words).await;
        scene.line.be_honest();
        in_sync(&scene.line, move |item| {
            item.last_seq = then;
            item.entries.clear();
            item.more = false;
            true
        });
        assert_eq!(
            taras.until_alarm().await,
            Alarm::HistoryBroken { region: 0 }
        );
        assert!(scene.line.lies() > 0);
    });
}

#[test]
fn what_another_person_keeps_opens_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let (_, hers) = scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let (disk, her_disk) = (Disk::default(), Disk::default());
        scene.keeps(&disk, &words).await;
        scene.keeps(&her_disk, &hers).await;
        // Somebody else's device, and somebody else's keyring in the place of one's own.
        assert_eq!(
            without_server(&her_disk, &words).await.err(),
            Some(Failure::Offline)
        );
        let keyring = her_disk.table().unwrap()[&person_row(&hers)].clone();
        disk.tamper(|table| drop(table.insert(person_row(&words), keyring)));
        assert_eq!(
            without_server(&disk, &words).await.err(),
            Some(Failure::Kept)
        );
        // Both on one device are no trouble.
        let both = Disk::default();
        scene.keeps(&both, &words).await;
        scene.keeps(&both, &hers).await;
        for words in [&words, &hers] {
            let person = without_server(&both, words).await.unwrap();
            assert_eq!(person.list("").await.unwrap().total, 1);
        }
    });
}

#[test]
fn attack_21_a_server_with_less_than_the_store() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        for family in ["Купала", "Колас"] {
            scene.anna.save(None, name(family)).await.unwrap();
        }
        let disk = Disk::default();
        scene.keeps(&disk, &words).await;
        assert_eq!(rows(&disk, FRONT).len(), 1);
        // It comes back with less than the store has shown.
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &words).await;
        scene.line.be_honest();
        in_sync(&scene.line, |item| {
            item.last_seq -= 1;
            item.entries.clear();
            item.more = false;
            true
        });
        let alarm = taras.until_alarm().await;
        assert_eq!(alarm, Alarm::HistoryBroken { region: 0 });
        assert!(scene.line.lies() > 0);
        let failed = taras.save(None, name("Танк")).await.err();
        assert_eq!(failed, Some(Failure::Refused));
        drop(taras);
        // And with other entries than those that follow.
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &words).await;
        scene.line.be_honest();
        scene.anna.save(None, name("Танк")).await.unwrap();
        in_sync(&scene.line, |item| {
            let Some(entry) = item.entries.last_mut() else {
                return false;
            };
            entry.entry.0[50] ^= 1;
            true
        });
        taras.until_alarm().await;
        assert_eq!(taras.list("").await.unwrap().total, 2);
    });
}
