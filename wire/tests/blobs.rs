//! Every request and answer as some version once sent it, in `tests/blobs/v1/wire`: an app on a stick and a server in a cellar are not
//! of one day. A file there is never written again; what it says stands in [`formats`], and beside its bytes for people to read.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{
    BlobId, Hash, LookupId, MailboxId, Nonce, PacketId, PublicKey, SignKey, SpaceId, Token,
};
use minicbor::{Decode, Encode};
use wire::above::{AboveAnswer, AboveRequest, Asked, Slot};
use wire::inbox::{InboxAnswer, PostParams, ReadInboxParams, RemoveParams};
use wire::keyring::{KeyringAnswer, MoveKeyringParams, ReadKeyring, WriteKeyringParams};
use wire::mailbox::{CreateMailboxParams, MailboxAnswer, PostMailbox, ReadMailbox};
use wire::packet::{
    ListPacketsParams, PacketAnswer, PacketHead, PacketsAnswer, PutPacketParams, RemovePacketParams,
};
use wire::pages::{
    KeepPagesParams, PagesAnswer, PagesAnswers, PutPagesParams, ReadPagesParams, ReadPagesRequest,
};
use wire::space::{
    AppendParams, Appended, CommitParams, CreateSpace, EnvelopesAnswer, EnvelopesRequest,
    ManageParams, ResumeParams, StageParams, StagedPage,
};
use wire::status::{StatusAnswer, StatusRequest};
use wire::sync::{ReadParams, SyncAnswer, SyncEntry, SyncItem, SyncRequest};
use wire::{Blob, Capability, Done, Problem, ProblemKind, Rights};

/// A format's name, what a blob of it says today, and whether bytes say just that.
type Format = (&'static str, Vec<u8>, Box<dyn Fn(&[u8]) -> bool>);

fn cbor<T>(name: &'static str, value: T) -> Format
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + 'static,
{
    let bytes = encode(&value);
    (
        name,
        bytes,
        Box::new(move |blob| decode::<T>(blob).as_ref() == Ok(&value) && encode(&value) == blob),
    )
}

fn blob(bytes: &[u8]) -> Blob {
    Blob(bytes.to_vec())
}

/// Every type that travels. A new one is one more line here, and its file comes from `write_missing_blobs`.
#[rustfmt::skip]
fn formats() -> Vec<Format> {
    let (space, hash, token, nonce) = (SpaceId([1; 32]), Hash([2; 32]), Token([3; 32]), Nonce([4; 16]));
    let (key, lookup, mailbox, packet) = (PublicKey([5; 32]), LookupId([6; 32]), MailboxId([7; 32]), PacketId([8; 32]));
    let (card, block, one, two) = (blob(b"card"), blob(b"block"), blob(b"one"), blob(b""));
    let staged = StagedPage { seq: 1 << 33, page: one.clone() };
    let (entries, lead) = (vec![one.clone(), two.clone()], SignKey::from_seed(&[9; 32]));
    let capabilities = vec![Capability { rights: Rights::COLLECTOR, key }, Capability { rights: Rights::LEAD, key: lead.public() }];
    let commit = CommitParams {
        epoch: 23, staging: nonce, previous: hash, next_seq: 24, card: card.clone(), block: block.clone(),
        capabilities: capabilities.clone(), entries: entries.clone(),
    };
    let params = ReadParams { since: 1 << 38, inbox: Some(3) };
    let read_pages = |params: ReadPagesParams| SignedRequest::sign(&lead, Operation::PagesRead, space, 20_000, encode(&params));
    let read = |params: ReadParams| SignedRequest::sign(&lead, Operation::Read, space, 20_000, params.to_bytes());
    let head = PacketHead { packet, last_day: 20_060, envelope: one.clone(), note: two.clone() };
    let item = SyncItem {
        epoch: 1, last_seq: 70_000, entries: vec![SyncEntry { seq: 69_999, entry: one.clone() }, SyncEntry { seq: 70_000, entry: two.clone() }],
        more: true, inbox: u32::MAX - 1,
    };
    let problem = Problem { kind: ProblemKind::Day, day: Some(20_000) };
    vec![
        cbor("above-request", AboveRequest { slots: vec![Asked { space, slot: 3 }, Asked { space: SpaceId([0; 32]), slot: 0 }] }),
        cbor("asked", Asked { space, slot: 255 }),
        cbor("above-answer", AboveAnswer { slots: vec![Slot { epoch: 9, slot: one.clone() }, Slot { epoch: 0, slot: two.clone() }] }),
        cbor("slot", Slot { epoch: u32::MAX, slot: one.clone() }),
        cbor("post-params", PostParams { epoch: 7, blobs: entries.clone() }),
        cbor("read-inbox-params", ReadInboxParams { after: Some(BlobId([10; 32])) }),
        cbor("read-inbox-params-first", ReadInboxParams { after: None }),
        cbor("inbox-answer", InboxAnswer { epoch: 7, blobs: entries.clone(), more: true }),
        cbor("remove-params", RemoveParams { ids: vec![BlobId([10; 32]), BlobId([11; 32])] }),
        cbor("read-keyring", ReadKeyring { lookup }),
        cbor("keyring-answer", KeyringAnswer { keyring: one.clone() }),
        cbor("write-keyring-params", WriteKeyringParams { previous: Some(hash), token: None, keyring: one.clone() }),
        cbor("write-keyring-params-first", WriteKeyringParams { previous: None, token: Some(token), keyring: one.clone() }),
        cbor("move-keyring-params", MoveKeyringParams { previous: hash, lookup, key, keyring: one.clone() }),
        cbor("create-mailbox-params", CreateMailboxParams { mailbox }),
        cbor("post-mailbox", PostMailbox { mailbox, post: one.clone() }),
        cbor("read-mailbox", ReadMailbox { mailbox, wait_seconds: 25 }),
        cbor("mailbox-answer", MailboxAnswer { post: Some(one.clone()) }),
        cbor("mailbox-answer-none", MailboxAnswer { post: None }),
        cbor("put-packet-params", PutPacketParams {
            packet, reader: key, last_day: 20_060, envelope: one.clone(), note: two.clone(), content: card.clone(),
        }),
        cbor("list-packets-params", ListPacketsParams {}),
        cbor("packet-head", head.clone()),
        cbor("packets-answer", PacketsAnswer { packets: vec![head] }),
        cbor("packet-answer", PacketAnswer { content: one.clone() }),
        cbor("remove-packet-params", RemovePacketParams { packet }),
        cbor("put-pages-params", PutPagesParams { epoch: 2, set: nonce, count: 300, first: 256, pages: entries.clone() }),
        cbor("keep-pages-params", KeepPagesParams { epoch: 2, set: nonce, previous: Some(Nonce([12; 16])) }),
        cbor("keep-pages-params-first", KeepPagesParams { epoch: 2, set: nonce, previous: None }),
        cbor("read-pages-params", ReadPagesParams { after: 256, set: Some(nonce) }),
        cbor("read-pages-params-first", ReadPagesParams { after: 0, set: None }),
        cbor("pages-answer", PagesAnswer { epoch: 2, pages: entries.clone(), count: 300, set: Some(nonce) }),
        cbor("pages-answer-none", PagesAnswer { epoch: 2, pages: Vec::new(), count: 0, set: None }),
        cbor("read-pages-request", ReadPagesRequest { reads: vec![read_pages(ReadPagesParams { after: 0, set: None }), read_pages(ReadPagesParams { after: 256, set: Some(nonce) })] }),
        cbor("pages-answers", PagesAnswers { items: vec![PagesAnswer::nothing(), PagesAnswer { epoch: 2, pages: entries.clone(), count: 2, set: Some(nonce) }] }),
        cbor("create-space", CreateSpace {
            token, space, capabilities: capabilities.clone(), epoch: 1, card: card.clone(), block: block.clone(), entries: entries.clone(),
        }),
        cbor("append-params", AppendParams { epoch: 1, entries: entries.clone() }),
        cbor("manage-params", ManageParams {
            epoch: 1, previous: hash, block: block.clone(), capabilities: capabilities.clone(), entries: entries.clone(), card: Some(card.clone()),
        }),
        cbor("manage-params-same-card", ManageParams {
            epoch: 1, previous: hash, block: block.clone(), capabilities: capabilities.clone(), entries: entries.clone(), card: None,
        }),
        cbor("staged-page", staged.clone()),
        cbor("stage-params", StageParams { epoch: 1, staging: nonce, after: 1 << 20, pages: vec![staged.clone()] }),
        cbor("commit-params", commit.clone()),
        cbor("resume-params", ResumeParams { commit, next_epoch: 1 << 20 }),
        cbor("appended", Appended { first_seq: 1 << 32 }),
        cbor("envelopes-request", EnvelopesRequest { space, known: Some(hash), wait_seconds: 25 }),
        cbor("envelopes-request-first", EnvelopesRequest { space, known: None, wait_seconds: 0 }),
        cbor("envelopes-answer", EnvelopesAnswer { epoch: 65_536, card, block }),
        cbor("status-request", StatusRequest {}),
        cbor("status-answer", StatusAnswer { version: 1, day: 20_000 }),
        cbor("sync-request", SyncRequest {
            wait_seconds: 25, reads: vec![read(params), read(ReadParams { since: 0, inbox: None })], max_bytes: 4 << 20,
        }),
        cbor("sync-answer", SyncAnswer { items: vec![item.clone(), SyncItem { epoch: 0, last_seq: 0, entries: Vec::new(), more: false, inbox: 0 }] }),
        cbor("sync-item", item),
        cbor("sync-entry", SyncEntry { seq: 1, entry: one.clone() }),
        ("read-params", params.to_bytes(), Box::new(move |blob| ReadParams::from_bytes(blob) == Ok(params))),
        cbor("blob", one),
        cbor("done", Done {}),
        cbor("capability", Capability { rights: Rights::EDITOR, key }),
        cbor("rights", Rights::VIEWER),
        ("problem", problem.to_json().into_bytes(), Box::new(move |blob| Problem::from_json(blob) == Some(problem))),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/blobs/v1/wire")
}

fn file(name: &str) -> PathBuf {
    folder().join(format!("{name}.txt"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2).unwrap(), 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// CBOR's diagnostic notation, of what we use of CBOR; nothing of what isn't.
fn diagnostic(from: &mut minicbor::Decoder<'_>) -> Option<String> {
    use minicbor::data::Type;
    Some(match from.datatype().ok()? {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => from.u64().ok()?.to_string(),
        Type::Bool => from.bool().ok()?.to_string(),
        Type::Bytes => format!("h'{}'", hex(from.bytes().ok()?)),
        Type::Null => {
            from.null().ok()?;
            "null".to_owned()
        }
        Type::Array => {
            let items = from.array().ok()??;
            let items = (0..items).map(|_| diagnostic(from));
            format!("[{}]", items.collect::<Option<Vec<String>>>()?.join(", "))
        }
        _ => return None,
    })
}

/// `means: …` for people, `blob: hex`.
fn text(bytes: &[u8]) -> String {
    let means = match core::str::from_utf8(bytes) {
        Ok(json) if json.starts_with('{') => json.to_owned(),
        _ => {
            let mut from = minicbor::Decoder::new(bytes);
            let means = diagnostic(&mut from);
            let whole = means.filter(|_| from.position() == bytes.len());
            whole.unwrap_or_else(|| "no CBOR".to_owned())
        }
    };
    format!("means: {means}\nblob: {}\n", hex(bytes))
}

#[test]
fn every_blob_still_says_what_it_said() {
    for (name, _, says) in formats() {
        let path = file(name);
        let committed = std::fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!(
                "{name} has no blob: `cargo test -p wire --test blobs -- --ignored` writes {}",
                path.display()
            )
        });
        let blob = committed
            .lines()
            .find_map(|line| line.strip_prefix("blob: "));
        let blob = unhex(blob.unwrap());
        assert!(
            says(&blob),
            "{} was written by an earlier version, and isn't read as what it said any more: what changed is a new format beside this one",
            path.display()
        );
        assert_eq!(text(&blob), committed, "{}", path.display());
    }
}

/// Types with an encoding, as the source has them: in a list kept by hand the newest would be missing.
#[test]
fn every_type_that_travels_has_a_blob() {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut types = BTreeSet::new();
    collect(&source, &mut types);
    assert!(types.len() > 35, "only {} types found", types.len());
    let named: BTreeSet<&str> = formats().iter().map(|(name, ..)| *name).collect();
    for type_name in types {
        let name = kebab(&type_name);
        assert!(
            named.contains(name.as_str()),
            "{type_name} has no line in formats()"
        );
    }
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            named.contains(name.as_str()),
            "nobody reads {} any more",
            path.display()
        );
    }
}

fn collect(source: &Path, types: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, types);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut encoded = false;
        for line in text.lines() {
            if line.starts_with("#[derive(") {
                encoded = line.contains("Encode");
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                if encoded {
                    types.insert(
                        rest.split(|c: char| !c.is_alphanumeric())
                            .next()
                            .unwrap()
                            .to_owned(),
                    );
                }
                encoded = false;
            }
        }
    }
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Where requests go is as permanent as what they say.
#[test]
fn no_endpoint_has_moved() {
    let committed = std::fs::read_to_string(folder().join("../endpoints.txt")).unwrap();
    let mut source = String::new();
    for module in [
        "above", "inbox", "keyring", "mailbox", "packet", "pages", "space", "status", "sync/mod",
    ] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/{module}.rs"));
        source.push_str(&std::fs::read_to_string(path).unwrap());
    }
    for endpoint in committed.lines() {
        assert!(
            source.contains(&format!("= \"{endpoint}\";")),
            "{endpoint} is gone"
        );
    }
    let endpoints = source
        .lines()
        .filter(|line| line.starts_with("pub const") && line.contains(": &str = "));
    assert_eq!(
        endpoints.count(),
        committed.lines().count(),
        "a new endpoint is a new line in endpoints.txt"
    );
}

/// Writes the blobs that aren't there yet; never one that is.
#[test]
#[ignore = "makes new blobs; run by hand"]
fn write_missing_blobs() {
    std::fs::create_dir_all(folder()).unwrap();
    for (name, bytes, _) in formats() {
        let new = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(file(name));
        match new {
            Ok(mut file) => file.write_all(text(&bytes).as_bytes()).unwrap(),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists),
        }
    }
}
