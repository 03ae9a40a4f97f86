//! Opening a region with the pages of a checkpoint: the state two people vouch for, then what came after it.

use keys::card::Card;
use keys::encode::encode;
use keys::envelope::Grant;
use keys::keyring::Membership;
use keys::pages::Reader;
use keys::request::{Operation, SignedRequest};
use keys::{Nonce, Refused};
use wire::pages::{PagesAnswer, ReadPagesParams};

use crate::api::{Alarm, Event, Failure};
use crate::region::Region;
use crate::server::{self, CallError};
use crate::{Platform, Vault, open};

/// The region, read to its end; nothing if there are no pages that can be believed. Then the whole log is read.
pub(crate) async fn with_pages<P: Platform>(
    vault: &Vault<P>,
    membership: &Membership,
    number: u16,
    grant: &Grant,
    card: &Card,
) -> Result<Option<Region>, Failure> {
    let remembered = membership.remembered.map(|remembered| remembered.seen.seq);
    let Some((reader, set)) = read(vault, number, grant).await? else {
        return Ok(None);
    };
    let pages = reader.pages().to_vec();
    let Ok((log, state)) = reader.finish(membership.founding) else {
        return Ok(refused(vault, number));
    };
    // What this device remembers must be among the heads it is shown.
    if remembered.is_some_and(|seq| seq < log.first_head()) {
        return Ok(None);
    }
    let Some(mut region) = Region::begun(grant.clone(), card, log, state, (set, pages)) else {
        return Ok(None);
    };
    let alarms = open::catch_up(vault, number, &mut region).await?;
    if region.lapsed {
        // It rotates right now.
        return Ok(None);
    }
    if !region.checkpoints.bears_out_origin() {
        return Ok(refused(vault, number));
    }
    for alarm in alarms {
        vault.platform.emit(Event::Alarm(alarm));
    }
    Ok(Some(region))
}

fn refused<P: Platform>(vault: &Vault<P>, number: u16) -> Option<Region> {
    let alarm = Alarm::FalsePages {
        region: number,
        author: None,
    };
    vault.platform.emit(Event::Alarm(alarm));
    None
}

/// All pages of the set that the server hands out.
async fn read<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    grant: &Grant,
) -> Result<Option<(Reader, Nonce)>, Failure> {
    let epoch = grant.access.epoch();
    let reading = grant.access.reading().ok_or(Failure::Refused)?;
    let mut reader = Reader::new(epoch, reading);
    let mut params = ReadPagesParams {
        after: 0,
        set: None,
    };
    loop {
        let request = SignedRequest::sign(
            &grant.capability,
            Operation::PagesRead,
            epoch.space,
            vault.today(),
            encode(&params),
        );
        let answer = match server::read_pages(&vault.platform, &request).await {
            Ok(answer) => answer,
            // Whose key the server doesn't know the log and the envelopes will tell.
            Err(CallError::Problem(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // None, others since, or those of another epoch: then the log tells.
        let (Some(set), true) = (answer.set, answer.epoch == epoch.number) else {
            return Ok(None);
        };
        if answer.count == 0 || params.set.is_some_and(|asked| asked != set) {
            return Ok(None);
        }
        let Ok(taken) = take(&mut reader, &answer) else {
            refused(vault, number);
            return Ok(None);
        };
        params = ReadPagesParams {
            after: params.after.saturating_add(taken),
            set: Some(set),
        };
        vault.platform.emit(Event::Progress {
            done: params.after,
            total: answer.count,
        });
        if params.after >= answer.count {
            return Ok(Some((reader, set)));
        }
    }
}

fn take(reader: &mut Reader, answer: &PagesAnswer) -> Result<u32, Refused> {
    if answer.pages.is_empty() {
        return Err(Refused);
    }
    for page in &answer.pages {
        reader.page(&page.0)?;
    }
    u32::try_from(answer.pages.len()).map_err(|_| Refused)
}
