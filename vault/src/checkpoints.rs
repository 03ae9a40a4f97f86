//! What a region knows of checkpoints: which ones hold, who said so, and whether another one is due.

use std::collections::BTreeMap;

use keys::statement::{Checkpoint, PageRef, Seen};
use keys::{Hash, Nonce, PublicKey};

/// Bytes of entries since the last checkpoint that make another one due, at least.
const DUE: u64 = 256 * 1024;
/// How much has to come before one that failed is tried again.
const AGAIN: u64 = 64 * 1024;

/// A checkpoint that names the very state this reader came to.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) seq: u64,
    pub(crate) author: PublicKey,
    pub(crate) set: Nonce,
    /// Who else came to the same.
    confirmed_by: Vec<PublicKey>,
    /// All its pages are at the server, as far as this device knows.
    pub(crate) placed: bool,
    /// This device has asked the server to hand it out, or needn't.
    pub(crate) kept: bool,
}

impl Known {
    /// Whether somebody else came to the same.
    pub(crate) fn is_confirmed(&self) -> bool {
        !self.confirmed_by.is_empty()
    }
}

/// The pages that a region was opened with. They count once the log names them, twice.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) seen: Seen,
    pub(crate) state: Hash,
    pub(crate) set: Nonce,
    pub(crate) pages: Vec<PageRef>,
    /// The statement that names just these.
    named_by: Option<Hash>,
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    /// By statement.
    known: BTreeMap<Hash, Known>,
    origin: Option<Origin>,
    /// Bytes of the newest one's pages.
    pages: u64,
    /// Bytes of entries since.
    tail: u64,
    /// Bytes of all entries read.
    all: u64,
    not_before: u64,
}

impl Checkpoints {
    /// For a region that is opened with pages.
    pub(crate) fn begun(seen: Seen, state: Hash, set: Nonce, pages: Vec<PageRef>) -> Self {
        let bytes = bytes_of(&pages);
        let origin = Origin {
            seen,
            state,
            set,
            pages,
            named_by: None,
        };
        Self {
            origin: Some(origin),
            pages: bytes,
            ..Self::default()
        }
    }

    /// Another entry.
    pub(crate) fn grew(&mut self, bytes: usize) {
        self.tail += bytes as u64;
        self.all += bytes as u64;
    }

    /// Whether what came before is known by its summary only.
    pub(crate) fn is_begun(&self) -> bool {
        self.origin.is_some()
    }

    /// What this device has done for those that the other knows too.
    pub(crate) fn adopt(&mut self, other: &Self) {
        for (statement, known) in &mut self.known {
            if let Some(before) = other.known.get(statement) {
                known.placed = before.placed;
                known.kept = before.kept;
            }
        }
    }

    /// The hash of the state there, if it was taken already.
    pub(crate) fn state_at(&self, seen: Seen) -> Option<Hash> {
        let origin = self.origin.as_ref()?;
        (origin.seen == seen).then_some(origin.state)
    }

    /// One that holds.
    pub(crate) fn add(
        &mut self,
        (statement, seq): (Hash, u64),
        author: PublicKey,
        seen: Seen,
        said: &Checkpoint,
    ) {
        if let Some(origin) = &mut self.origin
            && origin.seen == seen
            && origin.set == said.set
            && origin.pages == said.pages
        {
            origin.named_by = Some(statement);
        }
        let known = Known {
            seq,
            author,
            set: said.set,
            confirmed_by: Vec::new(),
            placed: false,
            kept: false,
        };
        self.known.insert(statement, known);
        self.pages = bytes_of(&said.pages);
        self.tail = 0;
        self.not_before = 0;
    }

    /// Somebody's word for one. One's own counts for nothing.
    pub(crate) fn confirm(&mut self, statement: &Hash, author: PublicKey) {
        let known = self.known.get_mut(statement);
        if let Some(known) = known.filter(|known| known.author != author) {
            known.confirmed_by.push(author);
        }
    }

    fn origin_named(&self) -> Option<&Known> {
        let named_by = self.origin.as_ref()?.named_by?;
        self.known
            .get(&named_by)
            .filter(|known| known.is_confirmed())
    }

    /// Whether the pages that this was opened with are what two people say the log had come to.
    pub(crate) fn names_origin(&self) -> bool {
        self.origin_named().is_some()
    }

    /// Whether two of those who say so still write here.
    pub(crate) fn bears_out_origin(&self, writes: impl Fn(&PublicKey) -> bool) -> bool {
        let named = self.origin_named();
        named.is_some_and(|known| writes(&known.author) && known.confirmed_by.iter().any(writes))
    }

    /// The whole log was read: if there should have been pages, another set is needed as if there had been none.
    pub(crate) fn without_pages(&mut self) {
        if self.newest().is_some_and(|(_, known)| known.is_confirmed()) {
            self.pages = 0;
            self.tail = self.all;
        }
    }

    /// Another epoch has begun: its server has no pages.
    pub(crate) fn begin_epoch(&mut self) {
        self.tail += self.pages;
        self.pages = 0;
        self.known.clear();
    }

    /// The set of the newest one that two who write here came to: what a region can be begun with.
    pub(crate) fn stands(&self, writes: impl Fn(&PublicKey) -> bool) -> Option<Nonce> {
        let stand = self
            .known
            .values()
            .filter(|known| writes(&known.author) && known.confirmed_by.iter().any(&writes));
        stand.max_by_key(|known| known.seq).map(|known| known.set)
    }

    /// The newest one that holds.
    pub(crate) fn newest(&self) -> Option<(Hash, &Known)> {
        let newest = self.known.iter().max_by_key(|(_, known)| known.seq);
        newest.map(|(statement, known)| (*statement, known))
    }

    pub(crate) fn get_mut(&mut self, statement: &Hash) -> Option<&mut Known> {
        self.known.get_mut(statement)
    }

    /// Whether so much has come since the last one that another is worth its bytes: for whoever wrote last, and when that one
    /// doesn't, for anybody.
    pub(crate) fn is_due(&self, wrote_last: bool) -> bool {
        let enough = DUE.max(self.pages / 4).max(self.not_before);
        self.tail
            > if wrote_last {
                enough
            } else {
                enough.saturating_mul(2)
            }
    }

    /// It didn't work: not again at once.
    pub(crate) fn failed(&mut self) {
        self.not_before = self.tail + AGAIN;
    }
}

fn bytes_of(pages: &[PageRef]) -> u64 {
    pages.iter().map(|page| u64::from(page.bytes)).sum()
}
