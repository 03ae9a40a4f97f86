//! The bilingual key: what Belarusian and Russian spellings of a name have in common.

use super::{Form, Letter};
use crate::letters::is_letter;

/// Whether the end of the word is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The whole word.
    Closed,
    /// Somebody is still typing: the rules for ends wait.
    Open,
}

/// The key of a Cyrillic form. The order of the rules matters: each sees what those before it left.
pub(crate) fn key(mut f: Form, ending: Ending) -> Form {
    let closed = ending == Ending::Closed;
    consonants(&mut f);
    // Final -ой → -ы
    if closed && f.len() > 2 && f[f.len() - 2].c == 'о' && f[f.len() - 1].c == 'й' {
        let at = f.len() - 2;
        replace(&mut f, at, 2, &['ы']);
    }
    each(&mut f, 1, |w| matches!(w[0].c, 'ь' | 'ъ'), &[]);
    for at in 1..f.len() {
        if f[at - 1].c == 'л' && is_consonant(f[at].c) && !matches!(f[at].c, 'л' | 'й') {
            f[at - 1].c = 'в';
        }
    }
    vowels(&mut f, closed);
    each(&mut f, 5, |w| same(w, "шчизн"), &['ш', 'ч', 'и', 'н']);
    let mut at = 1;
    while at < f.len() {
        if f[at].c == f[at - 1].c && is_letter(f[at].c) {
            drop_one(&mut f, at);
        } else {
            at += 1;
        }
    }
    if f.len() > 1 && f[0].c == 'в' && is_consonant(f[1].c) {
        f[0].c = 'у';
    }
    each(&mut f, 3, |w| same(w, "аву"), &['а', 'у']);
    for at in 1..f.len() {
        if f[at].c == 'у' && is_vowel(f[at - 1].c) {
            f[at].c = 'в';
        }
    }
    if f.len() > 2 && f[0].c == 'и' && matches!(f[1].c, 'р' | 'л' | 'м') && is_consonant(f[2].c)
    {
        drop_one(&mut f, 0);
    }
    f
}

fn consonants(f: &mut Form) {
    for letter in f.iter_mut() {
        letter.c = match letter.c {
            'ў' => 'в',
            'ґ' => 'г',
            'ї' => 'і',
            'є' => 'е',
            c => c,
        };
    }
    each(f, 1, |w| w[0].c == 'щ', &['ш', 'ч']);
    each(
        f,
        2,
        |w| matches!(w[0].c, 'с' | 'з' | 'ж') && w[1].c == 'ч',
        &['ш', 'ч'],
    );
    each(
        f,
        3,
        |w| matches!(w[0].c, 'т' | 'ц' | 'ч' | 'к') && w[1].c == 'с' && w[2].c == 'к',
        &['ц', 'к'],
    );
    each(f, 2, |w| w[0].c == 'д' && w[1].c == 'з', &['д']);
    // Prothetic в: Вольга, вуліца.
    if f.len() > 1 && f[0].c == 'в' && matches!(f[1].c, 'о' | 'а' | 'у') {
        drop_one(f, 0);
    }
}

fn vowels(f: &mut Form, closed: bool) {
    for letter in f.iter_mut() {
        letter.c = match letter.c {
            'о' | 'е' | 'ё' | 'э' | 'я' => 'а',
            'і' | 'ы' => 'и',
            'ю' => 'у',
            'ц' => 'т',
            c => c,
        };
    }
    // й falls before a vowel and at the end, and is и elsewhere.
    let mut at = 0;
    while at < f.len() {
        if f[at].c == 'й' {
            if f.len() > 1 && f.get(at + 1).map_or(closed, |next| is_vowel(next.c)) {
                drop_one(f, at);
                continue;
            }
            f[at].c = 'и';
        }
        at += 1;
    }
    each(f, 2, |w| w[0].c == 'и' && w[1].c == 'а', &['а']);
}

fn same(window: &[Letter], text: &str) -> bool {
    window.iter().map(|letter| letter.c).eq(text.chars())
}

fn is_vowel(c: char) -> bool {
    "аоеёэяиіыую".contains(c)
}

fn is_consonant(c: char) -> bool {
    matches!(c, 'а'..='я') && !is_vowel(c) && !matches!(c, 'ь' | 'ъ')
}

/// Replaces every window of `len` letters that fits.
fn each(f: &mut Form, len: usize, fits: impl Fn(&[Letter]) -> bool, to: &[char]) {
    let mut at = 0;
    while at + len <= f.len() {
        if fits(&f[at..at + len]) {
            replace(f, at, len, to);
            at += to.len();
        } else {
            at += 1;
        }
    }
}

/// Takes one letter out; its place in the original goes to the letter before it, or to the one after at the start.
fn drop_one(f: &mut Form, at: usize) {
    let gone = f.remove(at);
    if at > 0 {
        f[at - 1].to = f[at - 1].to.max(gone.to);
    } else if let Some(first) = f.first_mut() {
        first.from = first.from.min(gone.from);
    }
}

/// Puts `to` in place of `len` letters. Letters keep their places one to one; the last takes what is left over.
fn replace(f: &mut Form, at: usize, len: usize, to: &[char]) {
    if to.is_empty() {
        for _ in 0..len {
            drop_one(f, at);
        }
        return;
    }
    let old: Vec<Letter> = f[at..at + len].to_vec();
    let with = to.iter().enumerate().map(|(i, &c)| {
        let from = old[i.min(len - 1)].from;
        let end = if i + 1 == to.len() {
            old[len - 1].to
        } else {
            old[i.min(len - 1)].to
        };
        Letter { c, from, to: end }
    });
    f.splice(at..at + len, with);
}
