//! Latin letters into Cyrillic, by passport rules and by Łacinka at once: they only disagree on `ch`.

use super::{Form, Letter};

/// Longer ones before their beginnings.
#[rustfmt::skip]
const GROUPS: &[(&str, &str)] = &[
    ("shch", "щ"), ("szcz", "щ"), ("sch", "щ"), ("sh", "ш"), ("sz", "ш"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("tz", "ц"), ("ch", "ч"), ("cz", "ч"), ("ck", "к"), ("ph", "ф"), ("x", "кс"), ("q", "к"),
    ("ya", "я"), ("ia", "я"), ("ja", "я"), ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("yo", "ё"), ("io", "ё"),
    ("jo", "ё"), ("ye", "е"), ("ie", "е"), ("je", "е"),
    ("a", "а"), ("b", "б"), ("c", "ц"), ("ć", "ц"), ("č", "ч"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"),
    ("h", "г"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("ł", "л"), ("ĺ", "л"), ("m", "м"), ("n", "н"),
    ("ń", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("ś", "с"), ("š", "ш"), ("t", "т"), ("u", "у"),
    ("ŭ", "ў"), ("v", "в"), ("w", "в"), ("y", "ы"), ("z", "з"), ("ź", "з"), ("ż", "ж"), ("ž", "ж"),
    ("á", "а"), ("ą", "а"), ("é", "е"), ("ë", "е"), ("ę", "е"), ("í", "и"), ("ó", "о"), ("ö", "о"), ("ú", "у"),
    ("ü", "у"), ("ý", "ы"), ("ñ", "н"), ("ř", "р"), ("ě", "е"),
];

/// The Cyrillic readings of a plain form, the likelier first; never empty, and one for a word without `ch`.
pub(crate) fn to_cyrillic(plain: &[Letter]) -> Vec<Form> {
    if !plain.iter().any(|letter| is_latin(letter.c)) {
        return vec![plain.to_vec()];
    }
    // Carons, breves and strokes mean Łacinka, where ch is х.
    let lacinka = plain.iter().any(|letter| "čšžŭćśźńłĺ".contains(letter.c));
    // A bare c leans that way too; enough to come first, not to stand alone.
    let leaning = plain.iter().enumerate().any(|(at, letter)| {
        letter.c == 'c' && !matches!(plain.get(at + 1).map(|next| next.c), Some('h' | 'k' | 'z'))
    });
    let ch = plain
        .windows(2)
        .any(|two| two[0].c == 'c' && two[1].c == 'h');
    match (ch, lacinka, leaning) {
        (false, ..) => vec![read(plain, "ч")],
        (true, true, _) => vec![read(plain, "х")],
        (true, false, true) => vec![read(plain, "х"), read(plain, "ч")],
        (true, false, false) => vec![read(plain, "ч"), read(plain, "х")],
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_lowercase() || ('\u{c0}'..='\u{24f}').contains(&c)
}

fn read(plain: &[Letter], ch: &str) -> Form {
    let mut form: Form = Vec::with_capacity(plain.len());
    let mut at = 0;
    while at < plain.len() {
        let group = GROUPS.iter().find(|(latin, _)| {
            // With ch = х, sch is с and х.
            !(ch == "х" && *latin == "sch") && starts_with(&plain[at..], latin)
        });
        let Some((latin, cyrillic)) = group else {
            form.push(plain[at]);
            at += 1;
            continue;
        };
        let len = latin.chars().count();
        let (from, to) = (plain[at].from, plain[at + len - 1].to);
        let cyrillic = match *latin {
            "ch" => ch,
            // After a vowel i and y are й: Sergei, Andrey.
            "i" | "y" if form.last().is_some_and(|last| is_vowel(last.c)) => "й",
            _ => cyrillic,
        };
        form.extend(cyrillic.chars().map(|c| Letter { c, from, to }));
        at += len;
    }
    form
}

fn starts_with(letters: &[Letter], latin: &str) -> bool {
    let mut letters = letters.iter();
    latin
        .chars()
        .all(|c| letters.next().is_some_and(|letter| letter.c == c))
}

fn is_vowel(c: char) -> bool {
    "аоеёэяиіыую".contains(c)
}
