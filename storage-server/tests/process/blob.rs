//! A database as some version once left it, in `tests/blobs/v1`: what is in there is found, and it goes on.

use std::path::{Path, PathBuf};

use keys::{
    BlobId, Day, Hash, LookupId, MailboxId, Nonce, PacketId, PublicKey, SignKey, SpaceId, Token,
    sha256,
};
use storage_server::store::{Asker, KeyringWrite, PageRead, Read, SqliteStore, Store};
use wire::inbox::PostParams;
use wire::keyring::WriteKeyringParams;
use wire::packet::PutPacketParams;
use wire::pages::{KeepPagesParams, PutPagesParams, ReadPagesParams};
use wire::space::{AppendParams, CreateSpace, StageParams, StagedPage};
use wire::{Blob, Capability, Rights, limits};

use crate::program::{entry, succeed};

const SPACE: SpaceId = SpaceId([1; 32]);
const LOOKUP: LookupId = LookupId([2; 32]);
const MAILBOX: MailboxId = MailboxId([3; 32]);
const PACKET: PacketId = PacketId([4; 32]);
const READER: PublicKey = PublicKey([5; 32]);
const DAY: Day = 20_000;
const NOTHING: Hash = Hash([0; 32]);

fn committed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/blobs/v1/storage.sqlite")
}

fn asker(n: u8) -> Asker {
    Asker {
        space: SPACE,
        capability: SignKey::from_seed(&[n; 32]).public(),
    }
}

fn token(n: u8) -> Token {
    Token([n; 32])
}

fn append(name: &str) -> AppendParams {
    AppendParams {
        epoch: 1,
        entries: vec![entry(name, 1105)],
    }
}

/// One of everything.
async fn fill(store: &SqliteStore) {
    let hashes = (1..=3).map(|n| sha256(&[&token(n).0]));
    store.add_tokens(hashes.collect()).await.unwrap();
    let capabilities = [(Rights::LEAD, 0), (Rights::COLLECTOR, 1)];
    let capabilities = capabilities.map(|(rights, n)| Capability {
        rights,
        key: asker(n).capability,
    });
    let space = CreateSpace {
        token: token(1),
        space: SPACE,
        capabilities: capabilities.to_vec(),
        epoch: 1,
        card: Blob(vec![1; 100]),
        block: Blob(vec![2; 100]),
        entries: vec![entry("first", 1105)],
    };
    store.create_space(space, Hash([9; 32])).await.unwrap();
    assert_eq!(store.append(asker(0), append("second")).await.unwrap(), 2);
    let post = PostParams {
        epoch: 1,
        blobs: vec![entry("handed in", limits::INBOX_BLOB_MIN)],
    };
    store.post_inbox(asker(1), post, DAY).await.unwrap();
    let packet = PutPacketParams {
        packet: PACKET,
        reader: READER,
        last_day: DAY + 7,
        envelope: Blob(vec![6; 50]),
        note: Blob(vec![7; 50]),
        content: Blob(vec![8; 50]),
    };
    store.put_packet(asker(0), packet, DAY).await.unwrap();
    let stage = StageParams {
        epoch: 1,
        staging: Nonce([9; 16]),
        after: 0,
        pages: vec![StagedPage {
            seq: 1,
            page: entry("staged", 1105),
        }],
    };
    store.stage(asker(0), stage, DAY).await.unwrap();
    let set = Nonce([11; 16]);
    let pages = PutPagesParams {
        epoch: 1,
        set,
        count: 1,
        first: 1,
        pages: vec![entry("page", 4_177)],
    };
    store.put_pages(asker(0), pages, DAY).await.unwrap();
    let keep = KeepPagesParams {
        epoch: 1,
        set,
        previous: None,
    };
    store.keep_pages(asker(0), keep).await.unwrap();
    let keyring = KeyringWrite {
        lookup: LOOKUP,
        key: asker(2).capability,
        params: WriteKeyringParams {
            previous: None,
            token: Some(token(2)),
            keyring: Blob(vec![3; 16_465]),
        },
        digest: Hash([10; 32]),
    };
    store.write_keyring(keyring).await.unwrap();
    store.create_mailbox(asker(0), MAILBOX, DAY).await.unwrap();
    store.post_mailbox(MAILBOX, vec![4; 200]).await.unwrap();
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_read_and_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::copy(committed(), directory.path().join("storage.sqlite")).unwrap();
    succeed(&["check", "--data", directory.path().to_str().unwrap()]);
    let store = SqliteStore::open(directory.path()).unwrap();
    let envelopes = store.envelopes(SPACE).await.unwrap();
    assert_eq!(
        (envelopes.epoch, envelopes.card, envelopes.block),
        (1, Blob(vec![1; 100]), Blob(vec![2; 100]))
    );
    assert_eq!(
        log(&store).await,
        ["first", "second"].map(|n| entry(n, 1105))
    );
    let waiting = store.inbox(asker(0), None).await.unwrap();
    assert_eq!(waiting.blobs, [entry("handed in", limits::INBOX_BLOB_MIN)]);
    let asked = ReadPagesParams {
        after: 0,
        set: None,
    };
    let read = PageRead {
        asker: asker(0),
        params: asked,
    };
    let pages = store.pages(vec![read]).await.unwrap();
    let pages = pages[0].clone().unwrap();
    assert_eq!(
        (pages.set, pages.pages),
        (Some(Nonce([11; 16])), vec![entry("page", 4_177)])
    );
    let packet = store.packet(PACKET, READER, DAY).await.unwrap();
    assert_eq!(packet, Blob(vec![8; 50]));
    let heads = store.packets(asker(1), DAY).await.unwrap();
    assert_eq!((heads.len(), heads[0].last_day), (1, DAY + 7));
    assert_eq!(store.keyring(LOOKUP).await.unwrap(), vec![3; 16_465]);
    assert_eq!(store.mailbox(MAILBOX).await.unwrap(), Some(vec![4; 200]));
    // What was spent stays spent, what was taken stays taken, and the rest goes on.
    let another = |spent: u8, space: u8| CreateSpace {
        token: token(spent),
        space: SpaceId([space; 32]),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: asker(0).capability,
        }],
        epoch: 1,
        card: Blob(Vec::new()),
        block: Blob(Vec::new()),
        entries: Vec::new(),
    };
    assert!(store.create_space(another(1, 11), NOTHING).await.is_err());
    assert!(store.create_space(another(3, 11), NOTHING).await.is_ok());
    assert_eq!(store.append(asker(0), append("first")).await.unwrap(), 1);
    assert_eq!(store.append(asker(0), append("second")).await.unwrap(), 2);
    assert_eq!(store.append(asker(0), append("third")).await.unwrap(), 3);
    let ids = vec![BlobId(sha256(&[b"handed in"]).0)];
    store.remove_inbox(asker(0), ids).await.unwrap();
    assert_eq!(log(&store).await.len(), 3);
    store.close();
    succeed(&["check", "--data", directory.path().to_str().unwrap()]);
}

async fn log(store: &SqliteStore) -> Vec<Blob> {
    let read = Read {
        asker: asker(0),
        since: 0,
        inbox: None,
    };
    let item = store.read(vec![read], 1 << 20).await.unwrap().remove(0);
    let entries = item.unwrap().entries;
    entries.into_iter().map(|entry| entry.entry).collect()
}

/// Writes the file if it isn't there; never over it.
#[tokio::test]
#[ignore = "makes a new blob; run by hand"]
async fn write_missing_database() {
    if committed().exists() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    fill(&store).await;
    store.close();
    let file: &Path = &directory.path().join("storage.sqlite");
    assert!(!file.with_extension("sqlite-wal").exists());
    std::fs::copy(file, committed()).unwrap();
}
