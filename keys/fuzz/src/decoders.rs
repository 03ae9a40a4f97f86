//! Every decoder an outsider's bytes reach. Where bytes come under a seal, they are sealed here first: otherwise nothing
//! would ever get past the tag. A decoder must answer, never panic; and what it takes, it must write again as it was.

use keys::below;
use keys::card::Card;
use keys::encode::{decode, encode};
use keys::envelope::{Block, open_slot};
use keys::heads::{HeadList, HeadLists};
use keys::inbox::{Collected, HandedIn};
use keys::invitation::{Link, Post, derive_mailbox};
use keys::keyring::{KEYRING_LEN, Keyring};
use keys::log::Log;
use keys::packet::{Note, Packet, Ticket};
use keys::padding::Padding;
use keys::pages::Reader;
use keys::request::{Operation, SignedRequest};
use keys::roster::{Entry, Roster};
use keys::seal::{OVERHEAD, Place, open, seal};
use keys::shares::{SHARE_WORDS, Share, combine};
use keys::statement::{SignedStatement, Statement};
use keys::words::{List, fold, parse};
use keys::{
    Access, Epoch, Hash, KemKey, LOG_PAGE, Label, MemberKeys, PacketId, PublicKey, Role, Secret,
    SpaceId, derive_keyring_keys,
};

use self::constant::Constant;

#[path = "constant.rs"]
mod constant;

/// Takes any bytes, and panics only if a decoder is wrong.
pub(crate) type Target = fn(&[u8]);

/// A target's name, which is its corpus' folder too, and what it does.
pub(crate) const TARGETS: [(&str, Target); 18] = [
    ("block", block),
    ("card", card),
    ("head-list", head_list),
    ("inbox", inbox),
    ("keyring", keyring),
    ("link", link),
    ("log", log),
    ("log-page", log_page),
    ("packet", packet),
    ("page", page),
    ("post", post),
    ("request", request),
    ("roster", roster),
    ("seal", sealed),
    ("share", share),
    ("slot", slot),
    ("statement", statement),
    ("words", words),
];

fn epoch() -> Epoch {
    Epoch {
        space: SpaceId([3; 32]),
        number: 1,
    }
}

fn lead() -> Access {
    Access::new(epoch(), Role::Lead, Secret::from_bytes(&[5; 32]))
}

fn block(data: &[u8]) {
    if let Ok(block) = Block::decode(data) {
        assert_eq!(block.encode(), data);
    }
}

fn card(data: &[u8]) {
    let access = lead();
    let _ = Card::open(&access, Hash([1; 32]), data);
    let form = access.form().expect("a lead has F");
    let place = epoch().place(Label::Card);
    if let Ok(blob) = seal(&form, &place, Padding::Entry, data, &mut Constant) {
        let _ = Card::open(&access, Hash([1; 32]), &blob);
    }
    if let Ok(card) = decode::<Card>(data) {
        assert_eq!(encode(&card), data);
    }
}

fn inbox(data: &[u8]) {
    let _ = HandedIn::open(&lead(), data);
    if let Ok(handed) = decode::<HandedIn>(data) {
        assert_eq!(encode(&handed), data);
        let _ = (handed.check(epoch().space), handed.hash());
    }
    if let Ok(collected) = decode::<Collected>(data) {
        assert_eq!(encode(&collected), data);
    }
}

fn roster(data: &[u8]) {
    let access = lead();
    let member = PublicKey([2; 32]);
    let key = access.roster().expect("a lead has the roster's key");
    for (label, size) in [(Label::RosterName, 256), (Label::RosterChain, 64)] {
        let place = epoch().place(label);
        let sealed = seal(&key, &place, Padding::Exactly(size), data, &mut Constant);
        let mut roster = Roster::default();
        roster.add(member, epoch(), sealed.clone().unwrap_or(data.to_vec()));
        roster.chain(epoch(), 0, sealed.unwrap_or(data.to_vec()));
        roster.unlock(&access);
        let _ = (roster.name(&member), roster.tokens(&member));
    }
    let place = epoch().place(Label::BelowChain);
    let sealed = seal(&key, &place, Padding::Exactly(64), data, &mut Constant);
    let (mut roster, mut below) = (Roster::default(), below::Keys::default());
    roster.unlock(&access);
    below.chain(epoch(), sealed.unwrap_or(data.to_vec()));
    below.learn(&roster);
    if let Ok(entry) = decode::<Entry>(data) {
        assert_eq!(encode(&entry), data);
    }
}

fn keyring(data: &[u8]) {
    let keys = derive_keyring_keys(&[9; 32]);
    let _ = Keyring::open(&keys, data);
    let place = Place {
        label: Label::Keyring,
        space: SpaceId(keys.lookup.0),
        epoch: 0,
    };
    let size = Padding::Exactly(KEYRING_LEN - OVERHEAD);
    if let Ok(blob) = seal(&keys.sealing, &place, size, data, &mut Constant)
        && let Ok(keyring) = Keyring::open(&keys, &blob)
    {
        assert_eq!(encode(&keyring), data);
        let _ = keyring.identity();
    }
}

fn head_list(data: &[u8]) {
    let keys = derive_keyring_keys(&[9; 32]);
    let _ = HeadList::open(&keys, data);
    let place = Place {
        label: Label::HeadList,
        space: SpaceId(keys.lookup.0),
        epoch: 0,
    };
    let size = Padding::Exactly(KEYRING_LEN - OVERHEAD);
    if let Ok(blob) = seal(&keys.sealing, &place, size, data, &mut Constant)
        && let Ok((list, hash)) = HeadList::open(&keys, &blob)
    {
        assert_eq!(encode(&list), data);
        assert_eq!(hash, keys::sha256(&[&blob]));
        for row in list.rows() {
            assert_eq!(list.find(&row.region), Some(row));
        }
    }
    if let Ok(lists) = decode::<HeadLists>(data) {
        assert_eq!(encode(&lists), data);
        let _ = (lists.keys(0), lists.token(7));
    }
}

fn link(data: &[u8]) {
    if let Ok(link) = Link::decode(data) {
        assert_eq!(link.encode(), data);
    }
}

fn log(data: &[u8]) {
    let access = lead();
    let reading = access.reading().expect("a lead has R");
    let mut log = Log::new(epoch(), reading.clone(), Hash([1; 32]));
    assert!(log.apply(2, data).is_err());
    assert!(log.apply(1, data).is_ok());
    let place = epoch().place(Label::Entry);
    if let Ok(blob) = seal(&reading, &place, Padding::Entry, data, &mut Constant) {
        assert!(log.apply(2, &blob).is_ok());
    }
}

fn log_page(data: &[u8]) {
    let reading = lead().reading().expect("a lead has R");
    let place = epoch().place(Label::LogPage);
    for before in [&[][..], &[1, 0], &[1, 1]] {
        let plain = [before, data].concat();
        let Ok(sealed) = seal(&reading, &place, Padding::Page, &plain, &mut Constant) else {
            continue;
        };
        for last in 1..=5 {
            let mut log = Log::new(epoch(), reading.clone(), Hash([1; 32]));
            let read = log.read(last, &[&[LOG_PAGE], &sealed[..]].concat());
            // All of it, or nothing.
            let new = read.map_or(0, |verdicts| verdicts.len() as u64);
            assert_eq!(log.seq(), new);
        }
    }
}

fn packet(data: &[u8]) {
    let (key, id) = (
        KemKey::from_seed(Secret::from_bytes(&[8; 32])),
        PacketId([3; 32]),
    );
    let _ = Ticket::open(&key, id, data);
    let mut roster = Roster::default();
    roster.unlock(&lead());
    let _ = Note::open(&roster, id, data);
    if let Ok(packet) = decode::<Packet>(data) {
        assert_eq!(encode(&packet), data);
        let _ = packet.proves_lead(Hash([1; 32]), 1, &PublicKey([2; 32]));
    }
    if let Ok(note) = decode::<Note>(data) {
        assert_eq!(encode(&note), data);
    }
}

fn page(data: &[u8]) {
    let reading = lead().reading().expect("a lead has R");
    let place = epoch().place(Label::Page);
    let mut reader = Reader::new(epoch(), reading.clone());
    assert!(reader.page(data).is_err());
    // As it is, as a plain content, and as one that is packed.
    for before in [&[][..], &[1, 0], &[1, 1]] {
        let plain = [before, data].concat();
        if let Ok(blob) = seal(&reading, &place, Padding::Page, &plain, &mut Constant) {
            let mut reader = Reader::new(epoch(), reading.clone());
            if reader.page(&blob).is_ok() {
                assert_eq!(reader.pages().len(), 1);
            }
            let _ = reader.finish(Hash([1; 32]));
        }
    }
}

fn post(data: &[u8]) {
    let secret = Secret::from_bytes(&[4; 32]);
    let _ = Post::open(&secret, data);
    let place = Place {
        label: Label::MailboxPost,
        space: SpaceId(derive_mailbox(&secret).0),
        epoch: 0,
    };
    let size = Padding::Exactly(4 << 10);
    if let Ok(blob) = seal(&secret, &place, size, data, &mut Constant)
        && let Ok(post) = Post::open(&secret, &blob)
    {
        assert_eq!(encode(&post), data);
    }
    if let Ok(keys) = decode::<MemberKeys>(data) {
        let _ = keys.check();
        assert_eq!(encode(&keys), data);
    }
}

fn request(data: &[u8]) {
    if let Ok(request) = decode::<SignedRequest>(data) {
        assert_eq!(encode(&request), data);
        for operation in [Operation::Read, Operation::Append, Operation::Manage] {
            let _ = request.clone().verify(operation);
        }
    }
}

fn sealed(data: &[u8]) {
    let secret = Secret::from_bytes(&[6; 32]);
    let place = epoch().place(Label::Entry);
    assert!(open(&secret, &place, Padding::Entry, data).is_err());
    if let Ok(blob) = seal(&secret, &place, Padding::Entry, data, &mut Constant) {
        let opened = open(&secret, &place, Padding::Entry, &blob).expect("just sealed");
        assert_eq!(opened.as_slice(), data);
    }
}

fn share(data: &[u8]) {
    let sum = keys::sha256(&[Label::Share.bytes(), data]).0;
    for bytes in [data, &[data, &sum[..3]].concat()] {
        let Ok(share) = Share::from_bytes(bytes) else {
            continue;
        };
        assert_eq!(share.expose(), bytes);
        let words = share.words(List::Russian).join(" ");
        let phrase = parse(&words, SHARE_WORDS).expect("its own words");
        assert_eq!(Share::from_words(&phrase).expect("whole").expose(), bytes);
        let _ = combine(&[share]);
    }
}

fn slot(data: &[u8]) {
    let key = KemKey::from_seed(Secret::from_bytes(&[8; 32]));
    let _ = open_slot(&key, epoch(), data);
}

fn statement(data: &[u8]) {
    if let Ok(statement) = decode::<Statement>(data) {
        assert_eq!(encode(&statement), data);
        let _ = format!("{statement:?}");
    }
    if let Ok(signed) = decode::<SignedStatement>(data) {
        assert_eq!(encode(&signed), data);
    }
}

fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let folded = fold(&text);
    assert_eq!(fold(&folded), folded);
    for count in [6, 8] {
        if let Ok(phrase) = parse(&text, count) {
            let again = parse(&phrase.canonical(), count).expect("its own words");
            assert_eq!(again.indices(), phrase.indices());
        }
    }
}
