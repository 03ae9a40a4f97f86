//! A text cut where it matched.

use vault::api::{Cell, Span};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The piece.
    pub(crate) text: String,
    /// Whether it matched.
    pub(crate) marked: bool,
}

/// The pieces of a cell, in order. Marks outside the text or out of order are left out.
pub(crate) fn parts(cell: &Cell) -> Vec<Part> {
    let letters: Vec<char> = cell.text.chars().collect();
    let mut out = Vec::new();
    let mut push = |from: usize, to: usize, marked| {
        if from < to {
            out.push(Part {
                text: letters[from..to].iter().collect(),
                marked,
            });
        }
    };
    let mut at = 0;
    for Span { start, len } in &cell.marks {
        let (start, end) = (usize::from(*start), usize::from(*start) + usize::from(*len));
        if start < at || end > letters.len() {
            continue;
        }
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, letters.len(), false);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, marks: &[(u16, u16)]) -> String {
        let marks = marks
            .iter()
            .map(|&(start, len)| Span { start, len })
            .collect();
        parts(&Cell {
            text: text.into(),
            marks,
        })
        .into_iter()
        .map(|part| {
            if part.marked {
                format!("[{}]", part.text)
            } else {
                part.text
            }
        })
        .collect()
    }

    #[test]
    fn marks_are_in_characters() {
        assert_eq!(cut("Ціханоўская", &[(0, 4)]), "[Ціха]ноўская");
        assert_eq!(cut("+375 29 111", &[(0, 4), (8, 3)]), "[+375] 29 [111]");
        assert_eq!(cut("", &[]), "");
    }

    #[test]
    fn wrong_marks_change_nothing() {
        assert_eq!(cut("abc", &[(2, 5)]), "abc");
        assert_eq!(cut("abc", &[(1, 2), (0, 1)]), "a[bc]");
        assert_eq!(cut("abc", &[(1, 0)]), "abc");
    }
}
