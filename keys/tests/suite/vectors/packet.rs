use keys::packet::{Note, Packet, Ticket};
use keys::roster::Roster;
use keys::{Access, Epoch, Hash, KemKey, PacketId, Refused, Role, Secret, SpaceId};

use super::chain::roles;
use super::log::{Writer, fingerprint};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, flipped, raw};

/// What a collector makes of a packet, and what a lead makes of its note.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let id = PacketId(case.array("packet"));
    let recipient = KemKey::from_seed(Secret::from_bytes(&case.array("recipient")));
    let ticket = Ticket::open(&recipient, id, case.get("envelope"))?;
    assert_eq!(ticket.reader.public().0, case.array("reader"));
    assert_eq!(ticket.author.0, case.array("author"));
    assert_eq!(ticket.last_day.to_be_bytes(), case.array("last-day"));
    assert_eq!(ticket.space.0, case.array("space"));
    let packet = Packet::open(&ticket, id, case.get("content"))?;
    assert_eq!(packet.title.as_bytes(), case.get("title"));
    assert_eq!(packet.records.len(), 1);
    let (founding, epoch) = (Hash(case.array("founding")), case.u32("epoch"));
    if !packet.proves_lead(founding, epoch, &ticket.author) {
        return Err(Refused);
    }
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: epoch,
    };
    let lead = Secret::from_bytes(&case.array("lead"));
    let mut roster = Roster::default();
    roster.unlock(&Access::new(epoch, Role::Lead, lead));
    let note = Note::open(&roster, id, case.get("for-leads"))?;
    assert_eq!(note.title.as_bytes(), case.get("title"));
    assert_eq!((note.recipient.0, note.records), (fixed("member"), 1));
    Ok(())
}

const GRANT: &[u8] = b"skrynia/1/packet-grant";

/// Everything that goes into a packet; each fault changes one thing.
struct Parts {
    author: &'static str,
    signer: &'static str,
    signed_id: [u8; 32],
    signed_to: Option<Vec<u8>>,
    label: &'static [u8],
    envelope_id: [u8; 32],
    content_id: [u8; 32],
    content_key: [u8; 32],
    space: [u8; 32],
    version: u8,
    note_id: [u8; 32],
    note_epoch: u32,
    size: usize,
    chain: Vec<Vec<u8>>,
}

fn make(case: Case, change: impl FnOnce(&mut Parts)) -> Case {
    let (id, space) = (fixed("packet"), fixed("space"));
    let mut parts = Parts {
        author: "lead",
        signer: "lead",
        signed_id: id,
        signed_to: None,
        label: GRANT,
        envelope_id: id,
        content_id: id,
        content_key: fixed("packet key"),
        space,
        version: 1,
        note_id: id,
        note_epoch: 1,
        size: 256,
        chain: Writer::begun().statements[..3].to_vec(),
    };
    change(&mut parts);
    let (title, last_day) = ("Вуліца Кірава", 20_003u16);
    let author = raw::public(&fixed(parts.author));
    let payload = array(&[
        bytes(fixed("packet key")),
        bytes(fixed("reader")),
        uint(last_day),
        bytes(space),
        bytes(author),
    ]);
    let to = raw::kem_public(&fixed("recipient"));
    let randomness: [u8; 64] = [fixed("randomness"), fixed("more randomness")]
        .concat()
        .try_into()
        .unwrap();
    let (enc, shared) = raw::encapsulate(&to, &randomness);
    let signed_to = parts.signed_to.unwrap_or(to);
    let message = array(&[
        bytes(raw::context(GRANT, &parts.signed_id, 0)),
        bytes(raw::hash(&[&signed_to])),
        bytes(raw::hash(&[&enc])),
        bytes(raw::hash(&[&payload])),
    ]);
    let signature = raw::sign(&fixed(parts.signer), parts.label, &message);
    let signed = array(&[bytes(&payload), bytes(signature)]);
    let context = raw::context(b"skrynia/1/packet-envelope", &parts.envelope_id, 0);
    let envelope = raw::wrapped(&enc, &shared, &context, &raw::pad(&signed, parts.size));
    let record = array(&[bytes(fixed("statement")), uint(4u8)]);
    let fields = array(&[array(&[uint(1u8), text("Купала")])]);
    let content = array(&[
        uint(parts.version),
        bytes(parts.space),
        uint(20_000u16),
        text(title),
        array(&parts.chain),
        array(&[array(&[record, fields])]),
    ]);
    let content = raw::seal(
        &parts.content_key,
        b"skrynia/1/packet",
        &parts.content_id,
        0,
        &fixed("content id"),
        &raw::pad(&content, 16 << 10),
    );
    let lead = fixed("lead secret");
    let [l, ..] = roles(&lead, &space, 1);
    let label = b"skrynia/1/roster-key";
    let roster: [u8; 32] = raw::expand(&l, label, &[&raw::context(label, &space, 1)]);
    let note = array(&[bytes(fixed("member")), text(title), uint(1u8)]);
    let note = raw::seal(
        &roster,
        b"skrynia/1/packet-note",
        &parts.note_id,
        parts.note_epoch,
        &fixed("note id"),
        &raw::pad(&note, 512),
    );
    case.with("packet", id)
        .with("recipient", fixed("recipient"))
        .with("space", space)
        .with("epoch", 1u32.to_be_bytes())
        .with("founding", fingerprint())
        .with("lead", lead)
        .with("author", author)
        .with("reader", raw::public(&fixed("reader")))
        .with("last-day", last_day.to_be_bytes())
        .with("title", title)
        .with("envelope", envelope)
        .with("content", content)
        .with("for-leads", array(&[uint(1u8), bytes(note)]))
}

/// What a packet and a note hold, and what is around a note, for the fuzzers.
pub(super) fn plain() -> Vec<Vec<u8>> {
    let case = make(Case::ok("given", ""), |_| {});
    let id = PacketId(case.array("packet"));
    let recipient = KemKey::from_seed(Secret::from_bytes(&case.array("recipient")));
    let ticket = Ticket::open(&recipient, id, case.get("envelope")).unwrap();
    let packet = Packet::open(&ticket, id, case.get("content")).unwrap();
    let note = Note {
        recipient: ticket.author,
        title: packet.title.clone(),
        records: 1,
    };
    let short = case.get("envelope").to_vec();
    vec![
        keys::encode::encode(&packet),
        keys::encode::encode(&note),
        case.get("for-leads").to_vec(),
        short,
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let ok = || make(Case::ok("given", "One record, given by a lead."), |_| {});
    let fault =
        |name: &str, note: &str, change: fn(&mut Parts)| make(Case::refused(name, note), change);
    let bit = |name: &str, note: &str, key: &str, at: isize| {
        let case = ok().fault(name, note);
        let blob = flipped(case.get(key), at);
        case.with(key, blob)
    };
    vec![
        ok(),
        fault("not-the-signer", "Names a lead who didn't sign.", |p| {
            p.signer = "stranger"
        }),
        fault("by-an-editor", "Its author is no lead.", |p| {
            (p.author, p.signer) = ("editor", "editor");
            p.chain = Writer::begun().statements;
        }),
        fault("no-chain", "Nothing says that its author is a lead.", |p| {
            p.chain.clear()
        }),
        fault("signed-for-another", "Signed for another packet.", |p| {
            p.signed_id = fixed("another packet");
        }),
        fault(
            "signed-for-another-member",
            "Signed for another member.",
            |p| {
                p.signed_to = Some(raw::kem_public(&fixed("another recipient")));
            },
        ),
        fault("signed-as-statement", "Signed for another purpose.", |p| {
            p.label = b"skrynia/1/statement";
        }),
        fault(
            "envelope-of-another",
            "The envelope of another packet.",
            |p| {
                p.envelope_id = fixed("another packet");
            },
        ),
        fault(
            "content-of-another",
            "The content of another packet.",
            |p| {
                p.content_id = fixed("another packet");
            },
        ),
        fault("another-key", "Content under another key.", |p| {
            p.content_key = fixed("another key");
        }),
        fault("another-space", "Content of another region.", |p| {
            p.space = fixed("other space");
        }),
        fault("version-2", "Version 2 of a packet.", |p| p.version = 2),
        fault("padding-class", "An envelope padded to 512 bytes.", |p| {
            p.size = 512
        }),
        fault("note-of-another", "The note on another packet.", |p| {
            p.note_id = fixed("another packet");
        }),
        fault(
            "note-of-another-epoch",
            "A note sealed in another epoch.",
            |p| p.note_epoch = 2,
        ),
        bit("enc-bit", "A bit of the encapsulation.", "envelope", 40),
        bit(
            "commitment-bit",
            "A bit of the commitment.",
            "envelope",
            1120,
        ),
        bit("content-bit", "A bit of the content's tag.", "content", -1),
    ]
}
