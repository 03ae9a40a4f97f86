//! From a state to pages.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::base::Base;
use super::{BASE, Content, PAGES_MAX, RECORDS, ROWS_MAX, columns, packed, page_ref};
use crate::encode::encode;
use crate::log::Log;
use crate::padding::{PAGE_CLASSES, Padding};
use crate::seal;
use crate::state::{Record, State};
use crate::statement::PageRef;
use crate::{Access, Label, Refused};

/// A page, and how a checkpoint names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its name.
    pub page: PageRef,
    /// What the server keeps.
    pub blob: Vec<u8>,
}

/// What fits into a page beside the mark where padding begins.
const ROOM: usize = PAGE_CLASSES[PAGE_CLASSES.len() - 1] - 1;
/// How much of the base one page takes: most of it is keys and signatures, which hardly compress.
const BASE_PART: usize = 192 * 1024;
/// Full enough.
const FULL: usize = ROOM / 10 * 9;

/// The pages of a state as it is after the log's last entry: first what isn't records, then records in their order.
///
/// # Errors
/// [`Refused`] for a role that can't read, and for a record that alone is more than a page.
pub fn write(
    state: &State,
    log: &Log,
    access: &Access,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Sealed>, Refused> {
    let reading = access.reading().ok_or(Refused)?;
    let place = access.epoch().place(Label::Page);
    let mut pages = Vec::new();
    let mut add = |content: &Content, packed: &Content, rows: usize| {
        let blob = seal::seal(&reading, &place, Padding::Page, packed, rng)?;
        let page = page_ref(content, rows, blob.len())?;
        pages.push(Sealed { page, blob });
        Ok::<(), Refused>(())
    };
    let base = Zeroizing::new(encode(&Base::of(state, log)?));
    for part in base.chunks(BASE_PART) {
        let content = with_kind(BASE, part);
        add(&content, &packed(&content), 0)?;
    }
    let rows = state.records.rows();
    let (mut at, mut guess) = (0, 2_048);
    while let Some(rest) = rows.get(at..).filter(|rest| !rest.is_empty()) {
        let (count, content, packed) = fill(state, rest, guess)?;
        add(&content, &packed, count)?;
        at += count;
        guess = count;
    }
    if pages.len() > PAGES_MAX {
        return Err(Refused);
    }
    Ok(pages)
}

fn with_kind(kind: u8, body: &[u8]) -> Content {
    let mut content = Zeroizing::new(Vec::with_capacity(body.len() + 1));
    content.push(kind);
    content.extend_from_slice(body);
    content
}

/// As many of these rows as fill a page, or nearly: found by trying, from a guess.
fn fill(
    state: &State,
    rows: &[Record],
    guess: usize,
) -> Result<(usize, Content, Content), Refused> {
    let most = rows.len().min(ROWS_MAX);
    // Fits; doesn't fit.
    let (mut best, mut beyond): (Option<(usize, Content, Content)>, usize) = (None, most + 1);
    let mut count = guess.clamp(1, most);
    loop {
        let body = Zeroizing::new(columns::write(
            rows.get(..count).ok_or(Refused)?,
            |seq| state.written.get(&seq).copied(),
            |seq| state.records.maker(seq),
        )?);
        let content = with_kind(RECORDS, &body);
        let packed = packed(&content);
        let size = packed.len();
        let fits = size <= ROOM && content.len() <= super::CONTENT_MAX;
        if fits {
            if count == most || size >= FULL {
                return Ok((count, content, packed));
            }
            best = Some((count, content, packed));
        } else {
            beyond = count;
        }
        let least = best.as_ref().map_or(0, |(count, _, _)| *count);
        if least + 1 >= beyond {
            return best.ok_or(Refused);
        }
        // In proportion, a little less; but never outside of what is still open.
        let guess = count.saturating_mul(ROOM / 100 * 97) / size.max(1);
        count = guess.clamp(least + 1, beyond - 1);
    }
}
