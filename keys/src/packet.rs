//! Packets: chosen records for one member of any role, for some days, under a key of their own. Who holds a packet holds no
//! region; cutting it off is deleting it.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::encode::{decode, encode};
use crate::envelope::PAYLOAD;
use crate::epoch::{Access, Epoch};
use crate::kem::{KemKey, KemPublic};
use crate::log::Authority;
use crate::padding::Padding;
use crate::roster::Roster;
use crate::seal::{self, Place};
use crate::sign::{Purpose, SignKey};
use crate::statement::{NewField, RecordRef, SignedStatement};
use crate::wrapped::{Opened, Sender};
use crate::{Day, Hash, Label, PacketId, PublicKey, Refused, Secret, SpaceId};

const VERSION: u8 = 1;
/// Room in a note.
const NOTE: Padding = Padding::Exactly(512);

/// Signature domain of a lead's word inside a packet's envelope.
pub enum PacketPurpose {}
impl Purpose for PacketPurpose {
    const LABEL: Label = Label::PacketGrant;
}

fn place(label: Label, id: PacketId) -> Place {
    Place {
        label,
        space: SpaceId(id.0),
        epoch: 0,
    }
}

/// One record, as it was when the packet was made.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Listed {
    /// Which.
    #[n(0)]
    pub record: RecordRef,
    /// Its fields, those that this app doesn't know too.
    #[n(1)]
    pub fields: Vec<NewField>,
}

/// What a packet holds.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Packet {
    #[n(0)]
    version: u8,
    /// The region it is of.
    #[n(1)]
    pub space: SpaceId,
    /// The author's day.
    #[n(2)]
    pub day: Day,
    /// What to call it.
    #[n(3)]
    pub title: String,
    /// The statements that make its author a lead: its reader may have no log.
    #[n(4)]
    pub chain: Vec<SignedStatement>,
    /// The records.
    #[n(5)]
    pub records: Vec<Listed>,
}

impl core::fmt::Debug for Packet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Packet({} records)", self.records.len())
    }
}

/// What its envelope gives: everything it takes to fetch a packet and to open it.
#[derive(Debug, Clone)]
pub struct Ticket {
    key: Secret,
    /// The right to read it, and nothing else.
    pub reader: SignKey,
    /// The last day it may be read on.
    pub last_day: Day,
    /// The region it is of.
    pub space: SpaceId,
    /// Who made it: whether that is a lead, log or chain says.
    pub author: PublicKey,
}

/// A packet as the server keeps it.
#[derive(Debug, Clone)]
pub struct SealedPacket {
    /// The public half of the right to read it.
    pub reader: PublicKey,
    /// For its member: 1,424 bytes.
    pub envelope: Vec<u8>,
    /// For who holds the ticket.
    pub content: Vec<u8>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Payload {
    #[n(0)]
    key: Secret,
    #[n(1)]
    reader: Secret,
    #[n(2)]
    last_day: Day,
    #[n(3)]
    space: SpaceId,
    #[n(4)]
    author: PublicKey,
}

impl Packet {
    /// Of these records, by a lead whom `chain` proves.
    #[must_use]
    pub fn new(
        space: SpaceId,
        day: Day,
        title: String,
        chain: Vec<SignedStatement>,
        records: Vec<Listed>,
    ) -> Self {
        Self {
            version: VERSION,
            space,
            day,
            title,
            chain,
            records,
        }
    }

    /// Seals it under a key drawn here, and wraps that to its reader.
    ///
    /// # Errors
    /// [`Refused`] for a key that isn't one, or too many records: 256 KiB is all.
    pub fn seal(
        &self,
        id: PacketId,
        last_day: Day,
        to: &KemPublic,
        author: &SignKey,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedPacket, Refused> {
        let (key, reader) = (Secret::make(rng), SignKey::make(rng));
        let plain = Zeroizing::new(encode(self));
        let content = seal::seal(&key, &place(Label::Packet, id), Padding::Entry, &plain, rng)?;
        let payload = Zeroizing::new(encode(&Payload {
            key,
            reader: Secret::from_bytes(reader.expose_seed()),
            last_day,
            space: self.space,
            author: author.public(),
        }));
        let sender = Sender {
            author,
            place: place(Label::PacketEnvelope, id),
            padding: PAYLOAD,
            to,
        };
        let signed = place(Label::PacketGrant, id);
        let envelope =
            sender.wrap::<PacketPurpose>(&payload, rng, |bound| bound.message(&signed))?;
        Ok(SealedPacket {
            reader: reader.public(),
            envelope: envelope.to_bytes(),
            content,
        })
    }

    /// Opens what the server gave for a ticket.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(ticket: &Ticket, id: PacketId, content: &[u8]) -> Result<Self, Refused> {
        let place = place(Label::Packet, id);
        let packet: Self = decode(&seal::open(&ticket.key, &place, Padding::Entry, content)?)?;
        if packet.version != VERSION || packet.space != ticket.space {
            return Err(Refused);
        }
        Ok(packet)
    }

    /// Whether its own statements make somebody a lead of its region, for who has no log. As on a card, they tell of nobody
    /// who was put out since.
    #[must_use]
    pub fn proves_lead(&self, founding: Hash, epoch: u32, author: &PublicKey) -> bool {
        let epoch = Epoch {
            space: self.space,
            number: epoch,
        };
        Authority::of_chain(founding, epoch, &self.chain)
            .is_ok_and(|authority| authority.is_lead(author))
    }
}

impl Ticket {
    /// Opens an envelope, if it is for this member.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(key: &KemKey, id: PacketId, envelope: &[u8]) -> Result<Self, Refused> {
        let opened = Opened::open(key, &place(Label::PacketEnvelope, id), PAYLOAD, envelope)?;
        let payload: Payload = decode(&opened.payload)?;
        let message = opened.bound.message(&place(Label::PacketGrant, id));
        opened.verify::<PacketPurpose>(&payload.author, &message)?;
        Ok(Self {
            reader: SignKey::from_seed(payload.reader.expose()),
            key: payload.key,
            last_day: payload.last_day,
            space: payload.space,
            author: payload.author,
        })
    }
}

/// What leads know of a packet: to whom it went, so that any of them can cut it off.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Note {
    /// To whom, by signing key.
    #[n(0)]
    pub recipient: PublicKey,
    /// What it is called.
    #[n(1)]
    pub title: String,
    /// How many records it holds.
    #[n(2)]
    pub records: u32,
}

impl core::fmt::Debug for Note {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Note(…)")
    }
}

/// `[epoch, seal]`: later leads have the key through the roster's chain.
#[derive(Encode, Decode)]
#[cbor(array)]
struct SealedNote {
    #[n(0)]
    epoch: u32,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    note: Vec<u8>,
}

fn note_place(id: PacketId, epoch: u32) -> Place {
    Place {
        epoch,
        ..place(Label::PacketNote, id)
    }
}

impl Note {
    /// Under the roster's key; leads only.
    ///
    /// # Errors
    /// [`Refused`] for another role, or too long a title.
    pub fn seal(
        &self,
        access: &Access,
        id: PacketId,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Refused> {
        let (key, epoch) = (access.roster().ok_or(Refused)?, access.epoch().number);
        let place = note_place(id, epoch);
        let note = seal::seal(&key, &place, NOTE, &Zeroizing::new(encode(self)), rng)?;
        Ok(encode(&SealedNote { epoch, note }))
    }

    /// With the keys of a roster.
    ///
    /// # Errors
    /// [`Refused`], also where the roster's keys don't reach.
    pub fn open(roster: &Roster, id: PacketId, sealed: &[u8]) -> Result<Self, Refused> {
        let SealedNote { epoch, note } = decode(sealed)?;
        let key = roster.key(epoch).ok_or(Refused)?;
        decode(&seal::open(key, &note_place(id, epoch), NOTE, &note)?)
    }
}
