//! `packet/…`

use keys::request::Operation;
use keys::{Day, PacketId, SignKey, SpaceId};
use wire::packet::{
    ListPacketsParams, PacketAnswer, PacketsAnswer, PutPacketParams, RemovePacketParams,
};
use wire::{Blob, Done, ProblemKind, limits};

use crate::app::{App, Reply};
use crate::region::{Region, entry};

const PACKET: PacketId = PacketId([6; 32]);

fn packet(reader: &SignKey, last_day: Day) -> PutPacketParams {
    let mut content = entry("packet", 1024 + limits::SEAL_OVERHEAD);
    content.0[33..].fill(0xe1);
    PutPacketParams {
        packet: PACKET,
        reader: reader.public(),
        last_day,
        envelope: Blob(vec![0xe2; limits::PACKET_ENVELOPE]),
        note: Blob(vec![0xe3; limits::PACKET_NOTE_MAX]),
        content,
    }
}

async fn put(app: &App, region: &Region, key: &SignKey, packet: &PutPacketParams) -> Reply {
    let request = app.sign(key, Operation::PacketPut, region.id, packet);
    app.ask(wire::packet::PUT, &request).await
}

async fn read(app: &App, key: &SignKey) -> Reply {
    let params = ListPacketsParams {};
    let request = app.sign(key, Operation::PacketRead, SpaceId(PACKET.0), &params);
    app.ask(wire::packet::READ, &request).await
}

async fn listed(app: &App, region: &Region, key: &SignKey) -> usize {
    let params = ListPacketsParams {};
    let request = app.sign(key, Operation::PacketRead, region.id, &params);
    let reply = app.ask(wire::packet::LIST, &request).await;
    reply.padded(PacketsAnswer::from_padded).packets.len()
}

#[tokio::test]
async fn what_was_cut_off_is_in_no_file() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let reader = Region::new(9).viewer;
    let packet = packet(&reader, app.today() + 1);
    put(&app, &region, &region.lead, &packet).await.ok::<Done>();
    for key in [&region.collector, &region.viewer, &region.lead] {
        assert_eq!(listed(&app, &region, key).await, 1);
    }
    let answer = read(&app, &reader).await.ok::<PacketAnswer>();
    assert_eq!(answer.content, packet.content);
    read(&app, &region.lead).await.refused(ProblemKind::Refused);
    for fill in [0xe1, 0xe2, 0xe3] {
        assert!(app.on_disk(&[fill; 64]), "{fill}");
    }
    let params = RemovePacketParams { packet: PACKET };
    let request = app.sign(&region.editor, Operation::PacketRemove, region.id, &params);
    app.ask(wire::packet::REMOVE, &request)
        .await
        .refused(ProblemKind::Refused);
    let request = app.sign(&region.lead, Operation::PacketRemove, region.id, &params);
    app.ask(wire::packet::REMOVE, &request).await.ok::<Done>();
    for fill in [0xe1, 0xe2, 0xe3] {
        assert!(!app.on_disk(&[fill; 64]), "{fill}");
    }
    read(&app, &reader).await.refused(ProblemKind::Refused);
    put(&app, &region, &region.lead, &packet)
        .await
        .refused(ProblemKind::Changed);
}

#[tokio::test]
async fn needs_the_right_and_sense() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let good = packet(&region.viewer, app.today());
    for key in [&region.collector, &region.viewer, &region.editor] {
        put(&app, &region, key, &good)
            .await
            .refused(ProblemKind::Refused);
    }
    let mut short = good.clone();
    short.envelope.0.pop();
    put(&app, &region, &region.lead, &short)
        .await
        .refused(ProblemKind::Malformed);
    let mut long = good.clone();
    long.note.0.push(0);
    put(&app, &region, &region.lead, &long)
        .await
        .refused(ProblemKind::TooLarge);
    let mut late = good.clone();
    late.last_day = app.today() + limits::PACKET_DAYS + 1;
    put(&app, &region, &region.lead, &late)
        .await
        .refused(ProblemKind::Quota);
    put(&app, &region, &region.lead, &good).await.ok::<Done>();
}
