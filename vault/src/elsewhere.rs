//! The other halves of contacts that were moved, as far as those regions are open here. No log names another region: the ids do.

use keys::Hash;
use keys::state::Record;
use keys::statement::RecordRef;

use crate::account::Account;
use crate::api::{Elsewhere, RecordId};
use crate::region::Region;

/// Where a record of this id is.
pub(crate) fn of(account: &Account, record: RecordRef) -> Elsewhere {
    let here = here(account, |region| {
        let row = region.state.records.find(record.statement, record.index);
        row.map(|_| record)
    });
    here.unwrap_or(Elsewhere::Closed)
}

/// Where the record is that was made of this one.
pub(crate) fn from(account: &Account, record: RecordRef) -> Elsewhere {
    let copy = |stands: bool| here(account, |region| copy_in(region, record, stands));
    copy(true)
        .or_else(|| copy(false))
        .unwrap_or(Elsewhere::Closed)
}

/// Where a record was until it was moved here.
pub(crate) fn origin(account: &Account, record: &Record) -> Option<Elsewhere> {
    Some(of(account, *record.from.as_deref()?))
}

/// Where a record is that was moved away.
pub(crate) fn goal(account: &Account, number: u16, row: u32) -> Option<Elsewhere> {
    let records = &account.region(number)?.state.records;
    let moved = records.row(row)?.went.is_some();
    let record = id(records.id(row)?);
    moved.then(|| from(account, record))
}

/// Where else a record stands that stands here.
pub(crate) fn twin(account: &Account, number: u16, row: u32) -> Option<Elsewhere> {
    let records = &account.region(number)?.state.records;
    let record = records.row(row).filter(|record| record.stands())?;
    let me = id(records.id(row)?);
    let before = record.from.as_deref().and_then(|from| {
        here(account, |region| {
            let records = &region.state.records;
            let row = records.find(from.statement, from.index)?;
            records.row(row)?.stands().then_some(*from)
        })
    });
    before.or_else(|| here(account, |region| copy_in(region, me, true)))
}

/// The last record of a region that was made of another region's, standing or not.
pub(crate) fn copy_in(region: &Region, from: RecordRef, stands: bool) -> Option<RecordRef> {
    let records = &region.state.records;
    let mut rows = records.rows().iter();
    let row = rows
        .rposition(|record| record.from.as_deref() == Some(&from) && record.stands() == stands)?;
    Some(id(records.id(u32::try_from(row).ok()?)?))
}

fn here(account: &Account, find: impl Fn(&Region) -> Option<RecordRef>) -> Option<Elsewhere> {
    let mut regions = account.regions().filter(|(_, region)| !region.hidden);
    regions.find_map(|(number, region)| {
        let record = find(region)?;
        let id = RecordId {
            statement: record.statement.0,
            index: record.index,
        };
        Some(Elsewhere::Here { region: number, id })
    })
}

fn id((statement, index): (Hash, u32)) -> RecordRef {
    RecordRef { statement, index }
}
