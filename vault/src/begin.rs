//! Opening a region: with the pages of a checkpoint, the state two people vouch for, then what came after it; or with its whole log.

use keys::encode::encode;
use keys::pages::Reader;
use keys::request::{Operation, SignedRequest};
use keys::{Hash, Nonce, Refused};
use wire::pages::{PagesAnswer, ReadPagesParams};

use crate::api::{Alarm, Event, Failure};
use crate::region::{Held, Region};
use crate::server::{self, CallError};
use crate::{Platform, Vault, open};

/// The region, read to its end; nothing for keys that don't read. `remembered` is the newest place whose head is known.
pub(crate) async fn region<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    founding: Hash,
    remembered: Option<u64>,
    held: Held,
) -> Result<Option<Region>, Failure> {
    let begun = with_pages(vault, number, founding, remembered, &held).await?;
    if begun.is_some() {
        return Ok(begun);
    }
    let Some(mut region) = Region::new(held, founding) else {
        return Ok(None);
    };
    for alarm in open::catch_up(vault, number, &mut region).await? {
        vault.platform.emit(Event::Alarm(alarm));
    }
    region.checkpoints.without_pages();
    Ok(Some(region))
}

/// Nothing if there are no pages that can be believed.
async fn with_pages<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    founding: Hash,
    remembered: Option<u64>,
    held: &Held,
) -> Result<Option<Region>, Failure> {
    let Some((reader, set)) = read(vault, number, held).await? else {
        return Ok(None);
    };
    let pages = reader.pages().to_vec();
    let Ok((log, state)) = reader.finish(founding) else {
        return Ok(refused(vault, number));
    };
    // What this device remembers must be among the heads it is shown.
    if remembered.is_some_and(|seq| log.forgets(seq)) {
        return Ok(None);
    }
    let begun = Region::begun(held.clone(), log, state, (set, pages), vault.today());
    let Some(mut region) = begun else {
        return Ok(None);
    };
    let alarms = open::catch_up(vault, number, &mut region).await?;
    if region.lapsed {
        // It rotates right now.
        return Ok(None);
    }
    if !region.checkpoints.names_origin() {
        return Ok(refused(vault, number));
    }
    // Whoever was put out since may have been put out for it.
    let authority = region.log.authority();
    if !region
        .checkpoints
        .bears_out_origin(|key| authority.is_editor(key))
    {
        return Ok(None);
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
    held: &Held,
) -> Result<Option<(Reader, Nonce)>, Failure> {
    let epoch = held.access.epoch();
    let Some(reading) = held.access.reading() else {
        return Ok(None);
    };
    let mut reader = Reader::new(epoch, reading);
    let mut params = ReadPagesParams {
        after: 0,
        set: None,
    };
    loop {
        let request = SignedRequest::sign(
            &held.capability,
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
