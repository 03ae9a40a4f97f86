//! Packets: for a key of their own, until their last day, and once.

use keys::{PacketId, PublicKey, sha256};
use wire::packet::PutPacketParams;
use wire::{Blob, limits};

use super::{COLLECTOR, LEAD, VIEWER, asker, entry, make, make_empty};
use crate::store::{Store, StoreError};

on_every_backend![
    packets_are_for_their_key,
    packets_need_a_manager_and_have_a_quota,
    packets_end,
];

const READER: PublicKey = PublicKey([7; 32]);
const DAY: u16 = 100;

fn packet(n: u8) -> PutPacketParams {
    PutPacketParams {
        packet: PacketId([n; 32]),
        reader: READER,
        last_day: DAY + 2,
        envelope: Blob(vec![2; 50]),
        note: Blob(vec![3; 20]),
        content: entry(n, 100),
    }
}

async fn listed(store: &dyn Store, n: u8, capability: PublicKey, day: u16) -> Vec<u8> {
    let heads = store.packets(asker(n, capability), day).await.unwrap();
    heads.iter().map(|head| head.packet.0[0]).collect()
}

async fn packets_are_for_their_key(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    for n in [9, 8] {
        let lead = asker(1, LEAD);
        store.put_packet(lead, packet(n), DAY).await.unwrap();
        store.put_packet(lead, packet(n), DAY).await.unwrap();
    }
    for capability in [LEAD, VIEWER, COLLECTOR] {
        assert_eq!(listed(store, 1, capability, DAY).await, [8, 9]);
        assert!(listed(store, 2, capability, DAY).await.is_empty());
    }
    refused!(store.packets(asker(1, READER), DAY).await, Refused);
    let id = PacketId([9; 32]);
    let content = store.packet(id, READER, DAY).await.unwrap();
    assert_eq!(content, entry(9, 100));
    refused!(store.packet(id, LEAD, DAY).await, Refused);
    refused!(store.packet(PacketId([5; 32]), READER, DAY).await, Refused);
}

async fn packets_need_a_manager_and_have_a_quota(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    let id = PacketId([9; 32]);
    refused!(
        store.put_packet(asker(1, VIEWER), packet(9), DAY).await,
        Refused
    );
    for last_day in [DAY - 1, DAY + limits::PACKET_DAYS + 1] {
        let packet = PutPacketParams {
            last_day,
            ..packet(9)
        };
        refused!(store.put_packet(asker(1, LEAD), packet, DAY).await, Quota);
    }
    for n in 0..limits::SPACE_PACKETS {
        // Today at the earliest, and at the latest.
        let last_day = DAY + [0, limits::PACKET_DAYS][usize::from(n % 2 == 1)];
        let packet = PutPacketParams {
            last_day,
            packet: PacketId(sha256(&[&n.to_be_bytes()]).0),
            ..packet(9)
        };
        store.put_packet(asker(1, LEAD), packet, DAY).await.unwrap();
    }
    refused!(
        store.put_packet(asker(1, LEAD), packet(9), DAY).await,
        Quota
    );
    store
        .put_packet(asker(2, LEAD), packet(9), DAY)
        .await
        .unwrap();
    // Another space's manager takes nothing away.
    store.remove_packet(asker(1, LEAD), id).await.unwrap();
    refused!(store.remove_packet(asker(2, VIEWER), id).await, Refused);
    assert!(store.packet(id, READER, DAY).await.is_ok());
}

async fn packets_end(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    for n in [8, 9] {
        store.put_packet(lead, packet(n), DAY).await.unwrap();
    }
    let other = PutPacketParams {
        content: entry(7, 100),
        ..packet(8)
    };
    refused!(store.put_packet(lead, other, DAY).await, Changed);
    let id = PacketId([8; 32]);
    store.remove_packet(lead, id).await.unwrap();
    store.remove_packet(lead, id).await.unwrap();
    refused!(store.packet(id, READER, DAY).await, Refused);
    // What was cut off doesn't come back, whoever sends it again.
    refused!(store.put_packet(lead, packet(8), DAY).await, Changed);
    let id = PacketId([9; 32]);
    store.purge(DAY + 2).await.unwrap();
    assert!(store.packet(id, READER, DAY + 2).await.is_ok());
    // Not after its day, purged or not.
    refused!(store.packet(id, READER, DAY + 3).await, Refused);
    assert!(listed(store, 1, LEAD, DAY + 3).await.is_empty());
    store.purge(DAY + 3).await.unwrap();
    refused!(store.packet(id, READER, DAY).await, Refused);
}
