//! Surnames: those of the list, and regular ones made of stems.

use std::sync::LazyLock;

use crate::draw::{Draw, Weights};
use crate::lists::{number, rows};
use crate::spelled::Spelled;

/// A surname of a man and of a woman.
pub(crate) type Surname = [Spelled<String>; 2];

pub(crate) struct Surnames {
    names: Vec<Surname>,
    weights: Weights,
}

pub(crate) static SURNAMES: LazyLock<Surnames> = LazyLock::new(Surnames::read);

/// An end of surnames in both languages, of men and of women. All are stressed, so stems have the vowels of a syllable
/// before the stress.
struct End {
    be: [&'static str; 2],
    ru: [&'static str; 2],
    /// The letters a stem must not end with: people wouldn't say it.
    not_after: &'static str,
    /// Whether it begins with a consonant that would be one too many behind two others.
    heavy: bool,
    weight: usize,
}

const ENDS: [End; 10] = [
    end(["овіч", "овіч"], ["ович", "ович"], "", 18),
    end(["енка", "енка"], ["енко", "енко"], "кгх", 16),
    end(["оўскі", "оўская"], ["овский", "овская"], "", 16),
    end(["оў", "ова"], ["ов", "ова"], "", 18),
    end(["енкаў", "енкава"], ["енков", "енкова"], "кгх", 5),
    end(["еня", "еня"], ["еня", "еня"], "кгхтдршчжв", 2),
    end(["юк", "юк"], ["юк", "юк"], "кгхтдршчж", 9),
    heavy("кевіч", "кевич", "кгхтдшчж", 7),
    heavy("чук", "чук", "кгхтдшчжбпвмсз", 7),
    heavy("чык", "чик", "кгхтдшчжбпвсзл", 5),
];

const fn end(
    be: [&'static str; 2],
    ru: [&'static str; 2],
    not_after: &'static str,
    weight: usize,
) -> End {
    End {
        be,
        ru,
        not_after,
        heavy: false,
        weight,
    }
}

const fn heavy(be: &'static str, ru: &'static str, not_after: &'static str, weight: usize) -> End {
    End {
        be: [be, be],
        ru: [ru, ru],
        not_after,
        heavy: true,
        weight,
    }
}

/// Whether people would say this stem with this end.
fn fits(stem: &str, end: &End) -> bool {
    let before_last = stem.chars().rev().nth(1);
    !stem.ends_with(|c| end.not_after.contains(c))
        && (!end.heavy || before_last.is_some_and(|c| "аеиоуыюя".contains(c)))
}

/// How often a stem is drawn: the first ones of the list more often, none seldom.
fn stem_weight(at: usize) -> usize {
    3000 / (10 + at * 7 % 60)
}

/// A stem and an end: Belarusian writes what е does to the consonant before it.
fn joined(stem: &str, end: &str) -> String {
    let Some(rest) = end.strip_prefix('е') else {
        return format!("{stem}{end}");
    };
    match stem.char_indices().last() {
        Some((_, 'р' | 'ж' | 'ч' | 'ш' | 'ц')) => format!("{stem}э{rest}"),
        Some((at, 'т')) => format!("{}це{rest}", &stem[..at]),
        Some((at, 'д')) => format!("{}дзе{rest}", &stem[..at]),
        _ => format!("{stem}{end}"),
    }
}

impl Surnames {
    fn read() -> Self {
        let mut names = Vec::new();
        let mut weights = Vec::new();
        for row in rows(include_str!("../data/surnames.csv")) {
            let of = |be: usize, ru: usize| Spelled {
                be: row[be].to_owned(),
                ru: row[ru].to_owned(),
            };
            names.push([of(1, 0), of(3, 2)]);
            weights.push(number(row[4]));
        }
        for (at, stem) in rows(include_str!("../data/surname_stems.csv")).enumerate() {
            for (nth, end) in ENDS.iter().enumerate() {
                if !fits(stem[1], end) {
                    continue;
                }
                names.push([0, 1].map(|sex| Spelled {
                    be: joined(stem[0], end.be[sex]),
                    ru: format!("{}{}", stem[1], end.ru[sex]),
                }));
                // Not every end is as usual with every stem.
                weights.push(stem_weight(at) * end.weight * (1 + (at * 5 + nth * 3) % 7) / 18);
            }
        }
        Self {
            names,
            weights: Weights::new(weights),
        }
    }

    pub(crate) fn draw(&'static self, draw: &mut Draw) -> &'static Surname {
        &self.names[self.weights.draw(draw)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_forms_are_spelled_as_each_language_does() {
        let men: Vec<_> = SURNAMES
            .names
            .iter()
            .map(|name| (&*name[0].be, &*name[0].ru))
            .collect();
        for pair in [
            ("Макарэнка", "Макаренко"),
            ("Кандраценка", "Кондратенко"),
            ("Давыдзенка", "Давыденко"),
            ("Валкоўскі", "Волковский"),
            ("Пятроў", "Петров"),
            ("Раманчук", "Романчук"),
            ("Антанюк", "Антонюк"),
        ] {
            assert!(men.contains(&pair), "{pair:?}");
        }
        assert!(men.len() > 1000, "{}", men.len());
    }

    #[test]
    fn each_spelling_has_letters_of_its_language() {
        for name in SURNAMES.names.iter().flatten() {
            assert!(!name.be.contains(['и', 'щ', 'ъ', 'И', 'Щ']), "{}", name.be);
            assert!(!name.ru.contains(['і', 'ў', 'І', 'Ў', '’']), "{}", name.ru);
        }
    }
}
