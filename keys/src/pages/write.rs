//! From a state to pages.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::base::Base;
use super::fill::{Filled, fill};
use super::{BASE, Content, PAGES_MAX, RECORDS, ROWS_MAX, columns, packed, page_ref};
use crate::encode::encode;
use crate::log::Log;
use crate::padding::Padding;
use crate::seal;
use crate::state::State;
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

/// How much of the base one page takes: most of it is keys and signatures, which hardly compress.
const BASE_PART: usize = 192 * 1024;
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
        let most = rest.len().min(ROWS_MAX);
        let full = fill(most, guess, |count| {
            let body = Zeroizing::new(columns::write(
                rest.get(..count).ok_or(Refused)?,
                |seq| state.written.get(&seq).copied(),
                |seq| state.records.maker(seq),
            )?);
            Ok(with_kind(RECORDS, &body))
        })?;
        let Filled {
            count,
            content,
            packed,
        } = full;
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
