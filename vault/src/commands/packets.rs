//! Lists of chosen contacts for one member: given and cut off by leads, read by whom they were given to.

use keys::packet::{Listed, Note, Packet, Ticket};
use keys::statement::{NewField, RecordRef};
use keys::{Hash, PacketId, PublicKey, SignKey, SpaceId};
use rand_core::Rng;
use records::fields::FieldId;
use wire::packet::{PacketHead, PutPacketParams};

use super::manage::led;
use crate::account::{Account, Place};
use crate::api::{Alarm, Event, Failure, GivenPacket, PacketContact, RecordId, Reply};
use crate::region::Region;
use crate::server::{self, CallError};
use crate::{Platform, Vault, api, renew};

pub(crate) async fn give<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    member: [u8; 32],
    contacts: &[RecordId],
    title: String,
    last_day: u16,
) -> Result<Reply, Failure> {
    let title = title.trim().to_owned();
    if contacts.is_empty() || title.is_empty() || last_day < vault.today() {
        return Err(Failure::NotAllowed);
    }
    renew::renew(vault, number).await?;
    let (key, space, params) = vault.with(|account| {
        let region = led(account, number)?;
        let params = prepare(vault, account, region, &member, contacts, &title, last_day)?;
        Ok((region.capability.clone(), region.space(), params))
    })?;
    server::put_packet(&vault.platform, &key, space, vault.today(), &params).await?;
    Ok(Reply::Done)
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    region: &Region,
    member: &[u8; 32],
    contacts: &[RecordId],
    title: &str,
    last_day: u16,
) -> Result<PutPacketParams, Failure> {
    let (rng, lead) = (&mut vault.rng(), &account.identity.sign);
    let recipient = PublicKey(*member);
    let stands = region.log.authority().member(&recipient);
    let to = &stands.ok_or(Failure::NotAllowed)?.grant.member.kem;
    let records: Option<Vec<Listed>> = contacts.iter().map(|id| listed(region, id)).collect();
    let records = records.ok_or(Failure::Changed)?;
    let note = Note {
        recipient,
        title: title.to_owned(),
        records: u32::try_from(records.len()).unwrap_or(u32::MAX),
    };
    let mut id = PacketId([0; 32]);
    rng.fill_bytes(&mut id.0);
    let chain = region.log.chain_of(&[lead.public()]);
    let packet = Packet::new(
        region.space(),
        vault.today(),
        title.to_owned(),
        chain,
        records,
    );
    let sealed = packet.seal(id, last_day, to, lead, rng);
    let sealed = sealed.map_err(|_| Failure::TooBig)?;
    let note = note.seal(&region.access, id, rng);
    Ok(PutPacketParams {
        packet: id,
        reader: sealed.reader,
        last_day,
        envelope: sealed.envelope.into(),
        note: note.map_err(|_| Failure::TooBig)?.into(),
        content: sealed.content.into(),
    })
}

fn listed(region: &Region, id: &RecordId) -> Option<Listed> {
    let row = region.state.records.find(Hash(id.statement), id.index)?;
    let record = region.state.records.row(row)?;
    let fields = record.fields.iter().map(|field| NewField {
        field: field.id,
        value: field.value.clone(),
    });
    record.deleted.is_none().then(|| Listed {
        record: RecordRef {
            statement: Hash(id.statement),
            index: id.index,
        },
        fields: fields.collect(),
    })
}

pub(crate) async fn given<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    Ok(Reply::GivenPackets(all(vault, number).await?))
}

/// Every packet of a region whose note this lead can read.
async fn all<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Vec<GivenPacket>, Failure> {
    let (key, space) = vault.with(|account| {
        let region = led(account, number)?;
        Ok((region.capability.clone(), region.space()))
    })?;
    let heads = server::packets(&vault.platform, &key, space, vault.today()).await?;
    vault.with(|account| {
        let region = led(account, number)?;
        let shown = heads.iter().filter_map(|head| {
            let note = Note::open(&region.roster, head.packet, &head.note.0).ok()?;
            Some(GivenPacket {
                id: head.packet.0,
                member: note.recipient.0,
                to: region.name_of(&note.recipient),
                title: note.title,
                contacts: note.records,
                last_day: head.last_day,
            })
        });
        Ok(shown.collect())
    })
}

pub(crate) async fn cut<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: [u8; 32],
) -> Result<Reply, Failure> {
    let (key, space) = vault.with(|account| {
        let region = led(account, number)?;
        Ok((region.capability.clone(), region.space()))
    })?;
    server::remove_packet(&vault.platform, &key, space, vault.today(), PacketId(id)).await?;
    Ok(Reply::Done)
}

/// Cuts off all that somebody was given.
pub(crate) async fn cut_all<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    member: PublicKey,
) -> Result<(), Failure> {
    for packet in all(vault, number).await? {
        if packet.member == member.0 {
            cut(vault, number, packet.id).await?;
        }
    }
    Ok(())
}

/// What it takes to ask for packets, whatever the role.
struct Asking {
    key: SignKey,
    space: SpaceId,
    epoch: u32,
    founding: Hash,
}

fn asking(account: &Account, number: u16) -> Result<Asking, Failure> {
    let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
    let (key, epoch) = match account.places.get(usize::from(number)) {
        Some(Place::Open(region)) if !region.broken => (&region.capability, region.epoch()),
        Some(Place::Collecting(collecting)) => (&collecting.capability, collecting.epoch.number),
        _ => return Err(Failure::NotAllowed),
    };
    Ok(Asking {
        key: key.clone(),
        space: membership.space,
        epoch,
        founding: membership.founding,
    })
}

pub(crate) async fn mine<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    let asking = vault.with(|account| asking(account, number))?;
    let today = vault.today();
    let heads = server::packets(&vault.platform, &asking.key, asking.space, today).await?;
    let mut packets = Vec::new();
    let mut refused = 0;
    for head in &heads {
        let identity = vault.with(|account| Ok(account.identity.clone()))?;
        // Somebody else's doesn't open.
        let Ok(ticket) = Ticket::open(&identity.kem, head.packet, &head.envelope.0) else {
            continue;
        };
        let content = server::packet(&vault.platform, &ticket.reader, head.packet, today).await;
        let content = match content {
            Ok(content) => content,
            // Cut off between the two questions, or kept back.
            Err(CallError::Problem(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        match vault.with(|account| {
            Ok(open(
                account, number, &asking, head, &ticket, &content, today,
            ))
        })? {
            Some(packet) => packets.push(packet),
            None => refused += 1,
        }
    }
    if refused > 0 {
        let alarm = Alarm::Refused {
            region: number,
            count: refused,
        };
        vault.platform.emit(Event::Alarm(alarm));
    }
    Ok(Reply::Packets(packets))
}

/// A packet that holds: of this region, of a day that isn't over, by somebody who leads it.
fn open(
    account: &Account,
    number: u16,
    asking: &Asking,
    head: &PacketHead,
    ticket: &Ticket,
    content: &[u8],
    today: u16,
) -> Option<api::Packet> {
    if ticket.space != asking.space || ticket.last_day != head.last_day || ticket.last_day < today {
        return None;
    }
    let packet = Packet::open(ticket, head.packet, content).ok()?;
    let by_a_lead = match account.region(number) {
        Some(region) => region.log.authority().is_lead(&ticket.author),
        None => packet.proves_lead(asking.founding, asking.epoch, &ticket.author),
    };
    let contacts = packet.records.iter().map(|listed| PacketContact {
        id: RecordId {
            statement: listed.record.statement.0,
            index: listed.record.index,
        },
        fields: listed
            .fields
            .iter()
            .filter_map(|field| Some((FieldId(field.field), field.value.as_text()?.to_owned())))
            .collect(),
    });
    by_a_lead.then(|| api::Packet {
        id: head.packet.0,
        title: packet.title.clone(),
        last_day: ticket.last_day,
        contacts: contacts.collect(),
    })
}
