//! What is erased is in no file.

use std::collections::BTreeMap;

use keys::{BlobId, LookupId, MailboxId, Nonce, SpaceId, Token, sha256};
use wire::inbox::PostParams;
use wire::keyring::WriteKeyringParams;
use wire::pages::{KeepPagesParams, PutPagesParams};
use wire::space::{AppendParams, CommitParams, ManageParams, StageParams, StagedPage};
use wire::{Blob, limits};

use super::super::log::Log;
use super::super::open::open_writer;
use super::super::{SqliteStore, backup, check, database_file};
use super::{ASKER, COLLECTOR, LEAD, entries, holds, make, pages};
use crate::store::{Asker, KeyringWrite, Store};

#[tokio::test]
async fn what_a_crash_left_in_the_log_is_folded_before_the_first_answer() {
    let (running, crashed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let connection = open_writer(&database_file(running.path())).unwrap();
    let needle = [0x6b; 32];
    connection
        .execute("INSERT INTO tokens (hash) VALUES (?1)", [needle])
        .unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    connection.execute("DELETE FROM tokens", []).unwrap();
    // Erased in the log only: what lies on the disk when the power fails now.
    for file in std::fs::read_dir(running.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), crashed.path().join(file.file_name())).unwrap();
    }
    assert!(holds(crashed.path(), &needle));
    let store = SqliteStore::open(crashed.path()).unwrap();
    store.add_tokens(vec![]).await.unwrap();
    assert!(!holds(crashed.path(), &needle));
}

#[tokio::test]
async fn what_a_crash_left_to_erase_is_erased_before_the_first_answer() {
    let directory = tempfile::tempdir().unwrap();
    let connection = open_writer(&database_file(directory.path())).unwrap();
    let log = Log(77);
    for seq in 1..=40 {
        let mut blob = vec![0x6d; 256 * 1024];
        blob[1..33].copy_from_slice(&sha256(&[&[seq]]).0);
        let insert = "INSERT INTO entries (place, blob) VALUES (?1, ?2)";
        let place = log.place(seq.into());
        connection.execute(insert, (place, &blob)).unwrap();
        let insert = "INSERT INTO blob_ids (id, place, hash) VALUES (?1, ?2, ?3)";
        let hash = sha256(&[&blob]).0;
        connection
            .execute(insert, (&blob[1..33], place, hash))
            .unwrap();
    }
    connection
        .execute("INSERT INTO retired VALUES (?1)", [log.0])
        .unwrap();
    drop(connection);
    assert!(holds(directory.path(), &[0x6d; 64]));
    check(directory.path()).unwrap();
    let copy = directory.path().join("copy");
    // A backup of what is to be erased doesn't hold it.
    backup(directory.path(), &copy).unwrap();
    let copied = std::fs::read(&copy).unwrap();
    assert!(copied.windows(64).all(|window| window != [0x6d; 64]));
    let store = SqliteStore::open(directory.path()).unwrap();
    store.add_tokens(vec![]).await.unwrap();
    assert!(!holds(directory.path(), &[0x6d; 64]));
    assert!(holds(directory.path(), &sha256(&[&[40]]).0));
    check(directory.path()).unwrap();
}

#[tokio::test]
async fn erasing_a_large_log_lets_others_write_and_tells_nobody_before_its_end() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    make(&store, 1).await;
    let other = make(&store, 2).await;
    for part in 0..12 {
        let large = |n: u8| {
            let mut blob = vec![0x6e; 256 * 1024];
            blob[0] = 1;
            blob[1..33].copy_from_slice(&sha256(&[&[part, n]]).0);
            Blob(blob)
        };
        let params = AppendParams {
            epoch: 1,
            entries: (0..8).map(large).collect(),
        };
        store.append(ASKER, params).await.unwrap();
    }
    let staged = StageParams {
        epoch: 1,
        staging: Nonce([1; 16]),
        after: 0,
        pages: vec![StagedPage {
            seq: 96,
            page: entries(40).remove(0),
        }],
    };
    store.stage(ASKER, staged, 1).await.unwrap();
    let params = CommitParams {
        epoch: 1,
        staging: Nonce([1; 16]),
        previous: sha256(&[&[2; 10]]),
        next_seq: 97,
        card: Blob(vec![1; 10]),
        block: Blob(vec![3; 10]),
        capabilities: vec![LEAD],
        entries: entries(9),
    };
    let digest = sha256(&[b"commit"]);
    let mut commit = store.commit(ASKER, params.clone(), digest);
    for n in [11, 12] {
        let append = AppendParams {
            epoch: 1,
            entries: entries(n),
        };
        tokio::select! {
            biased;
            early = &mut commit => panic!("{early:?}"),
            appended = store.append(other, append) => appended.unwrap(),
        };
    }
    // Nor does a repeat say so earlier.
    let again = store.commit(ASKER, params, digest);
    assert_eq!(again.await.unwrap(), 97);
    assert!(!holds(directory.path(), &[0x6e; 64]));
    assert_eq!(commit.await.unwrap(), 97);
    check(directory.path()).unwrap();
}

const SPACES: u8 = 6;

/// An entry, or something posted: all of one generation of one space are filled alike.
fn filled(fill: u8, name: &str, len: usize) -> Blob {
    let mut blob = vec![fill; len];
    blob[0] = 1;
    blob[1..33].copy_from_slice(&sha256(&[name.as_bytes()]).0);
    Blob(blob)
}

/// Sizes of all kinds: from a part of a page to many.
fn size(n: u64) -> usize {
    [90, 1105, 600, 4177, 2500, 9000, 300][usize::try_from(n % 7).unwrap()]
}

/// SQLite moves rows between pages, and neighbours share them: no copy of what is erased is left beside what stays.
#[tokio::test]
async fn nothing_is_left_beside_what_stays() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let mut spaces = Vec::new();
    for n in 1..=SPACES {
        spaces.push(make(&store, n).await);
    }
    let fill = |epoch: u32, space: usize| 0x20 + u8::try_from(epoch as usize * 16 + space).unwrap();
    let one = |epoch, space, seq| {
        let name = format!("{epoch} {space} {seq}");
        filled(fill(epoch, space), &name, size(seq))
    };
    // All grow at the same time.
    for seq in 1..=40 {
        for (space, asker) in spaces.iter().enumerate() {
            let entries = vec![one(1, space, seq)];
            let append = AppendParams { epoch: 1, entries };
            store.append(*asker, append).await.unwrap();
        }
    }
    for epoch in 1..=3 {
        for (space, asker) in spaces.iter().enumerate() {
            let count = 39 + u64::from(epoch);
            let mut next: Vec<Blob> = (1..=count + 1)
                .map(|seq| one(epoch + 1, space, seq))
                .collect();
            let entries = vec![next.remove(next.len() - 1)];
            let staging = Nonce([u8::try_from(epoch).unwrap(); 16]);
            let stage = StageParams {
                epoch,
                staging,
                after: 0,
                pages: pages(1, &next),
            };
            store.stage(*asker, stage, 1).await.unwrap();
            let commit = CommitParams {
                epoch,
                staging,
                previous: sha256(&[&[2; 10]]),
                next_seq: count + 1,
                card: Blob(vec![1; 10]),
                block: Blob(vec![2; 10]),
                capabilities: vec![LEAD, COLLECTOR],
                entries,
            };
            let digest = sha256(&[&[fill(epoch, space)]]);
            store.commit(*asker, commit, digest).await.unwrap();
            assert!(!holds(directory.path(), &[fill(epoch, space); 40]));
            assert!(holds(directory.path(), &[fill(epoch + 1, space); 40]));
        }
    }
}

#[tokio::test]
async fn nothing_that_was_posted_is_left_beside_what_stays() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let lead = make(&store, 1).await;
    let collector = Asker {
        space: SpaceId([1; 32]),
        capability: COLLECTOR.key,
    };
    let mut groups: BTreeMap<u8, Vec<BlobId>> = BTreeMap::new();
    for n in 0..240 {
        let fill = 0x40 + u8::try_from(n % 12).unwrap();
        let len = limits::INBOX_BLOB_MIN + size(n);
        let blob = filled(fill, &n.to_string(), len);
        let id = blob.id().unwrap();
        groups.entry(fill).or_default().push(id);
        let blobs = vec![blob];
        let posting = PostParams { epoch: 1, blobs };
        store.post_inbox(collector, posting, 1).await.unwrap();
    }
    for (fill, ids) in groups {
        assert!(holds(directory.path(), &[fill; 40]));
        store.remove_inbox(lead, ids).await.unwrap();
        assert!(!holds(directory.path(), &[fill; 40]), "{fill}");
    }
}

/// SQLite zeroes whole pages for certain, and parts of them not always: no ciphertext may lie in the pages of a tree.
#[tokio::test]
async fn ciphertext_lies_in_overflow_pages_only() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let lead = make(&store, 1).await;
    let long = |len: usize| filled(0x77, &len.to_string(), len);
    for len in (81_usize..9000).step_by(97) {
        let entries = vec![long(len)];
        let append = AppendParams { epoch: 1, entries };
        store.append(lead, append).await.unwrap();
        let blobs = vec![long(len + 10_000)];
        let posting = PostParams { epoch: 1, blobs };
        let collector = Asker {
            capability: COLLECTOR.key,
            ..lead
        };
        store.post_inbox(collector, posting, 1).await.unwrap();
        let mailbox = MailboxId(sha256(&[&len.to_be_bytes()]).0);
        store.create_mailbox(lead, mailbox, 1).await.unwrap();
        store.post_mailbox(mailbox, long(len).0).await.unwrap();
    }
    let token = Token([9; 32]);
    store.add_tokens(vec![token.hash()]).await.unwrap();
    let params = WriteKeyringParams {
        previous: None,
        token: Some(token),
        keyring: long(limits::KEYRING_LEN),
    };
    let write = KeyringWrite {
        lookup: LookupId([1; 32]),
        key: LEAD.key,
        params,
        digest: sha256(&[b"keyring"]),
    };
    store.write_keyring(write).await.unwrap();
    let manage = ManageParams {
        epoch: 1,
        previous: sha256(&[&[2; 10]]),
        block: long(3000),
        capabilities: vec![LEAD],
        entries: vec![],
        card: Some(long(2000)),
    };
    store
        .manage(lead, manage, sha256(&[b"manage"]))
        .await
        .unwrap();
    store.close();
    let database = std::fs::read(database_file(directory.path())).unwrap();
    let (mut trees, mut others) = (0, 0);
    for page in database.chunks(4096) {
        let found = page.windows(33).any(|window| window == [0x77; 33]);
        // What a page of a tree begins with; one of an overflow begins with a number below 2^24.
        if [2, 5, 10, 13].contains(&page[0]) {
            assert!(!found);
            trees += 1;
        } else {
            others += u32::from(found);
        }
    }
    assert!(trees > 20 && others > 300, "{trees}, {others}");
}

/// Pages that others took the place of, and pages of an epoch that is over.
#[tokio::test]
async fn nothing_is_left_of_pages_that_are_handed_out_no_more() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let lead = make(&store, 1).await;
    let mut previous = None;
    for n in 1..=3u8 {
        let set = Nonce([n; 16]);
        let pages: Vec<Blob> = (0..6)
            .map(|page| filled(0x60 + n, &format!("{n} {page}"), 6 * 1024 + 81))
            .collect();
        for (page, first) in pages.into_iter().zip(1..) {
            let params = PutPagesParams {
                epoch: 1,
                set,
                count: 6,
                first,
                pages: vec![page],
            };
            store.put_pages(lead, params, 1).await.unwrap();
        }
        let params = KeepPagesParams {
            epoch: 1,
            set,
            previous,
        };
        store.keep_pages(lead, params).await.unwrap();
        assert!(holds(directory.path(), &[0x60 + n; 40]));
        assert!(!holds(directory.path(), &[0x5f + n; 40]));
        previous = Some(set);
    }
    check(directory.path()).unwrap();
    let append = AppendParams {
        epoch: 1,
        entries: entries(7),
    };
    store.append(lead, append).await.unwrap();
    let staging = Nonce([9; 16]);
    let stage = StageParams {
        epoch: 1,
        staging,
        after: 0,
        pages: pages(1, &entries(8)),
    };
    store.stage(lead, stage, 1).await.unwrap();
    let commit = CommitParams {
        epoch: 1,
        staging,
        previous: sha256(&[&[2; 10]]),
        next_seq: 2,
        card: Blob(vec![1; 10]),
        block: Blob(vec![2; 10]),
        capabilities: vec![LEAD, COLLECTOR],
        entries: entries(9),
    };
    let digest = sha256(&[b"commit"]);
    store.commit(lead, commit, digest).await.unwrap();
    assert!(!holds(directory.path(), &[0x63; 40]));
    check(directory.path()).unwrap();
}

/// Nobody is told that a day's end is over before what it removes is gone.
#[tokio::test]
async fn what_a_purge_removes_is_in_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    let lead = make(&store, 1).await;
    let mailbox = MailboxId([7; 32]);
    store.create_mailbox(lead, mailbox, 1).await.unwrap();
    store.post_mailbox(mailbox, vec![0x6c; 500]).await.unwrap();
    assert!(holds(directory.path(), &[0x6c; 64]));
    store.purge(1).await.unwrap();
    assert!(holds(directory.path(), &[0x6c; 64]));
    store.purge(1 + limits::MAILBOX_DAYS).await.unwrap();
    assert!(!holds(directory.path(), &[0x6c; 64]));
}
