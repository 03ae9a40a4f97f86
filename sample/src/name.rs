//! Names as a row has them.

use crate::contact::{Language, Name};
use crate::draw::Draw;
use crate::latin::passport;
use crate::manner::{Manner, other, slip};
use crate::person::Person;
use crate::spelled::Spelled;

/// Surname, given name, patronymic and nickname of one row.
pub(crate) struct Names {
    pub(crate) family: Name,
    pub(crate) given: Name,
    pub(crate) patronymic: Name,
    pub(crate) nickname: Name,
}

/// So many of a thousand surnames are misspelled without any other reason.
const SLIPS: usize = 22;

/// What keyboards have for an apostrophe.
const APOSTROPHES: [&str; 5] = ["’", "'", "'", "`", ""];

/// A word as this hand writes it.
pub(crate) fn hand(draw: &mut Draw, manner: &Manner, language: Language, word: &str) -> String {
    let mut word = word.to_owned();
    if language == Language::Russian && manner.no_yo {
        word = word.replace('ё', "е").replace('Ё', "Е");
    }
    if word.contains('’') {
        word = word.replace('’', APOSTROPHES[draw.below(APOSTROPHES.len())]);
    }
    // Now and then a keyboard without і.
    if draw.permille(12) {
        word = word.replace('і', "i");
    }
    word
}

impl Manner {
    /// A name in both spellings.
    fn name<T: AsRef<str>>(&self, draw: &mut Draw, name: &Spelled<T>) -> Name {
        let written = name.get(self.names).as_ref();
        Name {
            written: match self.latin {
                true => passport(written),
                false => hand(draw, self, self.names, written),
            },
            other: name.get(other(self.names)).as_ref().to_owned(),
        }
    }

    fn initial(&self, name: Name) -> Name {
        Name {
            written: name.written.chars().take(1).chain(['.']).collect(),
            ..name
        }
    }
}

/// The names of somebody; `misspelled` makes sure of a slip.
pub(crate) fn names(
    draw: &mut Draw,
    manner: &Manner,
    person: &Person,
    surname: &Spelled<String>,
    misspelled: bool,
) -> Names {
    let mut family = manner.name(draw, surname);
    if draw.permille(SLIPS) || misspelled {
        family.written = slip(draw, &family.written);
    }
    if manner.capitals {
        family.written = family.written.to_uppercase();
    }
    let nicknames = person.given.nicknames.get(manner.names);
    let friendly = (!nicknames.is_empty()).then(|| {
        let at = draw.below(nicknames.len());
        let elsewhere = person.given.nicknames.get(other(manner.names));
        let elsewhere = elsewhere.get(at).or(elsewhere.first()).copied();
        Name {
            written: hand(draw, manner, manner.names, nicknames[at]),
            other: elsewhere.unwrap_or_default().to_owned(),
        }
    });
    let mut given = match &friendly {
        Some(friendly) if manner.nickname => friendly.clone(),
        _ => manner.name(draw, &person.given.name),
    };
    let mut patronymic = match draw.percent(66) {
        true => manner.name(draw, &person.patronymic),
        false => Name::default(),
    };
    if manner.initials {
        given = manner.initial(given);
        if !patronymic.written.is_empty() {
            patronymic = manner.initial(patronymic);
        }
    }
    let nickname = friendly.filter(|_| draw.percent(12)).unwrap_or_default();
    // A first name from a stall, nothing else.
    if draw.permille(6) {
        family = Name::default();
    }
    Names {
        family,
        given,
        patronymic,
        nickname,
    }
}
