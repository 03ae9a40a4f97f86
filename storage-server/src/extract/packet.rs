//! Limits of requests about packets.

use keys::request::Operation;
use wire::packet::{ListPacketsParams, PutPacketParams, RemovePacketParams};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible};
use super::entries::entries;
use super::signed::Params;

impl Check for PutPacketParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(self.envelope.0.len() == limits::PACKET_ENVELOPE)?;
        at_most(self.note.0.len(), limits::PACKET_NOTE_MAX)?;
        entries(std::slice::from_ref(&self.content))
    }
}

impl Params for PutPacketParams {
    const OPERATION: Operation = Operation::PacketPut;
}

impl Check for ListPacketsParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for ListPacketsParams {
    const OPERATION: Operation = Operation::PacketRead;
}

impl Check for RemovePacketParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for RemovePacketParams {
    const OPERATION: Operation = Operation::PacketRemove;
}
