//! How one row is written.

use crate::contact::Language;
use crate::draw::Draw;

/// What one hand keeps to through a row.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// The language of the names.
    pub(crate) names: Language,
    /// The language of the rest: mostly the same.
    pub(crate) rest: Language,
    /// Names in Latin letters.
    pub(crate) latin: bool,
    /// The surname in capitals.
    pub(crate) capitals: bool,
    /// Only initials of given name and patronymic.
    pub(crate) initials: bool,
    /// The name friends use, instead of the given one.
    pub(crate) nickname: bool,
    /// No ё.
    pub(crate) no_yo: bool,
}

/// The other one.
pub(crate) fn other(language: Language) -> Language {
    match language {
        Language::Belarusian => Language::Russian,
        Language::Russian => Language::Belarusian,
    }
}

impl Manner {
    pub(crate) fn draw(draw: &mut Draw) -> Self {
        let names = if draw.percent(57) {
            Language::Russian
        } else {
            Language::Belarusian
        };
        Self {
            names,
            rest: if draw.percent(9) { other(names) } else { names },
            latin: draw.permille(22),
            capitals: draw.permille(25),
            initials: draw.permille(28),
            nickname: draw.permille(35),
            no_yo: draw.percent(45),
        }
    }
}

/// A slip of the hand or the keyboard, somewhere behind the first letter.
pub(crate) fn slip(draw: &mut Draw, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    let at = draw.between(1, letters.len() - 2);
    match draw.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        // Russian keyboards have no і; letters that sound alike are taken for each other.
        _ => match letters.iter().position(|c| "іоаеиы".contains(*c)) {
            Some(at) => letters[at] = mistaken(letters[at]),
            None => letters.swap(at, at + 1),
        },
    }
    letters.into_iter().collect()
}

fn mistaken(letter: char) -> char {
    match letter {
        'і' => 'i',
        'о' => 'а',
        'а' => 'о',
        'е' => 'и',
        'и' => 'е',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;

    #[test]
    fn a_slip_keeps_the_word_recognisable() {
        for at in 0..200 {
            let mut draw = Draw::new(1, Purpose::Manner, at);
            let word = slip(&mut draw, "Кавалёва");
            assert!(word.starts_with('К'), "{word}");
            assert!((7..=9).contains(&word.chars().count()), "{word}");
        }
        let mut draw = Draw::new(1, Purpose::Manner, 0);
        assert_eq!(slip(&mut draw, "Ян"), "Ян");
    }
}
