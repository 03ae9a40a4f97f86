//! Field changes, and waiting for what a vault says of a refusal.

use records::fields::FieldId;
use tests::native::Person;
use vault::api::{Alarm, FieldChange};

/// A field's new value.
pub(crate) fn field(field: FieldId, value: &str, based_on: u64) -> FieldChange {
    FieldChange {
        field,
        value: value.to_owned(),
        based_on,
    }
}

/// A contact with a family name only.
pub(crate) fn name(family: &str) -> Vec<FieldChange> {
    vec![field(FieldId::FAMILY, family, 0)]
}

/// Until a vault has said that it refused so many entries.
pub(crate) async fn wait_refused(person: &Person, wanted: u32) {
    let what = format!("{wanted} refused entries");
    person
        .until(&what, async || {
            let told =
                |alarm: &Alarm| matches!(alarm, Alarm::Refused { count, .. } if *count == wanted);
            person.alarms().iter().any(told).then_some(())
        })
        .await;
}

/// Until a vault has told of this one.
pub(crate) async fn wait_forked(person: &Person, wanted: &Alarm) {
    let told = async || person.alarms().contains(wanted).then_some(());
    person.until("a fork", told).await;
}
