//! Eight words while they are being typed.

/// One place of the words being typed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing yet, or the beginning of the right word.
    Open,
    /// The right word.
    Right,
    /// Another word.
    Wrong,
}

/// The words of a text, however they are separated: spaces, lines, commas, or numbers as on a written list.
pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| {
        letter.is_whitespace() || letter.is_ascii_digit() || ",.;:()[]".contains(letter)
    })
    .filter(|word| !word.is_empty())
    .collect()
}

/// Letters that a hand or a keyboard mixes up count as one here; the vault is the judge when signing in.
fn fold(word: &str) -> String {
    word.to_lowercase()
        .chars()
        .filter(|letter| !matches!(letter, '\u{301}' | '\'' | '’' | 'ʼ' | '`'))
        .map(|letter| match letter {
            'ё' => 'е',
            'i' if !word.is_ascii() => 'і',
            other => other,
        })
        .collect()
}

/// How each of the words that should be typed stands. The last word may still be on its way.
pub(crate) fn check(expected: &[String], typed: &str) -> Vec<Slot> {
    let unfinished = typed
        .chars()
        .last()
        .is_some_and(|letter| !letter.is_whitespace());
    let typed = words(typed);
    expected
        .iter()
        .enumerate()
        .map(|(at, expected)| {
            let Some(word) = typed.get(at) else {
                return Slot::Open;
            };
            let (expected, word) = (fold(expected), fold(word));
            if expected == word {
                Slot::Right
            } else if unfinished && at + 1 == typed.len() && expected.starts_with(&word) {
                Slot::Open
            } else {
                Slot::Wrong
            }
        })
        .collect()
}

/// The text with its nth word exchanged.
pub(crate) fn replace_word(text: &str, at: usize, with: &str) -> String {
    let mut words = words(text);
    if let Some(word) = words.get_mut(at) {
        *word = with;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> Vec<String> {
        ["зямля", "ёлка", "сям'я"].map(String::from).to_vec()
    }

    #[test]
    fn words_of_any_list() {
        assert_eq!(
            words("1. alpha\n2) beta,gamma  "),
            ["alpha", "beta", "gamma"]
        );
        assert!(words(" \n").is_empty());
    }

    #[test]
    fn right_words_in_any_case() {
        assert_eq!(check(&expected(), "ЗЯМЛЯ елка сям’я"), [Slot::Right; 3]);
    }

    #[test]
    fn a_word_on_its_way_is_not_wrong() {
        assert_eq!(check(&expected(), "зям"), [Slot::Open; 3]);
        assert_eq!(
            check(&expected(), "зям "),
            [Slot::Wrong, Slot::Open, Slot::Open]
        );
        assert_eq!(
            check(&expected(), "зямля зям"),
            [Slot::Right, Slot::Wrong, Slot::Open]
        );
        assert_eq!(check(&expected(), ""), [Slot::Open; 3]);
    }

    #[test]
    fn a_suggestion_takes_its_place() {
        assert_eq!(replace_word("one tow three", 1, "two"), "one two three");
        assert_eq!(replace_word("one", 4, "two"), "one");
    }
}
