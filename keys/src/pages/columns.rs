//! Records in columns: a field of all rows together, values that come again and again said once.

mod values;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use minicbor::{Decode, Encode};

use super::ROWS_MAX;
use crate::encode::{decode, encode};
use crate::state::{Field, Record, Written, used_places};
use crate::statement::{RecordRef, Value};
use crate::{Day, Hash, PublicKey, Refused};
use values::Values;

/// A page of records.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Table {
    /// Who wrote, in the order of their first statements here.
    #[n(0)]
    authors: Vec<PublicKey>,
    /// The statements these rows speak of, ascending.
    #[n(1)]
    statements: Vec<Said>,
    /// Which rows each statement made: statement, first index, how many.
    #[n(2)]
    made: Vec<(u32, u32, u32)>,
    #[n(3)]
    deleted: Vec<Deleted>,
    /// Row, author, day.
    #[n(4)]
    collected: Vec<(u32, u32, Day)>,
    /// Row, what it is in the region it was moved from.
    #[n(5)]
    arrived: Vec<(u32, RecordRef)>,
    /// Ascending by field.
    #[n(6)]
    columns: Vec<Column>,
    /// Row, field, values with their statements.
    #[n(7)]
    others: Vec<Others>,
}

/// A row that is deleted.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Deleted {
    #[n(0)]
    row: u32,
    #[n(1)]
    statement: u32,
    /// What it arrived in elsewhere, if it was moved.
    #[n(2)]
    went: Option<Hash>,
}

type Others = (u32, u16, Vec<(Value, u32)>);

/// A statement.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Said {
    #[n(0)]
    seq: u64,
    #[n(1)]
    author: u32,
    #[n(2)]
    day: Day,
    /// Its id, if it made a row here.
    #[n(3)]
    hash: Option<Hash>,
}

/// One field.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Column {
    #[n(0)]
    field: u16,
    /// A bit for each row that has it, the first row lowest in the first byte; empty if all have it.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    rows: Vec<u8>,
    #[n(2)]
    values: Values,
    /// Row and statement, where another statement wrote it than the one that made the row.
    #[n(3)]
    writers: Vec<(u32, u32)>,
}

/// Where rows were written, and by which statements made.
#[derive(Default)]
pub(super) struct Places {
    pub(super) written: BTreeMap<u64, Written>,
}

/// The encoding of rows that follow one another. Nothing is known of a place they name: refused.
pub(super) fn write(
    rows: &[Record],
    written: impl Fn(u64) -> Option<Written>,
    maker: impl Fn(u64) -> Option<Hash>,
) -> Result<Vec<u8>, Refused> {
    Ok(encode(&table(rows, written, maker, |_, values| {
        let different: BTreeSet<&[u8]> = values.iter().map(|value| value.as_bytes()).collect();
        // As measured: below that a dictionary pays.
        different.len() * 5 < values.len() * 3
    })?))
}

/// The rows of an encoding, added to those before. Any other encoding than [`write`] would make of them with the same types of
/// columns is refused.
pub(super) fn read(
    bytes: &[u8],
    rows: &mut Vec<Record>,
    makers: &mut HashMap<u64, Hash>,
    places: &mut Places,
) -> Result<usize, Refused> {
    let found: Table = decode(bytes)?;
    let new = found.rows()?;
    let mut here = BTreeMap::new();
    let mut made_here = HashMap::new();
    for said in &found.statements {
        let author = *at(&found.authors, said.author)?;
        let written = Written {
            author,
            day: said.day,
            hash: said.hash,
        };
        here.insert(said.seq, written);
        if let Some(hash) = said.hash {
            made_here.insert(said.seq, hash);
        }
    }
    let dictionaries: BTreeSet<u16> = found
        .columns
        .iter()
        .filter(|column| matches!(column.values, Values::Dictionary(..)))
        .map(|column| column.field)
        .collect();
    let again = table(
        &new,
        |seq| here.get(&seq).copied(),
        |seq| made_here.get(&seq).copied(),
        |field, _| dictionaries.contains(&field),
    )?;
    if encode(&again) != bytes {
        return Err(Refused);
    }
    for (seq, written) in here {
        let before = places.written.entry(seq).or_insert(written);
        let same = (before.author, before.day) == (written.author, written.day);
        if !same {
            return Err(Refused);
        }
        before.hash = before.hash.or(written.hash);
    }
    for (seq, hash) in made_here {
        if *makers.entry(seq).or_insert(hash) != hash {
            return Err(Refused);
        }
    }
    let count = new.len();
    rows.extend(new);
    Ok(count)
}

fn at<T>(list: &[T], index: u32) -> Result<&T, Refused> {
    list.get(index as usize).ok_or(Refused)
}

fn small(number: usize) -> Result<u32, Refused> {
    u32::try_from(number).map_err(|_| Refused)
}

fn table(
    rows: &[Record],
    written: impl Fn(u64) -> Option<Written>,
    maker: impl Fn(u64) -> Option<Hash>,
    dictionary: impl Fn(u16, &[&Value]) -> bool,
) -> Result<Table, Refused> {
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Err(Refused);
    }
    let seqs: Vec<u64> = used_places(rows, &[]).into_iter().collect();
    let place = |seq: u64| small(seqs.binary_search(&seq).map_err(|_| Refused)?);
    let mut authors = Authors::default();
    let makers: BTreeSet<u64> = rows.iter().map(|record| record.made.0).collect();
    let mut statements = Vec::with_capacity(seqs.len());
    for seq in &seqs {
        let said = written(*seq).ok_or(Refused)?;
        let hash = if makers.contains(seq) {
            Some(maker(*seq).ok_or(Refused)?)
        } else {
            None
        };
        statements.push(Said {
            seq: *seq,
            author: authors.index(said.author)?,
            day: said.day,
            hash,
        });
    }
    let (mut made, mut deleted, mut collected) = (vec![], vec![], vec![]);
    let (mut arrived, mut others) = (vec![], vec![]);
    let mut fields: BTreeMap<u16, Vec<(u32, &Field)>> = BTreeMap::new();
    for (record, row) in rows.iter().zip(0u32..) {
        let (seq, index) = record.made;
        let statement = place(seq)?;
        match made.last_mut() {
            Some((last, first, count)) if *last == statement && *first + *count == index => {
                *count += 1;
            }
            _ => made.push((statement, index, 1)),
        }
        if let Some(seq) = record.deleted {
            deleted.push(Deleted {
                row,
                statement: place(seq)?,
                went: record.went.as_deref().copied(),
            });
        }
        if let Some((author, day)) = record.collector {
            collected.push((row, authors.index(author)?, day));
        }
        if let Some(from) = record.from.as_deref() {
            arrived.push((row, *from));
        }
        for field in &record.fields {
            fields.entry(field.id).or_default().push((row, field));
            if !field.others.is_empty() {
                let values = field.others.iter();
                let values = values.map(|(value, seq)| Ok((value.clone(), place(*seq)?)));
                others.push((row, field.id, values.collect::<Result<Vec<_>, Refused>>()?));
            }
        }
    }
    let mut columns = Vec::with_capacity(fields.len());
    for (field, cells) in fields {
        let values: Vec<&Value> = cells.iter().map(|(_, cell)| &cell.value).collect();
        let mut writers = Vec::new();
        for (row, cell) in &cells {
            let made = rows.get(*row as usize).map(|record| record.made.0);
            if made != Some(cell.seq) {
                writers.push((*row, place(cell.seq)?));
            }
        }
        columns.push(Column {
            field,
            rows: bitmap(cells.iter().map(|(row, _)| *row), rows.len()),
            values: Values::of(&values, dictionary(field, &values))?,
            writers,
        });
    }
    Ok(Table {
        authors: authors.list,
        statements,
        made,
        deleted,
        collected,
        arrived,
        columns,
        others,
    })
}

#[derive(Default)]
struct Authors {
    list: Vec<PublicKey>,
    indices: HashMap<PublicKey, u32>,
}

impl Authors {
    fn index(&mut self, author: PublicKey) -> Result<u32, Refused> {
        let next = small(self.list.len())?;
        let index = *self.indices.entry(author).or_insert(next);
        if index == next {
            self.list.push(author);
        }
        Ok(index)
    }
}

/// Which rows; empty for all.
fn bitmap(set: impl ExactSizeIterator<Item = u32>, rows: usize) -> Vec<u8> {
    if set.len() == rows {
        return Vec::new();
    }
    let mut bits = vec![0; rows.div_ceil(8)];
    for row in set {
        if let Some(byte) = bits.get_mut(row as usize / 8) {
            *byte |= 1 << (row % 8);
        }
    }
    bits
}

impl Table {
    fn seq(&self, statement: u32) -> Result<u64, Refused> {
        Ok(at(&self.statements, statement)?.seq)
    }

    fn rows(&self) -> Result<Vec<Record>, Refused> {
        let mut rows: Vec<Record> = Vec::new();
        for (statement, first, count) in &self.made {
            let seq = self.seq(*statement)?;
            if rows.len() + *count as usize > ROWS_MAX {
                return Err(Refused);
            }
            for index in 0..*count {
                let index = first.checked_add(index).ok_or(Refused)?;
                rows.push(Record {
                    made: (seq, index),
                    ..Record::default()
                });
            }
        }
        let count = rows.len();
        for column in &self.columns {
            let has = |row: usize| {
                let byte = column.rows.get(row / 8).copied().unwrap_or(0);
                column.rows.is_empty() || byte & (1 << (row % 8)) != 0
            };
            let cells: Vec<usize> = (0..count).filter(|row| has(*row)).collect();
            let values = column.values.read(cells.len())?;
            for (row, value) in cells.into_iter().zip(values) {
                let record = rows.get_mut(row).ok_or(Refused)?;
                let field = Field {
                    id: column.field,
                    value,
                    seq: record.made.0,
                    others: Vec::new(),
                };
                record.fields.push(field);
            }
            for (row, statement) in &column.writers {
                cell(&mut rows, *row, column.field)?.seq = self.seq(*statement)?;
            }
        }
        for gone in &self.deleted {
            let record = rows.get_mut(gone.row as usize).ok_or(Refused)?;
            record.deleted = Some(self.seq(gone.statement)?);
            record.went = gone.went.map(Box::new);
        }
        for (row, author, day) in &self.collected {
            let author = *at(&self.authors, *author)?;
            rows.get_mut(*row as usize).ok_or(Refused)?.collector = Some((author, *day));
        }
        for (row, from) in &self.arrived {
            let record = rows.get_mut(*row as usize).ok_or(Refused)?;
            record.from = Some(Box::new(*from));
        }
        for (row, field, values) in &self.others {
            let values = values
                .iter()
                .map(|(value, statement)| Ok((value.clone(), self.seq(*statement)?)));
            cell(&mut rows, *row, *field)?.others = values.collect::<Result<_, Refused>>()?;
        }
        Ok(rows)
    }
}

/// One field of one row.
fn cell(rows: &mut [Record], row: u32, field: u16) -> Result<&mut Field, Refused> {
    let record = rows.get_mut(row as usize).ok_or(Refused)?;
    // Columns come one after the other: it is the last, or one of those before.
    let mut fields = record.fields.iter_mut().rev();
    fields.find(|cell| cell.id == field).ok_or(Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: impl Iterator<Item = usize>) -> Vec<Record> {
        let row = |(index, value): (u32, usize)| Record {
            made: (1, index),
            fields: vec![Field {
                id: 1,
                value: Value::text(&value.to_string()),
                seq: 1,
                others: Vec::new(),
            }],
            ..Record::default()
        };
        (0..).zip(values).map(row).collect()
    }

    fn written(rows: &[Record]) -> Result<Vec<u8>, Refused> {
        let written = Written {
            author: PublicKey([1; 32]),
            day: 1,
            hash: None,
        };
        write(rows, |_| Some(written), |_| Some(Hash([2; 32])))
    }

    /// Less than three fifths: then the values and a byte for each row are less than the values themselves.
    #[test]
    fn a_dictionary_where_values_come_again() {
        for (different, pays) in [(1, true), (5, true), (6, false), (7, false), (10, false)] {
            let rows = rows((0..10).map(|row| row % different));
            let table: Option<Table> = written(&rows).ok().and_then(|bytes| decode(&bytes).ok());
            let values = table
                .and_then(|mut table| table.columns.pop())
                .map(|column| column.values);
            let dictionary = matches!(values, Some(Values::Dictionary(..)));
            assert_eq!(dictionary, pays, "{different}");
        }
    }

    #[test]
    fn a_page_has_a_row_and_not_too_many() {
        let written = |count| written(&rows(std::iter::repeat_n(7, count))).is_ok();
        let found = [0, 1, ROWS_MAX, ROWS_MAX + 1].map(written);
        assert_eq!(found, [false, true, true, false]);
    }

    /// However they are told: no more rows than that are made to find out.
    #[test]
    fn rows_are_counted_before_they_are_made() {
        let most = u32::try_from(ROWS_MAX).unwrap_or(0);
        let made = |runs: &[u32]| {
            let said = Said {
                seq: 1,
                author: 0,
                day: 1,
                hash: Some(Hash([2; 32])),
            };
            let table = Table {
                authors: vec![PublicKey([1; 32])],
                statements: vec![said],
                made: runs.iter().map(|count| (0, 0, *count)).collect(),
                deleted: Vec::new(),
                collected: Vec::new(),
                arrived: Vec::new(),
                columns: Vec::new(),
                others: Vec::new(),
            };
            table.rows().ok().map(|rows| rows.len())
        };
        assert_eq!(made(&[3, 4]), Some(7));
        assert_eq!(made(&[most]), Some(ROWS_MAX));
        assert_eq!(made(&[most - 1, 1]), Some(ROWS_MAX));
        for more in [&[most + 1][..], &[most, 1], &[1, most], &[u32::MAX]] {
            assert_eq!(made(more), None, "{more:?}");
        }
    }
}
