//! The one encoding of a state, and its hash: `H(label ‖ [1, space, seq, head, standing, written, rows, imports, dealt with, held,
//! restated])`.

use std::collections::BTreeSet;
use std::convert::Infallible;

use minicbor::encode::{Error, Write};
use minicbor::{Decode, Encode, Encoder};
use sha2::{Digest, Sha256};

use super::{Import, Record, State};
use crate::log::Log;
use crate::statement::Seen;
use crate::{Hash, Label, Nonce, PublicKey};

/// A statement that made authority what it is, by its place and id.
#[derive(Encode)]
#[cbor(array)]
pub(crate) struct Standing {
    #[n(0)]
    pub(crate) seq: u64,
    #[n(1)]
    pub(crate) statement: Hash,
}

/// An import, as it is written.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(crate) struct Imported {
    #[n(0)]
    pub(crate) id: Nonce,
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) seq: u64,
    #[n(3)]
    pub(crate) statements: Vec<(Hash, u32)>,
    #[n(4)]
    pub(crate) undone: bool,
    #[n(5)]
    pub(crate) abandoned: bool,
}

impl From<&Import> for Imported {
    fn from(import: &Import) -> Self {
        Self {
            id: import.id,
            name: import.name.clone(),
            seq: import.seq,
            statements: import.statements.clone(),
            undone: import.undone,
            abandoned: import.abandoned,
        }
    }
}

impl From<Imported> for Import {
    fn from(import: Imported) -> Self {
        Self {
            id: import.id,
            name: import.name,
            seq: import.seq,
            statements: import.statements,
            undone: import.undone,
            abandoned: import.abandoned,
        }
    }
}

/// Written into a hash as it comes: a state may be many megabytes.
struct Hasher(Sha256);

impl Write for Hasher {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0.update(bytes);
        Ok(())
    }
}

/// An array of what an iterator gives.
pub(crate) struct Items<'a, T>(pub(crate) &'a [T]);

impl<C, T: Encode<C>> Encode<C> for Items<'_, T> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), Error<W::Error>> {
        e.array(self.0.len() as u64)?;
        self.0.iter().try_for_each(|item| item.encode(e, ctx))
    }
}

impl State {
    /// What two readers of one log have in common after the entry that was `seen` last. Nothing may have come since but what
    /// changes no state, or is its own summary of this: a checkpoint, an `erase`.
    #[must_use]
    pub fn hash(&self, log: &Log, seen: Seen) -> Hash {
        let mut out = Encoder::new(Hasher(Sha256::new()));
        out.writer_mut().0.update(Label::State.bytes());
        // Hashing can't fail.
        let _ = self.write(log, seen, &mut out);
        Hash(out.into_writer().0.finalize().into())
    }

    fn write<W: Write>(
        &self,
        log: &Log,
        seen: Seen,
        e: &mut Encoder<W>,
    ) -> Result<(), Error<W::Error>> {
        e.array(11)?.u8(1)?;
        e.encode(log.space())?.u64(seen.seq)?.encode(seen.head)?;
        let standing: Vec<Standing> = log
            .standing()
            .filter(|(seq, _)| *seq <= seen.seq)
            .map(|(seq, signed)| Standing {
                seq,
                statement: signed.hash(),
            })
            .collect();
        e.encode(Items(&standing))?;
        let used = used_places(self.records.rows(), self.records.imports());
        e.array(used.len() as u64)?;
        for seq in used {
            let written = self.written.get(&seq);
            let author = written.map_or(PublicKey([0; 32]), |written| written.author);
            let day = written.map_or(0, |written| written.day);
            // Only records are called by their statement.
            let maker = self.records.maker(seq);
            e.array(4)?
                .u64(seq)?
                .encode(maker)?
                .encode(author)?
                .u16(day)?;
        }
        e.array(self.records.rows().len() as u64)?;
        for record in self.records.rows() {
            row(record, e)?;
        }
        let imports = self.records.imports();
        e.array(imports.len() as u64)?;
        for import in imports {
            e.encode(Imported::from(import))?;
        }
        e.array(self.handed.dealt.len() as u64)?;
        for hash in &self.handed.dealt {
            e.encode(hash)?;
        }
        e.array(self.handed.held.len() as u64)?;
        for handed in self.handed.held.values() {
            e.encode(handed)?;
        }
        let again = self.records.again();
        e.array(again.len() as u64)?;
        for (seq, again) in again {
            e.encode((*seq, again.stood, again.hash))?;
        }
        Ok(())
    }
}

/// `[made seq, index, deleted seq or null, where it went or null, [key, day] or null, where it is from or null,
/// [[field, value, seq, [[value, seq]…]]…]]`
fn row<W: Write>(record: &Record, e: &mut Encoder<W>) -> Result<(), Error<W::Error>> {
    let (seq, index) = record.made;
    e.array(7)?.u64(seq)?.u32(index)?;
    e.encode(record.deleted)?.encode(record.went.as_deref())?;
    e.encode(record.collector)?.encode(record.from.as_deref())?;
    e.array(record.fields.len() as u64)?;
    for field in &record.fields {
        e.array(4)?
            .u16(field.id)?
            .encode(&field.value)?
            .u64(field.seq)?;
        e.array(field.others.len() as u64)?;
        for (value, seq) in &field.others {
            e.array(2)?.encode(value)?.u64(*seq)?;
        }
    }
    Ok(())
}

/// The places that rows and imports refer to, ascending.
pub(crate) fn used_places(rows: &[Record], imports: &[Import]) -> BTreeSet<u64> {
    let mut used: BTreeSet<u64> = imports.iter().map(|import| import.seq).collect();
    let mut last = 0;
    for record in rows {
        let fields = record.fields.iter().flat_map(|field| {
            let others = field.others.iter().map(|(_, seq)| *seq);
            others.chain([field.seq])
        });
        for seq in fields.chain([record.made.0]).chain(record.deleted) {
            // Most of a record was written in one go.
            if seq != last {
                used.insert(seq);
                last = seq;
            }
        }
    }
    used
}
