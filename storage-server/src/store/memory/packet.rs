//! Packets: read by a key of their own, until their last day.

use keys::{Day, PacketId, PublicKey};
use wire::packet::{PacketHead, PutPacketParams};
use wire::{Blob, Rights, limits};

use super::state::State;
use crate::store::{Asker, StoreError, packet_day};

impl State {
    pub(super) fn put_packet(
        &mut self,
        asker: &Asker,
        params: PutPacketParams,
        today: Day,
    ) -> Result<(), StoreError> {
        self.space(asker, Rights::MANAGE)?;
        packet_day(today, params.last_day)?;
        let kept = (asker.space, params);
        if self.packets.get(&kept.1.packet) == Some(&kept) {
            return Ok(());
        }
        if self.blob_ids.contains(&kept.1.packet.0[..]) {
            return Err(StoreError::Changed);
        }
        let of_space = |(space, _): &&(keys::SpaceId, PutPacketParams)| *space == asker.space;
        if self.packets.values().filter(of_space).count() >= limits::SPACE_PACKETS {
            return Err(StoreError::Quota);
        }
        self.blob_ids.insert(kept.1.packet.0.to_vec());
        self.packets.insert(kept.1.packet, kept);
        Ok(())
    }

    pub(super) fn packets(&self, asker: &Asker, today: Day) -> Result<Vec<PacketHead>, StoreError> {
        self.space(asker, Rights::default())?;
        let packets = self.packets.values();
        let shown = packets.filter(|(space, kept)| *space == asker.space && kept.last_day >= today);
        let heads = shown.map(|(_, kept)| PacketHead {
            packet: kept.packet,
            last_day: kept.last_day,
            envelope: kept.envelope.clone(),
            note: kept.note.clone(),
        });
        Ok(heads.collect())
    }

    pub(super) fn packet(
        &self,
        packet: &PacketId,
        reader: &PublicKey,
        today: Day,
    ) -> Result<Blob, StoreError> {
        let kept = self.packets.get(packet).map(|(_, kept)| kept);
        kept.filter(|kept| kept.reader == *reader && kept.last_day >= today)
            .map(|kept| kept.content.clone())
            .ok_or(StoreError::Refused)
    }

    pub(super) fn remove_packet(
        &mut self,
        asker: &Asker,
        packet: &PacketId,
    ) -> Result<(), StoreError> {
        self.space(asker, Rights::MANAGE)?;
        if self
            .packets
            .get(packet)
            .is_some_and(|(space, _)| *space == asker.space)
        {
            self.packets.remove(packet);
        }
        Ok(())
    }
}
