//! Lists of chosen contacts for one member, for some days.

use records::fields::FieldId;
use serde::{Deserialize, Serialize};

use super::RecordId;

/// A packet as leads see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPacket {
    /// Names it in commands.
    pub id: [u8; 32],
    /// Whom it was given to, by [`super::Person::key`].
    pub member: [u8; 32],
    /// Their name, if it is known.
    pub to: Option<String>,
    /// What it is called.
    pub title: String,
    /// How many contacts it holds.
    pub contacts: u32,
    /// The last day it can be read on.
    pub last_day: u16,
}

/// A packet as whoever it was given to sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packet {
    /// Its id.
    pub id: [u8; 32],
    /// What it is called.
    pub title: String,
    /// The last day it can be read on.
    pub last_day: u16,
    /// Its contacts.
    pub contacts: Vec<PacketContact>,
}

/// A contact in a packet, as it was when the packet was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketContact {
    /// Which.
    pub id: RecordId,
    /// Its fields that are text.
    pub fields: Vec<(FieldId, String)>,
}
