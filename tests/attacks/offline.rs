//! What a device keeps for the time without a connection: read without a server, gone when it is turned off, and no more than
//! ciphertext.

use keys::Stretch;
use records::fields::FieldId;
use tests::harness::Scanner;
use tests::native::{Disk, Person, alone, keyring_keys};
use vault::api::{Failure, KeptFault, RegionState, Role, SyncState};

use crate::help::{
    DUE, ENTRY, NOWHERE, PAGE, Scene, field, fill, front, name, rows, until_kept, until_on_disk,
    without_server,
};

fn sync_state(person: &Person) -> SyncState {
    let events = person.platform.events().into_iter().rev();
    let mut told = events.filter_map(|event| match event {
        vault::api::Event::Sync(state) => Some(state),
        _ => None,
    });
    told.next().unwrap_or_default()
}

#[test]
fn what_is_kept_is_read_without_a_server_and_goes_on_with_one() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        scene.anna.save(None, name("Колас")).await.unwrap();
        drop(taras);
        let disk = Disk::default();
        scene.keeps(&disk, &words).await;

        let taras = without_server(&disk, &words).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, 2);
        assert_eq!(taras.list("Kupala").await.unwrap().total, 1);
        let contact = taras.contact(id).await.unwrap();
        assert_eq!(contact.fields[0].value, "Купала");
        // The screen can say of which day this is, and that there is no connection.
        let told = sync_state(&taras);
        assert_eq!(
            (told.online, told.kept),
            (false, Some(tests::native::today()))
        );
        assert!(taras.alarms().is_empty(), "{:?}", taras.alarms());
        drop(taras);

        // The line comes back: it is a session like any other.
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &words).await;
        scene.anna.save(None, name("Багдановіч")).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, 2);
        scene.line.be_honest();
        taras.until_found("Багдановіч", 1).await;
        taras
            .until("a connection", async || {
                let told = sync_state(&taras);
                (told.online && told.kept.is_none()).then_some(())
            })
            .await;
        taras.save(None, name("Танк")).await.unwrap();
        scene.anna.until_found("Танк", 1).await;
        // And what was read meanwhile is kept.
        let (space, at) = scene.place().await;
        until_on_disk(&taras, &disk, space, at).await;
        drop(taras);
        let taras = without_server(&disk, &words).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, 4);
    });
}

#[test]
fn nothing_is_kept_before_somebody_turns_it_on_and_nothing_after_it_is_off() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let disk = Disk::default();
        let taras = scene.on(&disk, &words).await;
        taras.save(None, name("Купала")).await.unwrap();
        assert!(!taras.kept().await.unwrap().on);
        assert_eq!(disk.table(), None);
        // Without anything kept it is as it always was: also with words that nobody has.
        let failed = without_server(&disk, &words).await.err();
        assert_eq!(failed, Some(Failure::Offline));

        let (space, at) = scene.place().await;
        taras.keep_offline(true).await.unwrap();
        until_on_disk(&taras, &disk, space, at).await;
        let other = scene.words.clone();
        assert_eq!(
            without_server(&disk, &other).await.err(),
            Some(Failure::Offline)
        );

        let off = taras.keep_offline(false).await.unwrap();
        assert!(!off.on && off.whole.is_none());
        assert_eq!(disk.table(), None);
        // What comes now isn't kept.
        scene.anna.save(None, name("Колас")).await.unwrap();
        taras.until_found("Колас", 1).await;
        assert!(!taras.kept().await.unwrap().on);
        assert_eq!(disk.table(), None);
        assert_eq!(
            without_server(&disk, &words).await.err(),
            Some(Failure::Offline)
        );
    });
}

#[test]
fn a_device_with_nothing_to_keep_it_in_or_no_room_goes_on_without() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let absent = Disk::absent();
        let taras = scene.on(&absent, &words).await;
        assert_eq!(taras.kept().await.unwrap().fault, Some(KeptFault::Absent));
        let kept = taras.keep_offline(true).await.unwrap();
        assert_eq!((kept.on, kept.fault), (false, Some(KeptFault::Absent)));
        taras.save(None, name("Купала")).await.unwrap();
        drop(taras);

        let full = Disk::default();
        full.set_room(Some(2_000));
        let taras = scene.on(&full, &words).await;
        taras.keep_offline(true).await.unwrap();
        taras
            .until("that there is no room", async || {
                let kept = taras.kept().await.unwrap();
                (kept.fault == Some(KeptFault::Full) && kept.whole.is_none()).then_some(())
            })
            .await;
        taras.save(None, name("Колас")).await.unwrap();
        assert_eq!(
            without_server(&full, &words).await.err(),
            Some(Failure::Offline)
        );
        // There is room again.
        full.set_room(None);
        let (space, at) = scene.place().await;
        taras.keep_offline(true).await.unwrap();
        until_on_disk(&taras, &full, space, at).await;
        assert_eq!(taras.kept().await.unwrap().fault, None);
        // A disk that fills up later loses nothing of what is there.
        full.set_room(Some(1));
        scene.anna.save(None, name("Танк")).await.unwrap();
        taras.until_found("Танк", 1).await;
        taras
            .until("that there is no room again", async || {
                (taras.kept().await.unwrap().fault == Some(KeptFault::Full)).then_some(())
            })
            .await;
        drop(taras);
        let taras = without_server(&full, &words).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, 2);
    });
}

#[test]
fn new_keys_leave_nothing_old_on_the_device() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let (vera, hers) = scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        drop(vera);
        let (disk, her_disk) = (Disk::default(), Disk::default());
        scene.keeps(&her_disk, &hers).await;
        let (space, at) = scene.place().await;
        let taras = scene.on(&disk, &words).await;
        taras.keep_offline(true).await.unwrap();
        until_on_disk(&taras, &disk, space, at).await;
        let old: Vec<Vec<u8>> = rows(&disk, ENTRY).into_values().collect();
        assert!(!old.is_empty());

        scene.anna.remove("Вера").await.unwrap();
        scene.anna.save(None, name("Колас")).await.unwrap();
        taras.until_found("Колас", 1).await;
        let (_, at) = scene.place().await;
        assert_eq!(at.0, 2);
        until_on_disk(&taras, &disk, space, at).await;
        let table = disk.table().unwrap();
        let left = table.values().filter(|bytes| old.contains(bytes)).count();
        assert_eq!(left, 0, "old ciphertext is left");
        drop(taras);
        let taras = without_server(&disk, &words).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, 2);

        // Who was put out reads what her device had; with a connection her device is rid of it.
        let vera = without_server(&her_disk, &hers).await.unwrap();
        assert_eq!(vera.list("").await.unwrap().total, 1);
        drop(vera);
        let vera = scene.on(&her_disk, &hers).await;
        vera.until("what was kept to go", async || {
            (front(&her_disk, space).is_none() && rows(&her_disk, ENTRY).is_empty()).then_some(())
        })
        .await;
    });
}

#[test]
fn other_words_open_what_is_kept_and_the_old_ones_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let disk = Disk::default();
        let (space, at) = scene.place().await;
        let taras = scene.on(&disk, &words).await;
        taras.keep_offline(true).await.unwrap();
        until_on_disk(&taras, &disk, space, at).await;
        let new = taras.words().await;
        let change = vault::api::Command::ChangeWords {
            old: words.clone(),
            old_file: None,
            new: new.clone(),
            new_file: None,
        };
        taras.send(change).await.unwrap();
        assert_eq!(
            without_server(&disk, &words).await.err(),
            Some(Failure::Offline)
        );
        let lookup = keyring_keys(&words).unwrap().lookup;
        assert!(
            disk.table()
                .unwrap()
                .keys()
                .all(|name| name[1..] != lookup.0)
        );
        until_on_disk(&taras, &disk, space, at).await;
        drop(taras);
        without_server(&disk, &new).await.unwrap();

        // Changed on another device: this one learns it when it meets the server.
        let elsewhere = scene.on(&Disk::default(), &new).await;
        let third = elsewhere.words().await;
        let change = vault::api::Command::ChangeWords {
            old: new.clone(),
            old_file: None,
            new: third,
            new_file: None,
        };
        elsewhere.send(change).await.unwrap();
        scene.line.cut(|_, _| true);
        let taras = scene.on(&disk, &new).await;
        scene.line.be_honest();
        taras
            .until("that it is off", async || {
                (!taras.kept().await.unwrap().on).then_some(())
            })
            .await;
        drop(taras);
        assert_eq!(
            without_server(&disk, &new).await.err(),
            Some(Failure::Offline)
        );
    });
}

#[test]
fn pages_regions_below_and_collectors_are_kept_too() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let (vera, hers) = scene.member("Вера", Role::Collector).await;
        let mut insider = scene.insider(&words).await;
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;
        let below = scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.look_at(below);
        scene.anna.save(None, name("Купала")).await.unwrap();
        scene.anna.look_at(0);
        taras.enter("Мінск").await;
        taras.until_found("Купала", 1).await;
        drop((taras, vera));

        let disk = Disk::default();
        let taras = scene.on(&disk, &words).await;
        taras.enter("Мінск").await;
        taras.keep_offline(true).await.unwrap();
        let inner = scene.insider_below(&scene.words, &[0]).await;
        let (space, at) = scene.place().await;
        until_on_disk(&taras, &disk, inner.epoch().space, (1, inner.log.seq())).await;
        until_on_disk(&taras, &disk, space, at).await;
        assert!(!rows(&disk, PAGE).is_empty(), "no pages are kept");
        drop(taras);
        let taras = without_server(&disk, &words).await.unwrap();
        assert_eq!(taras.list("").await.unwrap().total, DUE);
        taras.enter("Мінск").await;
        assert_eq!(taras.list("").await.unwrap().total, 1);
        assert!(taras.alarms().is_empty(), "{:?}", taras.alarms());

        // Who hands in at a door keeps the card, and nothing else is there to keep.
        let disk = Disk::default();
        let vera = scene.on(&disk, &hers).await;
        vera.keep_offline(true).await.unwrap();
        vera.until("a copy", async || vera.kept().await.unwrap().whole)
            .await;
        assert!(rows(&disk, ENTRY).is_empty());
        drop(vera);
        let vera = without_server(&disk, &hers).await.unwrap();
        let region = vera.session().unwrap().regions.remove(0);
        let collects = RegionState::Member {
            role: Role::Collector,
        };
        assert_eq!((region.state, region.name.as_str()), (collects, "Барысаў"));
    });
}

#[test]
fn two_tabs_with_one_store_hurt_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (_, words) = scene.member("Тарас", Role::Editor).await;
        let disk = Disk::default();
        let one = scene.on(&disk, &words).await;
        let other = scene.on(&disk, &words).await;
        one.keep_offline(true).await.unwrap();
        other.keep_offline(true).await.unwrap();
        // Both write and copy at once, again and again; how far the store is never goes back.
        let space = scene.place().await.0;
        let mut before = (0, 0);
        for n in 0..6 {
            let (mine, theirs) = (name(&format!("Адзін{n}")), name(&format!("Другі{n}")));
            let (mine, theirs) = tokio::join!(one.save(None, mine), other.save(None, theirs));
            mine.unwrap();
            theirs.unwrap();
            if n == 3 {
                scene.anna.rotate().await.unwrap();
            }
            let now = front(&disk, space).unwrap_or_default();
            assert!(now >= before, "{now:?} after {before:?}");
            before = now;
        }
        let at = scene.place().await.1;
        until_on_disk(&one, &disk, space, at).await;
        until_on_disk(&other, &disk, space, at).await;
        // The keyring may still follow, when it has been written.
        let there = (front(&disk, space), rows(&disk, ENTRY));
        // One that has seen less than what lies there, and may not ask for more, leaves it as it is.
        scene.line.cut(|_, _| true);
        let late = scene.on(&disk, &words).await;
        assert!(late.keep_offline(true).await.unwrap().on);
        assert_eq!(late.list("").await.unwrap().total, 12);
        assert_eq!((front(&disk, space), rows(&disk, ENTRY)), there);
        // Turned off in one tab, the other keeps nothing either.
        scene.line.be_honest();
        one.keep_offline(false).await.unwrap();
        scene.anna.save(None, name("Купала")).await.unwrap();
        for tab in [&other, &late] {
            tab.until_found("Купала", 1).await;
            tab.until("that it is off", async || {
                (!tab.kept().await.unwrap().on).then_some(())
            })
            .await;
        }
        assert_eq!(disk.table(), None);
    });
}

#[test]
fn a_seized_device_with_a_store_reveals_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас Канарэйка", Role::Lead).await;
        let contact = vec![
            field(FieldId::FAMILY, "Канарэйкевіч", 0),
            field(FieldId::PHONE, "+375297730071", 0),
            field(FieldId::NOTES, "канарэйка спявае ў нататках", 0),
        ];
        taras.save(None, contact).await.unwrap();
        let below = taras.create("Канарэйкаўскі раён", true).await.unwrap();
        taras.look_at(below);
        taras.save(None, name("Канарэйчанка")).await.unwrap();
        drop(taras);
        let disk = Disk::default();
        let taras = scene.on(&disk, &words).await;
        taras.enter("Канарэйкаўскі раён").await;
        taras.keep_offline(true).await.unwrap();
        let inner = scene.insider_below(&scene.words, &[0]).await;
        let (space, at) = scene.place().await;
        until_on_disk(&taras, &disk, inner.epoch().space, (1, inner.log.seq())).await;
        until_on_disk(&taras, &disk, space, at).await;

        let me = scene.insider(&words).await;
        let phrase = keys::words::parse(&words, 8).unwrap();
        let stretched = keys::stretch(phrase.canonical().as_bytes(), Stretch::Words);
        let secrets: Vec<Vec<u8>> = vec![
            stretched.to_vec(),
            me.keys.sealing.expose().to_vec(),
            me.keys.write.expose_seed().to_vec(),
            me.identity.sign.expose_seed().to_vec(),
            me.identity.kem.expose_seed().expose().to_vec(),
            me.capability.expose_seed().to_vec(),
            me.access.reading().unwrap().expose().to_vec(),
            inner.access.reading().unwrap().expose().to_vec(),
        ];
        let mut canaries: Vec<String> = secrets.iter().map(hex::encode).collect();
        let texts = [
            "Скрыня",
            "Барысаў",
            "Тарас Канарэйка",
            "Канарэйкевіч",
            "+375297730071",
            "297730071",
            "канарэйка спявае ў нататках",
            "Канарэйкаўскі раён",
            "Канарэйчанка",
            NOWHERE,
            scene.line.address(),
            &words,
        ];
        canaries.extend(texts.map(str::to_owned));
        canaries.extend(
            words
                .split(' ')
                .filter(|word| word.chars().count() > 5)
                .map(str::to_owned),
        );
        let canaries: Vec<&str> = canaries.iter().map(String::as_str).collect();
        let scanner = Scanner::new(&canaries).unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert!(disk.write_to(folder.path()).unwrap() > 10);
        let found = scanner.scan_folder(folder.path()).unwrap();
        assert!(found.is_empty(), "{found:#?}");
        for (name, bytes) in disk.table().unwrap() {
            let row = [name, bytes].concat();
            for secret in &secrets {
                let there = row.windows(secret.len()).any(|part| part == secret);
                assert!(!there, "a key lies in the store");
            }
        }
        // The scanner isn't blind.
        disk.tamper(|table| drop(table.insert(vec![9], "Канарэйкевіч".into())));
        disk.write_to(folder.path()).unwrap();
        assert!(!scanner.scan_folder(folder.path()).unwrap().is_empty());
    });
}
