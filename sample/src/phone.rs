//! Phones, and the ways people write them.

use crate::contact::Phone;
use crate::draw::Draw;

/// A number in Belarus: operator or area, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    code: String,
    rest: String,
}

fn digits(draw: &mut Draw, many: usize) -> String {
    (0..many)
        .map(|_| char::from(b'0' + draw.below(10) as u8))
        .collect()
}

impl Number {
    pub(crate) fn mobile(draw: &mut Draw) -> Self {
        let code = draw.weighed(&[(54, "29"), (19, "33"), (19, "44"), (8, "25")]);
        let first = match code {
            "25" => *draw.one(&['5', '6', '7', '9']),
            _ => *draw.one(&['1', '2', '3', '5', '6', '7', '8', '9']),
        };
        Self {
            code: code.to_owned(),
            rest: format!("{first}{}", digits(draw, 6)),
        }
    }

    pub(crate) fn landline(draw: &mut Draw, area: &str) -> Self {
        let first = draw.between(2, 7);
        Self {
            code: area.to_owned(),
            rest: format!("{first}{}", digits(draw, 8 - area.len())),
        }
    }

    /// The rest in groups of two, what is left over first: `123-45-67`, `4-56-78`.
    fn grouped(&self, between: &str) -> String {
        let (first, pairs) = self.rest.split_at(self.rest.len() - 4);
        let (one, two) = pairs.split_at(2);
        [first, one, two].join(between)
    }

    /// In one of the ways people write it.
    pub(crate) fn write(&self, draw: &mut Draw) -> Phone {
        let form = draw.weighed(&FORMS);
        let Self { code, rest } = self;
        let dashes = self.grouped("-");
        let spaces = self.grouped(" ");
        let written = match form {
            Form::Plus => format!("+375{code}{rest}"),
            Form::PlusBrackets => format!("+375 ({code}) {dashes}"),
            Form::PlusSpaces => format!("+375 {code} {spaces}"),
            Form::PlusDashes => format!("+375-{code}-{dashes}"),
            Form::PlusTight => format!("+375({code}){rest}"),
            Form::Bare => format!("375{code}{rest}"),
            Form::Trunk => format!("80{code}{rest}"),
            Form::TrunkBrackets => format!("8 (0{code}) {dashes}"),
            Form::TrunkDash => format!("8-0{code}-{rest}"),
            Form::TrunkSpaces => format!("8 0{code} {spaces}"),
            Form::TrunkTight => format!("80{code} {dashes}"),
            Form::Word => format!("тел. 80{code}{rest}"),
            Form::Zero => format!("(0{code}) {dashes}"),
            Form::National => format!("{code}{rest}"),
            Form::Zeros => format!("00375{code}{rest}"),
        };
        Phone {
            written,
            number: format!("+375{code}{rest}"),
        }
    }
}

#[derive(Clone, Copy)]
enum Form {
    Plus,
    PlusBrackets,
    PlusSpaces,
    PlusDashes,
    PlusTight,
    Bare,
    Trunk,
    TrunkBrackets,
    TrunkDash,
    TrunkSpaces,
    TrunkTight,
    Word,
    Zero,
    National,
    Zeros,
}

/// How often each is met, of two hundred.
const FORMS: [(usize, Form); 15] = [
    (50, Form::Plus),
    (32, Form::PlusBrackets),
    (25, Form::PlusSpaces),
    (2, Form::PlusDashes),
    (4, Form::PlusTight),
    (15, Form::Bare),
    (20, Form::Trunk),
    (15, Form::TrunkBrackets),
    (9, Form::TrunkDash),
    (7, Form::TrunkSpaces),
    (3, Form::TrunkTight),
    (4, Form::Word),
    (3, Form::Zero),
    (10, Form::National),
    (1, Form::Zeros),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_are_grouped_as_people_say_them() {
        let number = |code: &str, rest: &str| Number {
            code: code.to_owned(),
            rest: rest.to_owned(),
        };
        assert_eq!(number("29", "1234567").grouped("-"), "123-45-67");
        assert_eq!(number("152", "123456").grouped(" "), "12 34 56");
        assert_eq!(number("1643", "12345").grouped("-"), "1-23-45");
    }
}
