//! Phones as people write them in Belarus.

use std::ops::Range;

/// What a written number is, digits only: drop so many digits at the front, put this before the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Normal {
    pub(crate) drop: usize,
    pub(crate) prefix: &'static str,
}

impl Normal {
    /// E.164.
    pub(crate) fn write(self, digits: &str) -> String {
        format!("+{}{}", self.prefix, &digits[self.drop..])
    }
}

/// The digits of a text.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// How to bring digits to E.164, where there is one way only. `plus`: written with a plus.
pub(crate) fn normal(digits: &str, plus: bool) -> Option<Normal> {
    let home = |drop: usize| {
        let national = digits.get(drop..)?;
        is_national(national).then_some(Normal {
            drop,
            prefix: "375",
        })
    };
    let abroad = |drop: usize| {
        let rest = digits.get(drop..)?;
        ((8..=15).contains(&rest.len()) && !rest.starts_with('0'))
            .then_some(Normal { drop, prefix: "" })
    };
    let international = |drop: usize| match digits.get(drop..)? {
        // +375 (029): the trunk zero doesn't belong there.
        rest if rest.starts_with("3750") => home(drop + 4),
        rest if rest.starts_with("375") => home(drop + 3),
        _ => abroad(drop),
    };
    if plus {
        return international(0);
    }
    match digits.len() {
        9 => home(0),
        10 if digits.starts_with('0') => home(1),
        10 if digits.starts_with('8') => home(1),
        11 if digits.starts_with("80") => home(2),
        11 if digits.starts_with("79") => abroad(0),
        12 | 13 if digits.starts_with("375") => international(0),
        12.. if digits.starts_with("810") => international(3),
        12.. if digits.starts_with("00") => international(2),
        _ => None,
    }
}

/// Nine digits of a number in Belarus: a mobile operator or an area.
fn is_national(digits: &str) -> bool {
    let b = digits.as_bytes();
    b.len() == 9
        && match (b[0], b[1], b[2]) {
            (b'2', b'5', third) => matches!(third, b'5'..=b'7' | b'9'),
            (b'2', b'9', third) => third != b'0',
            (b'3', b'3', _) | (b'4', b'4', _) => true,
            (b'1', b'5'..=b'7', _) | (b'2', b'1'..=b'3', _) => true,
            _ => false,
        }
}

/// Where numbers stand in a text (bytes): at least five digits, with what people put between digits.
pub(crate) fn scan(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        match (&mut run, c) {
            (Some(run), c) if c.is_ascii_digit() => run.end = at + 1,
            (Some(run), '+') => {
                split(text, run.clone(), &mut found);
                *run = at..at + 1;
            }
            (
                Some(_),
                '(' | ')' | '-' | ' ' | '.' | '/' | '\u{a0}' | '–' | '—' | '‑' | '\u{202f}',
            ) => {}
            (Some(_), _) => found.extend(run.take().into_iter().flat_map(|run| pieces(text, run))),
            (None, c) if c.is_ascii_digit() || matches!(c, '+' | '(') => {
                run = Some(at..at + c.len_utf8())
            }
            (None, _) => {}
        }
    }
    found.extend(run.into_iter().flat_map(|run| pieces(text, run)));
    found
}

fn pieces(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    split(text, run, &mut found);
    found
}

/// One run may hold several numbers: `8 029 764 99 89 / 8 044 522 09 40`.
fn split(text: &str, mut run: Range<usize>, found: &mut Vec<Range<usize>>) {
    let whole = |part: &str| normal(&digits(part), part.trim_start().starts_with('+')).is_some();
    loop {
        let here = &text[run.clone()];
        let all = digits(here).len();
        if all < 5 {
            return;
        }
        // The first place where what is left of it is a number and what is right of it could hold one.
        let cut = here
            .char_indices()
            .filter(|(_, c)| all >= 14 && matches!(c, '/' | ' '))
            .find(|(at, _)| whole(&here[..*at]) && digits(&here[*at..]).len() >= 5);
        let Some((at, _)) = cut.filter(|_| !whole(here)) else {
            break;
        };
        found.push(run.start..run.start + here[..at].trim_end().len());
        let skip = here[at..]
            .find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
            .unwrap_or(0);
        run.start += at + skip;
    }
    found.push(run);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Option<String>> {
        scan(text)
            .into_iter()
            .map(|range| {
                let one = &text[range];
                let digits = digits(one);
                normal(&digits, one.starts_with('+')).map(|normal| normal.write(&digits))
            })
            .collect()
    }

    #[test]
    fn one_number_in_many_forms() {
        for text in [
            "+375291234567",
            "375291234567",
            "80291234567",
            "8 029 123-45-67",
            "8 (029) 123 45 67",
            "8-029-1234567",
            "+375 (29) 123-45-67",
            "+375 (029) 123-45-67",
            "029 123 45 67",
            "29 123-45-67",
            "тел. 80291234567",
            "8 10 375 29 1234567",
            "00375291234567",
            "8 29 123 45 67",
        ] {
            assert_eq!(all(text), [Some("+375291234567".to_owned())], "{text}");
        }
    }

    #[test]
    fn several_in_one_cell() {
        let both = [
            Some("+375232391961".to_owned()),
            Some("+375295952469".to_owned()),
        ];
        for text in [
            "+375 (232) 39-19-61; 8 029 595 24 69",
            "8 0232 39 19 61, 8 029 595 24 69",
            "80232391961/80295952469",
            "8 0232 391961 8 029 5952469",
            "+375232391961 +375295952469",
            "д. 80232391961 м. 80295952469",
        ] {
            assert_eq!(all(text), both, "{text}");
        }
    }

    #[test]
    fn three_and_a_rest() {
        let three = all("80291111111/80292222222 8 029 333 33 33");
        assert_eq!(
            three,
            ["+375291111111", "+375292222222", "+375293333333"].map(|one| Some(one.to_owned()))
        );
        assert_eq!(
            all("80291111111/23-79-37"),
            [Some("+375291111111".to_owned()), None]
        );
    }

    #[test]
    fn what_has_two_readings_has_none() {
        assert_eq!(all("23-79-37"), [None]);
        assert_eq!(all("375261234567"), [None]);
        assert_eq!(all("+48 601 123 456"), [Some("+48601123456".to_owned())]);
        assert!(all("кв. 12").is_empty());
    }
}
