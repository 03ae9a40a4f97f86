//! E-mail addresses and names in Telegram, as people make them of their own.

use crate::draw::Draw;
use crate::latin::small;
use crate::lists::Given;
use crate::spelled::Spelled;

/// Ends that belong to nobody (RFC 2606): what is sent there reaches no person who has a name like this.
const DOMAINS: [(usize, &str); 6] = [
    (40, "gmail.example"),
    (26, "mail.example"),
    (16, "yandex.example"),
    (9, "tut.example"),
    (5, "proton.example"),
    (4, "outlook.example"),
];

/// Given name and surname in small Latin letters, each of one language or the other.
fn latin(draw: &mut Draw, family: &Spelled<String>, given: &Given) -> (String, String) {
    let nicknames = &given.nicknames.ru;
    let given = match draw.below(10) {
        0..4 => given.name.be,
        4..8 => given.name.ru,
        _ if nicknames.is_empty() => given.name.ru,
        _ => draw.one(nicknames),
    };
    let family = if draw.percent(40) {
        &family.be
    } else {
        &family.ru
    };
    (small(given), small(family))
}

pub(crate) fn email(
    draw: &mut Draw,
    family: &Spelled<String>,
    given: &Given,
    born: usize,
) -> String {
    let (given, family) = latin(draw, family, given);
    let first = &given[..1];
    let year = born % 100;
    let any = draw.below(100);
    let name = match draw.below(100) {
        0..14 => format!("{given}.{family}"),
        14..24 => format!("{family}.{given}"),
        24..34 => format!("{first}.{family}"),
        34..44 => format!("{first}{family}{any}"),
        44..56 => format!("{family}{year:02}"),
        56..66 => format!("{given}{born}"),
        66..74 => format!("{given}_{family}"),
        74..82 => format!("{given}.{family}{any}"),
        82..92 => format!("{given}{year:02}{any:02}"),
        _ => format!("{family}_{first}{year:02}"),
    };
    let domain = draw.weighed(&DOMAINS);
    let email = format!("{name}@{domain}");
    // Phones begin a line with a capital.
    match draw.percent(3) {
        true => format!("{}{}", email[..1].to_ascii_uppercase(), &email[1..]),
        false => email,
    }
}

pub(crate) fn handle(draw: &mut Draw, family: &Spelled<String>, given: &Given) -> String {
    let (given, family) = latin(draw, family, given);
    let few = &family[..family.len().min(3)];
    match draw.below(100) {
        0..25 => format!("@{given}_{family}"),
        25..40 => format!("@{given}{few}"),
        40..55 => format!("@{family}{}", draw.below(100)),
        55..75 => format!("@{given}{}", draw.below(1000)),
        75..85 => format!("@{}{family}", &given[..1]),
        _ => format!("@{given}_{few}{}", draw.below(100)),
    }
}
