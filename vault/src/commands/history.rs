//! What was done to a contact, and taking it back by new changes.

use keys::statement::{RecordRef, Value};
use keys::{Hash, Role};
use records::fields::FieldId;

use super::contacts::change_records;
use crate::account::Account;
use crate::api::{Act, EditedField, Failure, Past, RecordId, Reply, Reverted};
use crate::history::{Did, Step};
use crate::{Platform, Vault, elsewhere, past};

fn record_of(id: RecordId) -> RecordRef {
    RecordRef {
        statement: Hash(id.statement),
        index: id.index,
    }
}

pub(crate) async fn list<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: RecordId,
) -> Result<Reply, Failure> {
    past::read(vault, number).await?;
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        if region.hidden {
            return Err(Failure::Refused);
        }
        let record = record_of(id);
        let mut past = Vec::new();
        for (seq, step) in region.history.steps.iter().rev() {
            let (by, day) = region.wrote(*seq);
            for did in step.did(record).into_iter().rev() {
                past.push(Past {
                    seq: *seq,
                    by: by.clone(),
                    day,
                    act: act(account, did, step, record),
                });
            }
        }
        Ok(Reply::History(past))
    })
}

fn act(account: &Account, did: Did, step: &Step, record: RecordRef) -> Act {
    match did {
        Did::Made => Act::Made,
        Did::Deleted => Act::Deleted,
        Did::BroughtBack => Act::BroughtBack,
        Did::Arrived(from) => Act::Arrived(elsewhere::of(account, from)),
        Did::Left => Act::Left(elsewhere::from(account, record)),
        Did::Edited => {
            let of_record = step.edits.iter().filter(|was| was.record == record);
            let fields = of_record.map(|was| EditedField {
                field: FieldId(was.field),
                before: was
                    .value
                    .as_ref()
                    .and_then(Value::as_text)
                    .unwrap_or_default()
                    .to_owned(),
            });
            Act::Edited(fields.collect())
        }
    }
}

pub(crate) async fn revert<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    seq: u64,
) -> Result<Reply, Failure> {
    past::read(vault, number).await?;
    let back = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        if region.role() < Role::Editor {
            return Err(Failure::NotAllowed);
        }
        let back = region.history.back(seq, &region.state.records);
        back.ok_or(Failure::Changed)
    })?;
    let nothing = back.change.edit.is_empty() && back.change.delete.is_empty();
    if !nothing {
        change_records(vault, number, vec![back.change]).await?;
    }
    Ok(Reply::Reverted(Reverted { kept: back.kept }))
}

pub(crate) async fn revert_field<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: RecordId,
    field: FieldId,
    seq: u64,
) -> Result<Reply, Failure> {
    past::read(vault, number).await?;
    let change = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let (history, records) = (&region.history, &region.state.records);
        let change = history.field_back(seq, record_of(id), field.0, records);
        change.ok_or(Failure::Changed)
    })?;
    change_records(vault, number, vec![change]).await?;
    Ok(Reply::Done)
}
