//! From pages to a state.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::base::Base;
use super::columns::{self, Places};
use super::{BASE, PAGES_MAX, RECORDS, opened, page_ref};
use crate::encode::decode;
use crate::log::Log;
use crate::state::{Record, Records, State, Written};
use crate::statement::PageRef;
use crate::{Epoch, Hash, Label, Refused, Secret};

/// Content of all pages together: more than any state that a client could hold.
const TOTAL_MAX: usize = if cfg!(test) { 32 << 20 } else { 512 << 20 };

/// Pages being read, in their order. Nothing of them counts before a checkpoint in the log names just these, its author isn't the only
/// one to say so, and the state has the hash that it names.
pub struct Reader {
    reading: Secret,
    epoch: Epoch,
    pages: Vec<PageRef>,
    total: usize,
    base: Zeroizing<Vec<u8>>,
    rows: Vec<Record>,
    makers: HashMap<u64, Hash>,
    places: Places,
}

impl core::fmt::Debug for Reader {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reader")
            .field("epoch", &self.epoch)
            .field("pages", &self.pages.len())
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// For pages of this epoch.
    #[must_use]
    pub fn new(epoch: Epoch, reading: Secret) -> Self {
        Self {
            reading,
            epoch,
            pages: Vec::new(),
            total: 0,
            base: Zeroizing::default(),
            rows: Vec::new(),
            makers: HashMap::new(),
            places: Places::default(),
        }
    }

    /// Takes the next page.
    ///
    /// # Errors
    /// [`Refused`] if it isn't a page, or can't come here.
    pub fn page(&mut self, blob: &[u8]) -> Result<(), Refused> {
        let content = opened(&self.reading, &self.epoch.place(Label::Page), blob)?;
        self.total += content.len();
        if self.total > TOTAL_MAX || self.pages.len() >= PAGES_MAX {
            return Err(Refused);
        }
        let rows = match content.split_first() {
            // The base comes first.
            Some((&BASE, body)) if self.rows.is_empty() => {
                self.base.extend_from_slice(body);
                0
            }
            Some((&RECORDS, body)) => {
                columns::read(body, &mut self.rows, &mut self.makers, &mut self.places)?
            }
            _ => return Err(Refused),
        };
        self.pages.push(page_ref(&content, rows, blob.len())?);
        Ok(())
    }

    /// The pages that were taken, as a checkpoint must name them.
    #[must_use]
    pub fn pages(&self) -> &[PageRef] {
        &self.pages
    }

    /// The log alone, for who has read the pages of the first kind, which come before all others: where it stands and who may say
    /// what, but none of its records. What the log says from here on names these pages, and what the rest comes to in numbers.
    ///
    /// # Errors
    /// [`Refused`] if something is missing or doesn't fit.
    pub fn outline(self, founding: Hash) -> Result<Log, Refused> {
        let base: Base = decode(&self.base)?;
        begun(Log::new(self.epoch, self.reading, founding), &base)
    }

    /// Log and state as the pages tell them: what authority is was judged again, everything else is as good as the word of those who
    /// say that the state has this hash.
    ///
    /// # Errors
    /// [`Refused`] if something is missing or doesn't fit.
    pub fn finish(self, founding: Hash) -> Result<(Log, State), Refused> {
        let base: Base = decode(&self.base)?;
        let handed = base.handed()?;
        let mut written = self.places.written;
        for (import, (author, day)) in base.imports.iter().zip(&base.began) {
            written.entry(import.seq).or_insert(Written {
                author: *author,
                day: *day,
                hash: None,
            });
        }
        let log = begun(Log::new(self.epoch, self.reading, founding), &base)?;
        let again = base.again(log.gaps())?;
        let imports = base.imports.into_iter().map(Into::into).collect();
        let records = Records::from_rows(self.rows, self.makers, imports);
        let mut records = records.ok_or(Refused)?;
        for (seq, again) in again {
            records.restated(seq, again);
        }
        let state = State {
            records,
            handed,
            written,
        };
        Ok((log, state))
    }
}

fn begun(mut log: Log, base: &Base) -> Result<Log, Refused> {
    log.begin(&base.window, &base.standing, base.restated())?;
    Ok(log)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::padding::Padding;
    use crate::pages::{CONTENT_MAX, packed};
    use crate::{SpaceId, seal};

    fn reader() -> Reader {
        let epoch = Epoch {
            space: SpaceId([1; 32]),
            number: 1,
        };
        Reader::new(epoch, Secret::from_bytes(&[2; 32]))
    }

    /// A page of the first kind with so much in it.
    fn page(reader: &Reader, bytes: usize) -> Vec<u8> {
        let mut content = vec![0; bytes];
        if let Some(kind) = content.first_mut() {
            *kind = BASE;
        }
        let place = reader.epoch.place(Label::Page);
        let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
        let sealed = seal::seal(
            &reader.reading,
            &place,
            Padding::Page,
            &packed(&content),
            rng,
        );
        sealed.unwrap_or_default()
    }

    #[test]
    fn no_more_than_a_client_can_hold_is_unpacked() {
        let mut reader = reader();
        let (full, small) = (page(&reader, CONTENT_MAX), page(&reader, 1));
        for _ in 0..TOTAL_MAX / CONTENT_MAX {
            assert_eq!(reader.page(&full), Ok(()));
        }
        assert_eq!(reader.page(&small), Err(Refused));
    }

    #[test]
    fn no_more_pages_are_taken_than_a_checkpoint_may_have() {
        let mut reader = reader();
        let small = page(&reader, 1);
        for _ in 0..PAGES_MAX {
            assert_eq!(reader.page(&small), Ok(()));
        }
        assert_eq!(reader.page(&small), Err(Refused));
    }
}
