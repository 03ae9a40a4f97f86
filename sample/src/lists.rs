//! The lists in `data/`, read once.

use std::sync::LazyLock;

use crate::draw::Weights;
use crate::spelled::Spelled;

/// A given name and what is made of it. Patronymics and nicknames are of both languages.
pub(crate) struct Given {
    pub(crate) name: Spelled,
    /// Of a man's and of a woman's patronymic, if it is a man's name.
    pub(crate) patronymics: [Spelled; 2],
    pub(crate) nicknames: Spelled<Vec<&'static str>>,
}

/// Given names of one sex.
pub(crate) struct GivenNames {
    pub(crate) names: Vec<Given>,
    pub(crate) weights: Weights,
}

/// Words in both spellings, some more often than others.
pub(crate) struct Words {
    pub(crate) words: Vec<Spelled>,
    pub(crate) weights: Weights,
}

/// A street, and how its kind is written out and shortened.
pub(crate) struct Street {
    pub(crate) kind: usize,
    pub(crate) name: Spelled,
}

/// A kind of street: the word, and what people write for it.
pub(crate) struct StreetKind {
    key: &'static str,
    pub(crate) word: Spelled,
    pub(crate) short: Spelled<Vec<&'static str>>,
}

/// Everything drawn from.
pub(crate) struct Lists {
    pub(crate) men: GivenNames,
    pub(crate) women: GivenNames,
    pub(crate) streets: Vec<Street>,
    pub(crate) street_kinds: Vec<StreetKind>,
    pub(crate) villages: Vec<Spelled>,
    pub(crate) notes: Vec<Spelled>,
    pub(crate) tags: Words,
    pub(crate) sources: Words,
    /// The first year a source was there.
    pub(crate) source_years: Vec<usize>,
}

pub(crate) static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

/// The cells of a list, below its header. Lists are the project's own: a comma within quotes is the only sign to mind.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines().skip(1).map(|line| {
        let mut quoted = false;
        let cells = line.split(move |c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        cells.map(|cell| cell.trim_matches('"')).collect()
    })
}

/// A number of a list. Lists are tested; what isn't a number would weigh nothing.
pub(crate) fn number(cell: &str) -> usize {
    cell.parse().unwrap_or(0)
}

fn given(sex: &str) -> GivenNames {
    let (names, weights): (Vec<Given>, Vec<usize>) = rows(include_str!("../data/given_names.csv"))
        .filter(|row| row[0] == sex)
        .map(|row| {
            let split = |cell: &'static str| cell.split(',').filter(|name| !name.is_empty());
            let given = Given {
                name: Spelled {
                    be: row[2],
                    ru: row[1],
                },
                patronymics: [(5, 3), (6, 4)].map(|(be, ru)| Spelled {
                    be: row[be],
                    ru: row[ru],
                }),
                nicknames: Spelled {
                    be: split(row[8]).collect(),
                    ru: split(row[7]).collect(),
                },
            };
            (given, number(row[9]))
        })
        .unzip();
    GivenNames {
        names,
        weights: Weights::new(weights),
    }
}

fn words(list: &'static str) -> Words {
    let words = rows(list).map(|row| Spelled {
        be: row[0],
        ru: row[1],
    });
    Words {
        words: words.collect(),
        weights: Weights::new(rows(list).map(|row| row.get(2).map_or(1, |cell| number(cell)))),
    }
}

fn street_kinds() -> Vec<StreetKind> {
    let short = |cell: &'static str| cell.split('|').filter(|one| !one.is_empty()).collect();
    let kinds = rows(include_str!("../data/street_types.csv")).map(|row| StreetKind {
        key: row[0],
        word: Spelled {
            be: row[2],
            ru: row[0],
        },
        short: Spelled {
            be: short(row[3]),
            ru: short(row[1]),
        },
    });
    kinds.collect()
}

impl Lists {
    fn read() -> Self {
        let sources = include_str!("../data/sources.csv");
        let street_kinds = street_kinds();
        let kind = |key: &str| street_kinds.iter().position(|kind| kind.key == key);
        let streets = rows(include_str!("../data/streets.csv")).map(|row| Street {
            kind: kind(row[0]).unwrap_or(0),
            name: Spelled {
                be: row[1],
                ru: row[2],
            },
        });
        Self {
            men: given("m"),
            women: given("f"),
            streets: streets.collect(),
            villages: words(include_str!("../data/villages.csv")).words,
            notes: words(include_str!("../data/notes.csv")).words,
            tags: words(include_str!("../data/tags.csv")),
            sources: words(sources),
            source_years: rows(sources).map(|row| number(row[3])).collect(),
            street_kinds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_whole() {
        let lists = &*LISTS;
        assert_eq!(lists.men.names.len() + lists.women.names.len(), 157);
        let first = &lists.men.names[0];
        assert_eq!(first.patronymics[1].be, "Аляксандраўна");
        assert_eq!(first.nicknames.ru, ["Саша", "Шура", "Саня"]);
        for men in &lists.men.names {
            assert!(
                men.patronymics
                    .iter()
                    .all(|name| !name.be.is_empty() && !name.ru.is_empty())
            );
        }
        for street in &lists.streets {
            assert!(!street.name.be.is_empty() && !street.name.ru.is_empty());
        }
        assert_eq!(lists.source_years.len(), lists.sources.words.len());
    }

    /// A letter of the other language in a list would be found in every row made of it.
    #[test]
    fn each_spelling_has_letters_of_its_language() {
        let lists = &*LISTS;
        let names = (lists.men.names.iter().chain(&lists.women.names)).map(|given| given.name);
        let words = [
            &lists.villages,
            &lists.notes,
            &lists.tags.words,
            &lists.sources.words,
        ];
        let words = words.into_iter().flatten().copied();
        let streets = lists.streets.iter().map(|street| street.name);
        for word in names.chain(words).chain(streets) {
            assert!(!word.be.contains(['и', 'щ', 'ъ', 'И', 'Щ']), "{}", word.be);
            assert!(!word.ru.contains(['і', 'ў', 'І', 'Ў', '’']), "{}", word.ru);
        }
    }
}
