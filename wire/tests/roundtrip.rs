//! Whatever is encoded decodes to itself, and nothing that arrives makes a decoder panic.

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{
    BlobId, Hash, LookupId, MailboxId, Nonce, PacketId, PublicKey, SignKey, SpaceId, Token,
};
use minicbor::{Decode, Encode};
use proptest::collection::vec;
use proptest::prelude::*;
use wire::above::{AboveAnswer, AboveRequest, Asked, Slot};
use wire::inbox::{InboxAnswer, PostParams, ReadInboxParams, RemoveParams};
use wire::keyring::{KeyringAnswer, MoveKeyringParams, ReadKeyring, WriteKeyringParams};
use wire::mailbox::{CreateMailboxParams, MailboxAnswer, PostMailbox, ReadMailbox};
use wire::packet::{
    ListPacketsParams, PacketAnswer, PacketHead, PacketsAnswer, PutPacketParams, RemovePacketParams,
};
use wire::pages::{KeepPagesParams, PagesAnswer, PagesAnswers, PutPagesParams, ReadPagesParams};
use wire::space::{
    AppendParams, Appended, CommitParams, CreateSpace, EnvelopesAnswer, EnvelopesRequest,
    ManageParams, StageParams, StagedPage,
};
use wire::status::{StatusAnswer, StatusRequest};
use wire::sync::{ReadParams, SyncAnswer, SyncEntry, SyncItem, SyncRequest, invent};
use wire::{Blob, Capability, Done, Problem, ProblemKind, Rights, limits};

fn blob() -> impl Strategy<Value = Blob> {
    vec(any::<u8>(), 0..300).prop_map(Blob)
}

fn capability() -> impl Strategy<Value = Capability> {
    (0u8..16, any::<[u8; 32]>()).prop_map(|(bits, key)| Capability {
        rights: Rights::from_bits(bits).unwrap_or_default(),
        key: PublicKey(key),
    })
}

fn survives<T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug>(value: &T) {
    let mut bytes = encode(value);
    assert_eq!(decode::<T>(&bytes).as_ref(), Ok(value));
    bytes.push(0);
    assert!(decode::<T>(&bytes).is_err(), "trailing bytes");
}

macro_rules! same {
    ($($value:expr),+ $(,)?) => { $( survives(&$value); )+ };
}

macro_rules! no_panic {
    ($bytes:expr, $($shape:ty),+ $(,)?) => { $( let _ = decode::<$shape>($bytes); )+ };
}

proptest! {
    #[test]
    fn decode_undoes_encode(
        a in any::<[u8; 32]>(), b in any::<[u8; 32]>(), known in any::<bool>(), number in any::<u64>(), small in any::<u32>(),
        wait in any::<u8>(), day in any::<u16>(), first in blob(), entries in vec(blob(), 0..5), capabilities in vec(capability(), 0..5),
    ) {
        let seqs = entries.iter().cloned().zip(number..).map(|(entry, seq)| SyncEntry { seq, entry }).collect();
        let (set, other) = (Nonce([wait; 16]), known.then_some(Nonce([7; 16])));
        same!(
            PutPagesParams { epoch: small, set, count: small, first: small, pages: entries.clone() },
            KeepPagesParams { epoch: small, set, previous: other },
            ReadPagesParams { after: small, set: other },
            PagesAnswer { epoch: small, pages: entries.clone(), count: small, set: other },
            PagesAnswers { items: vec![PagesAnswer { epoch: small, pages: entries.clone(), count: small, set: other }, PagesAnswer::nothing()] },
            ReadKeyring { lookup: LookupId(a) },
            AboveRequest { slots: vec![Asked { space: SpaceId(a), slot: wait }, Asked { space: SpaceId(b), slot: 0 }] },
            AboveAnswer { slots: entries.iter().map(|entry| Slot { epoch: small, slot: entry.clone() }).collect() },
            KeyringAnswer { keyring: first.clone() },
            PutPacketParams {
                packet: PacketId(a), reader: PublicKey(b), last_day: day, envelope: first.clone(), note: first.clone(),
                content: first.clone(),
            },
            PacketHead { packet: PacketId(b), last_day: day, envelope: first.clone(), note: first.clone() },
            PacketsAnswer { packets: Vec::new() },
            PacketAnswer { content: first.clone() },
            RemovePacketParams { packet: PacketId(a) },
            ListPacketsParams {},
            WriteKeyringParams { previous: known.then_some(Hash(a)), token: (!known).then_some(Token(b)), keyring: first.clone() },
            CreateSpace {
                token: Token(a), space: SpaceId(b), capabilities: capabilities.clone(), epoch: small,
                card: first.clone(), block: first.clone(), entries: entries.clone(),
            },
            AppendParams { epoch: small, entries: entries.clone() },
            PostParams { epoch: small, blobs: entries.clone() },
            ReadInboxParams { after: known.then_some(BlobId(a)) },
            InboxAnswer { epoch: small, blobs: entries.clone(), more: known },
            RemoveParams { ids: vec![BlobId(a), BlobId(b)] },
            MoveKeyringParams { previous: Hash(a), lookup: LookupId(b), key: PublicKey(a), keyring: first.clone() },
            StageParams { epoch: small, staging: Nonce([wait; 16]), after: number, pages: vec![StagedPage { seq: number, page: first.clone() }] },
            CommitParams {
                epoch: small, staging: Nonce([wait; 16]), previous: Hash(a), next_seq: number, card: first.clone(), block: first.clone(),
                capabilities: capabilities.clone(), entries: entries.clone(),
            },
            ManageParams { epoch: small, previous: Hash(a), block: first.clone(), capabilities, entries, card: None },
            Appended { first_seq: number },
            EnvelopesRequest { space: SpaceId(a), known: known.then_some(Hash(b)), wait_seconds: wait },
            EnvelopesAnswer { epoch: small, card: first.clone(), block: first.clone() },
            CreateMailboxParams { mailbox: MailboxId(a) },
            PostMailbox { mailbox: MailboxId(a), post: first.clone() },
            ReadMailbox { mailbox: MailboxId(a), wait_seconds: wait },
            MailboxAnswer { post: known.then_some(first) },
            StatusRequest {},
            StatusAnswer { version: 1, day },
            Done {},
            SyncRequest { wait_seconds: wait, reads: vec![invent(&a, day)], max_bytes: small },
            SyncAnswer { items: vec![SyncItem { epoch: small, last_seq: number, entries: seqs, more: known, inbox: small }] },
        );
        for inbox in [None, Some(small & 0xffff)] {
            let params = ReadParams { since: number, inbox };
            prop_assert_eq!(ReadParams::from_bytes(&params.to_bytes()), Ok(params));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..600)) {
        no_panic!(
            &bytes, AboveRequest, AboveAnswer, ReadKeyring, KeyringAnswer, WriteKeyringParams, MoveKeyringParams, CreateSpace, AppendParams, ManageParams,
            StageParams, CommitParams, Appended, EnvelopesRequest, EnvelopesAnswer, CreateMailboxParams, PostMailbox, ReadMailbox, MailboxAnswer, StatusRequest,
            StatusAnswer, PutPacketParams, PacketsAnswer, PacketAnswer, RemovePacketParams, Done, SyncRequest, SyncAnswer, SignedRequest, PostParams, ReadInboxParams, InboxAnswer, RemoveParams,
        );
        let _ = SyncAnswer::from_padded(&bytes);
        let _ = InboxAnswer::from_padded(&bytes);
        let _ = PacketsAnswer::from_padded(&bytes);
        let _ = ReadParams::from_bytes(&bytes);
        let _ = Problem::from_json(&bytes);
    }

    #[test]
    fn flipped_bits_are_refused_or_mean_something_else(at in any::<prop::sample::Index>(), bit in 0u8..8, a in any::<[u8; 32]>()) {
        let value = EnvelopesRequest { space: SpaceId(a), known: Some(Hash(a)), wait_seconds: 25 };
        let mut bytes = encode(&value);
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        prop_assert_ne!(decode(&bytes), Ok(value));
    }

    #[test]
    fn answers_come_in_size_classes(lengths in vec(0usize..90_000, 0..8)) {
        let entries = lengths.iter().zip(1..).map(|(len, seq)| SyncEntry { seq, entry: Blob(vec![7; *len]) }).collect();
        let answer = SyncAnswer { items: vec![SyncItem { epoch: 1, last_seq: 8, entries, more: false, inbox: 3 }] };
        let mut padded = answer.to_padded();
        // Nobody learns more of a length than two bits and how many it has.
        let step = (padded.len().next_power_of_two() / 8).min(limits::ANSWERS_APART);
        prop_assert!(limits::ANSWERS_SMALL.contains(&padded.len()) || padded.len().is_multiple_of(step));
        prop_assert_eq!(SyncAnswer::from_padded(&padded), Ok(answer));
        padded.push(0);
        prop_assert!(SyncAnswer::from_padded(&padded).is_err());
        padded.pop();
        if let Some(last) = padded.last_mut() {
            *last ^= 1;
        }
        prop_assert!(SyncAnswer::from_padded(&padded).is_err());
    }
}

#[test]
fn sync_requests_of_one_class_have_one_size() {
    let read = |n: u8, since| {
        let inbox = (n > 2).then_some(u32::from(n));
        let key = SignKey::from_seed(&[n; 32]);
        SignedRequest::sign(
            &key,
            Operation::Read,
            SpaceId([n; 32]),
            20_000,
            ReadParams { since, inbox }.to_bytes(),
        )
    };
    let sizes: Vec<usize> = [1u8, 3, 7, 8]
        .iter()
        .map(|count| {
            let reads = (0..*count).map(|n| read(n, u64::from(n) << 40)).collect();
            let mut seed = 0;
            let request = SyncRequest::padded(25, reads, limits::SYNC_BYTES_MIN, || {
                seed += 1;
                invent(&[seed; 32], 20_000)
            });
            encode(&request.unwrap()).len()
        })
        .collect();
    assert_eq!(sizes, vec![sizes[0]; 4]);
}

#[test]
fn read_params_have_one_size_and_one_form() {
    for len in [0, 8, 11, 13] {
        assert!(ReadParams::from_bytes(&vec![0; len]).is_err(), "{len}");
    }
    let careless = [[0; 8].as_slice(), &[0xff; 4]].concat();
    let params = ReadParams {
        since: 0,
        inbox: None,
    };
    assert_eq!(ReadParams::from_bytes(&careless), Ok(params));
}

#[test]
fn inbox_answers_come_in_size_classes() {
    let answer = InboxAnswer {
        epoch: 1,
        blobs: vec![Blob(vec![7; 1201]); 3],
        more: false,
    };
    let padded = answer.to_padded();
    assert_eq!(padded.len(), limits::ANSWERS_SMALL[1]);
    assert_eq!(InboxAnswer::from_padded(&padded), Ok(answer));
    assert!(InboxAnswer::from_padded(&padded[1..]).is_err());
}

#[test]
fn too_many_reads_need_another_request() {
    let reads = vec![invent(&[1; 32], 1); 257];
    assert_eq!(
        SyncRequest::padded(0, reads, 0, || invent(&[2; 32], 1)),
        None
    );
}

#[test]
fn a_page_has_its_id_a_byte_later_than_an_entry() {
    let sealed = [&[1][..], &[7; 32], &[8; 32]].concat();
    let page = [&[2][..], &sealed].concat();
    for blob in [sealed, page] {
        assert_eq!(Blob(blob).id(), Some(BlobId([7; 32])));
    }
}

#[test]
fn invented_reads_are_signed_like_real_ones() {
    assert!(invent(&[9; 32], 20_000).verify(Operation::Read).is_ok());
}

#[test]
fn unknown_rights_are_refused() {
    assert!(decode::<Rights>(&[0x0f]).is_ok());
    assert!(decode::<Rights>(&[0x10]).is_err());
}

#[test]
fn problems_survive_the_way() {
    for kind in ProblemKind::ALL {
        for day in [None, Some(20_779)] {
            let problem = Problem { kind, day };
            assert_eq!(
                Problem::from_json(problem.to_json().as_bytes()),
                Some(problem)
            );
        }
    }
    assert_eq!(Problem::from_json(br#"{"type":"/problems/changed"}"#), None);
    assert_eq!(
        Problem::from_json(br#"{"type":"/problems/day","day":99999}"#),
        None
    );
}
