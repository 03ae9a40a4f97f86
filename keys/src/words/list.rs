//! The three lists.

use std::sync::LazyLock;

use super::fold::{Script, fold_as};

/// Bits that one word carries.
pub const BITS: usize = 11;
const COUNT: usize = 1 << BITS;

/// A word list. The numbers are stored and sent, and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum List {
    /// The English list of BIP-39.
    English = 1,
    /// Russian.
    Russian = 2,
    /// Belarusian.
    Belarusian = 3,
}

/// A list and its words as they compare after folding.
struct Table {
    words: Vec<&'static str>,
    folded: Vec<String>,
}

impl Table {
    fn new(text: &'static str, script: Script) -> Table {
        let words: Vec<&'static str> = text.lines().collect();
        let folded = words
            .iter()
            .map(|word| fold_as(word, script).to_string())
            .collect();
        Table { words, folded }
    }
}

static ENGLISH: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("en.txt"), Script::Latin));
static RUSSIAN: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("ru.txt"), Script::Cyrillic));
static BELARUSIAN: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("be.txt"), Script::Cyrillic));

impl List {
    /// Every list.
    pub const ALL: [List; 3] = [List::English, List::Russian, List::Belarusian];

    /// The number that stands for the list.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The list with this number.
    pub fn from_id(id: u8) -> Option<List> {
        Self::ALL.into_iter().find(|list| list.id() == id)
    }

    /// The 2,048 words in their fixed order.
    pub fn words(self) -> &'static [&'static str] {
        &self.table().words
    }

    /// The word at this place. Only the low eleven bits count, so there always is one.
    pub fn word(self, index: u16) -> &'static str {
        self.words()[usize::from(index) % COUNT]
    }

    /// The words folded, in the same order.
    pub(super) fn folded(self) -> &'static [String] {
        &self.table().folded
    }

    pub(super) fn script(self) -> Script {
        match self {
            List::English => Script::Latin,
            List::Russian | List::Belarusian => Script::Cyrillic,
        }
    }

    fn table(self) -> &'static Table {
        match self {
            List::English => &ENGLISH,
            List::Russian => &RUSSIAN,
            List::Belarusian => &BELARUSIAN,
        }
    }
}
