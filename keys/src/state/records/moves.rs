//! Records that arrive from another region, and those that leave for one.

use super::{Record, Records, delete, record};
use crate::Hash;
use crate::statement::{Arrival, MoveOut};

impl Records {
    /// Makes a row of each, like any new one.
    pub(crate) fn arrive(
        &mut self,
        seq: u64,
        statement: Hash,
        arrivals: &[Arrival],
        mut touched: impl FnMut(u32),
    ) {
        let new = arrivals.iter().zip(0u32..);
        let rows = new.map(|(arrival, index)| Record {
            from: Some(Box::new(arrival.from)),
            ..record((seq, index), &arrival.record)
        });
        self.add(seq, statement, rows.collect(), &mut touched);
    }

    /// Deletes each like a deletion does: what whoever moved it hadn't seen stays where it is.
    pub(crate) fn leave(
        &mut self,
        (seq, seen): (u64, u64),
        left: &MoveOut,
        mut touched: impl FnMut(u32),
    ) {
        for gone in &left.records {
            let Some(row) = self.find(gone.statement, gone.index) else {
                continue;
            };
            if let Some(record) = self.rows.get_mut(row as usize) {
                delete(record, (seq, seen), &self.again, Some(left.arrived));
                touched(row);
            }
        }
    }
}
