//! What came before the pages that a region was opened with: read when somebody asks for history.

use keys::log::{Log, Verdict};
use keys::request::{Operation, SignedRequest};
use keys::state::State;
use wire::sync::{ReadParams, SyncRequest};

use crate::api::Failure;
use crate::history::History;
use crate::sync::SYNC_BYTES;
use crate::{Platform, Vault, server, sync};

/// Makes a region's history whole. Nothing to do for one that was opened with its log, or where this was done.
pub(crate) async fn read<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let missing = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
        let Some(end) = region.checkpoints.begun_after() else {
            return Ok(None);
        };
        let epoch = region.access.epoch();
        let reading = region.access.reading().ok_or(Failure::NotAllowed)?;
        let log = Log::new(epoch, reading, membership.founding);
        Ok(Some((end, log, region.capability.clone())))
    })?;
    let Some((end, mut log, capability)) = missing else {
        return Ok(());
    };
    let space = log.space();
    let (mut state, mut history) = (State::default(), History::default());
    while log.seq() < end.seq {
        let since = log.seq();
        let params = ReadParams { since, inbox: None }.to_bytes();
        let day = vault.today();
        let read = SignedRequest::sign(&capability, Operation::Read, space, day, params);
        let request = SyncRequest::padded(0, vec![read], SYNC_BYTES, || sync::invented(vault));
        let request = request.ok_or(Failure::Refused)?;
        let answer = server::sync(&vault.platform, &request).await?;
        let item = answer.items.first().ok_or(Failure::Refused)?;
        for entry in item.entries.iter().filter(|entry| entry.seq <= end.seq) {
            let verdict = log.apply(entry.seq, &entry.entry.0);
            if let Verdict::Accepted(verified) = verdict.map_err(|_| Failure::Refused)? {
                history.note(&verified, &state.records);
                state.apply(&verified, space);
            }
        }
        if log.seq() == since {
            return Err(Failure::Refused);
        }
    }
    // The very history that the pages were a summary of.
    if log.head_at(end.seq) != Some(end.head) {
        return Err(Failure::Refused);
    }
    vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        region.history.steps.extend(history.steps);
        for (seq, written) in state.written {
            region.state.written.entry(seq).or_insert(written);
        }
        region.checkpoints.know_the_past();
        Ok(())
    })
}
