//! Contacts into another region: written there first, then deleted here. Whatever was cut short, the same again finds what is
//! missing from what both regions say.

use keys::encode::encode;
use keys::statement::{Arrival, Body, Change, Edit, MoveIn, MoveOut, RecordRef};
use keys::{Hash, Role};

use super::bring_in::STATEMENT;
use crate::account::Account;
use crate::api::{Event, Failure, Moved, RecordId, Reply};
use crate::region::Region;
use crate::{Platform, Vault, append, past, renew, sync};

mod carried;

/// How often others may write in between before it is left for later.
const ROUNDS: usize = 8;

pub(crate) async fn run<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordId],
    to: u16,
) -> Result<Reply, Failure> {
    vault.with(|account| may_move(account, number, to))?;
    vault.cancel_move.set(false);
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let progress = |done: usize| {
        vault.platform.emit(Event::Progress {
            done: small(done),
            total: small(records.len()),
        });
    };
    sync::catch_up(vault, to).await?;
    sync::catch_up(vault, number).await?;
    let ids = records.iter().map(|id| RecordRef {
        statement: Hash(id.statement),
        index: id.index,
    });
    let ids: Vec<RecordRef> = ids.collect();
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let records = &region.state.records;
        let mut ids = ids.iter();
        let known = ids.all(|id| records.find(id.statement, id.index).is_some());
        known.then_some(()).ok_or(Failure::Changed)
    })?;
    let (mut moved, mut kept, mut done) = (Vec::new(), 0, 0);
    while let Some(rest) = ids.get(done..).filter(|rest| !rest.is_empty()) {
        progress(done);
        let count = vault.with(|account| fitting(account, number, rest))?;
        let batch = rest.get(..count).unwrap_or(rest);
        kept += small(one(vault, number, batch, to).await?);
        vault.with(|account| {
            let region = account.region(to).ok_or(Failure::NotAllowed)?;
            let copies = carried::copies(region);
            let there = batch.iter().filter_map(|record| copies.get(record));
            moved.extend(there.filter_map(|row| {
                let (statement, index) = region.state.records.id(*row)?;
                let statement = statement.0;
                Some(RecordId { statement, index })
            }));
            Ok(())
        })?;
        done += batch.len();
        // Lets a cancel be heard.
        vault.platform.sleep(0).await;
        if vault.cancel_move.get() && done < ids.len() {
            return Err(Failure::Cancelled);
        }
    }
    progress(done);
    let records = moved;
    Ok(Reply::Moved(Moved { records, kept }))
}

pub(crate) fn cancel<P: Platform>(vault: &Vault<P>) -> Reply {
    vault.cancel_move.set(true);
    Reply::Done
}

/// Whoever couldn't say the second half isn't to say the first.
fn may_move(account: &Account, number: u16, to: u16) -> Result<(), Failure> {
    let regions = [number, to].map(|number| account.region(number));
    let [Some(one), Some(other)] = regions else {
        return Err(Failure::NotAllowed);
    };
    for region in [one, other] {
        if region.role() < Role::Editor {
            return Err(Failure::NotAllowed);
        }
        if region.broken {
            return Err(Failure::Refused);
        }
        if region.behind {
            return Err(Failure::Frozen);
        }
        if region.is_outdated() {
            return Err(Failure::Outdated);
        }
    }
    let organisation = |region: &Region| region.log.authority().organisation();
    let same = number != to && organisation(one) == organisation(other);
    same.then_some(()).ok_or(Failure::NotAllowed)
}

/// How many of these go into one statement.
fn fitting(account: &Account, number: u16, records: &[RecordRef]) -> Result<usize, Failure> {
    let region = account.region(number).ok_or(Failure::NotAllowed)?;
    let mut size = 0;
    let sizes = records.iter().map(|record| {
        let arrival = carried::standing(region, *record).map(carried::arrival(*record));
        arrival.map_or(0, |arrival| encode(&arrival).len())
    });
    let fits = sizes.take_while(|more| {
        size += more;
        size <= STATEMENT
    });
    Ok(fits.count().max(1))
}

/// What there is to do next.
enum Next {
    /// They were changed in the new region too: what they were when they came its history tells.
    Read,
    /// In the new region.
    Say(Box<Body>),
    /// In the old one.
    Leave(MoveOut),
    Done,
}

/// Moves as many records as one statement holds; answers how many stay, because others keep writing.
async fn one<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    batch: &[RecordRef],
    to: u16,
) -> Result<usize, Failure> {
    for _ in 0..ROUNDS {
        match vault.with(|account| next(account, number, batch, to))? {
            Next::Done => return Ok(0),
            Next::Read => past::read(vault, to).await?,
            Next::Say(body) => {
                append::append(vault, to, vec![*body]).await?;
                // What was written here meanwhile is carried, too.
                sync::catch_up(vault, number).await?;
            }
            Next::Leave(_) => leave(vault, number, batch, to).await?,
        }
    }
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let standing = batch
            .iter()
            .filter(|record| carried::standing(region, **record).is_some());
        Ok(standing.count())
    })
}

/// Deletes here what is there: whoever says so has seen nothing of it that isn't carried.
async fn leave<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    batch: &[RecordRef],
    to: u16,
) -> Result<(), Failure> {
    let said = {
        let _one_at_a_time = vault.append_lock.lock().await;
        // Nothing is read between this and what is said: the log is as far as it was looked at.
        let Next::Leave(left) = vault.with(|account| next(account, number, batch, to))? else {
            return Ok(());
        };
        append::attempt(vault, number, &[Body::MoveOut(left)]).await?
    };
    if said.is_none() {
        renew::renew(vault, number).await?;
    }
    Ok(())
}

fn next(account: &Account, number: u16, batch: &[RecordRef], to: u16) -> Result<Next, Failure> {
    let old = account.region(number).ok_or(Failure::NotAllowed)?;
    let new = account.region(to).ok_or(Failure::NotAllowed)?;
    let copies = carried::copies(new);
    let standing = || {
        let records = batch.iter();
        records.filter_map(|record| Some((*record, carried::standing(old, *record)?)))
    };
    let missing = standing().filter(|(record, _)| !copies.contains_key(record));
    let arrivals: Vec<Arrival> = missing
        .map(|(record, row)| carried::arrival(record)(row))
        .collect();
    if !arrivals.is_empty() {
        let records = arrivals;
        return Ok(Next::Say(Box::new(Body::MoveIn(MoveIn { records }))));
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut left: Option<MoveOut> = None;
    for (record, row) in standing() {
        let Some(copy) = copies.get(&record) else {
            continue;
        };
        let Some(fields) = carried::since(row, new, *copy) else {
            return Ok(Next::Read);
        };
        let (statement, index) = new.state.records.id(*copy).ok_or(Failure::Changed)?;
        if !fields.is_empty() {
            let record = RecordRef { statement, index };
            edits.push(Edit { record, fields });
        }
        let left = left.get_or_insert_with(|| MoveOut {
            arrived: statement,
            records: Vec::new(),
        });
        // Those that came in another statement go with another.
        if left.arrived == statement {
            left.records.push(record);
        }
    }
    if !edits.is_empty() {
        let edit = edits;
        let change = Change {
            edit,
            ..Change::default()
        };
        return Ok(Next::Say(Box::new(Body::Change(change))));
    }
    Ok(left.map_or(Next::Done, Next::Leave))
}
