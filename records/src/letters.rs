//! Questions about characters, quick for the two alphabets that matter here.

/// Whether it is a letter.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        is_plain_cyrillic(c) || c.is_alphabetic()
    }
}

/// Whether it is a letter or a digit.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        is_plain_cyrillic(c) || c.is_alphanumeric()
    }
}

fn is_plain_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn quick_and_right() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(
                (super::is_letter(c), super::is_word(c)),
                (c.is_alphabetic(), c.is_alphanumeric()),
                "{c:?}"
            );
        }
    }
}
