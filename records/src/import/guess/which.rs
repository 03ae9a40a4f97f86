//! What the name of a column says besides the field: which address, which language.

use crate::fields::Group;

/// The address that a name speaks of, where it speaks of another than the home.
pub(super) fn address(name: &str) -> Option<Group> {
    const STEMS: &[(Group, &[&str])] = &[
        (
            Group::Registered,
            &[
                "прописк",
                "прописан",
                "прапіск",
                "прапісан",
                "регистрац",
                "зарегистр",
                "рэгістрац",
                "зарэгістр",
                "registered",
                "registration",
            ],
        ),
        (
            Group::Letters,
            &[
                "почтов",
                "паштов",
                "для писем",
                "для лістоў",
                "корреспонденц",
                "карэспандэнц",
                "mailing",
                "postal",
            ],
        ),
        (
            Group::Workplace,
            &["работ", "рабоч", "прац", "офис", "офіс", "work", "office"],
        ),
    ];
    let small = name.to_lowercase();
    let speaks = |stems: &[&str]| stems.iter().any(|stem| small.contains(stem));
    let found = STEMS.iter().find(|(_, stems)| speaks(stems));
    found.map(|(group, _)| *group)
}

/// The language of a column, or of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    Belarusian,
    Russian,
    Latin,
}

/// The language that a single word of a name names: `Фамилия (бел.)`.
fn named(word: &str) -> Option<Tongue> {
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if begins(&["бел", "bel"]) {
        Some(Tongue::Belarusian)
    } else if begins(&["рус", "rus"]) {
        Some(Tongue::Russian)
    } else if begins(&["лат", "лац", "анг", "latin", "lacin", "łacin", "eng"]) {
        Some(Tongue::Latin)
    } else {
        None
    }
}

/// Whether a name says outright that it is of the other spelling.
pub(super) fn says_other(name: &str) -> bool {
    let small = name.to_lowercase();
    ["написан", "напісан", "spelling", "spelled", "spelt"]
        .iter()
        .any(|stem| small.contains(stem))
}

/// A name without the words that say which language or spelling it is of.
pub(super) fn bare(name: &str) -> String {
    let small = name.to_lowercase();
    let words: Vec<&str> = small
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .filter(|word| !word.is_empty())
        .collect();
    let says = |word: &str| {
        named(word).is_some()
            || says_other(word)
            || matches!(
                word,
                "другое" | "іншае" | "иное" | "other" | "другой" | "іншым"
            ) && says_other(&small)
    };
    let kept = words.iter().enumerate().filter(|&(at, word)| {
        let leads = matches!(*word, "на" | "по" | "па" | "in" | "ў" | "у" | "в");
        let next = words.get(at + 1).copied();
        let led = leads && next.is_some_and(|next| named(next).is_some());
        !led && !says(word)
    });
    let kept: Vec<&str> = kept.map(|(_, word)| *word).collect();
    kept.join(" ")
}

/// The language that a name is in, or names.
pub(super) fn tongue(name: &str) -> Option<Tongue> {
    let small = name.to_lowercase();
    let mut words = small.split(|c: char| !c.is_alphanumeric());
    if let Some(said) = words.find_map(named) {
        return Some(said);
    }
    let begins = |stems: &[&str]| stems.iter().any(|stem| small.starts_with(stem));
    if small.contains(['і', 'ў'])
        || begins(&[
            "горад",
            "вёска",
            "мянушка",
            "па бацьку",
            "раён",
            "вобл",
            "тэл",
        ])
    {
        Some(Tongue::Belarusian)
    } else if small.contains(['и', 'щ', 'ъ'])
        || begins(&["город", "деревня", "отчество", "район", "обл"])
    {
        Some(Tongue::Russian)
    } else if small.bytes().any(|b| b.is_ascii_alphabetic())
        && !small.contains(|c| ('а'..='я').contains(&c))
    {
        Some(Tongue::Latin)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (name, group) in [
            ("Адрес регистрации", Some(Group::Registered)),
            ("Прапіска", Some(Group::Registered)),
            ("Почтовый адрес", Some(Group::Letters)),
            ("Адрас для лістоў", Some(Group::Letters)),
            ("Рабочий адрес", Some(Group::Workplace)),
            ("Office address", Some(Group::Workplace)),
            ("Адрес", None),
        ] {
            assert_eq!(address(name), group, "{name}");
        }
    }

    #[test]
    fn languages() {
        for (name, wanted, without) in [
            ("Фамилия", Some(Tongue::Russian), "фамилия"),
            ("Прозвішча", Some(Tongue::Belarusian), "прозвішча"),
            ("Surname", Some(Tongue::Latin), "surname"),
            ("Имя (бел.)", Some(Tongue::Belarusian), "имя"),
            ("Имя по-русски", Some(Tongue::Russian), "имя"),
            (
                "Фамилия на белорусском",
                Some(Tongue::Belarusian),
                "фамилия",
            ),
            ("Имя латиницей", Some(Tongue::Latin), "имя"),
            ("Імя па бацьку", Some(Tongue::Belarusian), "імя па бацьку"),
            (
                "Прозвішча, іншае напісанне",
                Some(Tongue::Belarusian),
                "прозвішча",
            ),
            ("Город", Some(Tongue::Russian), "город"),
            ("Адрес", None, "адрес"),
        ] {
            assert_eq!(
                (tongue(name), bare(name).as_str()),
                (wanted, without),
                "{name}"
            );
        }
    }
}
