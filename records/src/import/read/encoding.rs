//! From bytes to text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{IBM866, KOI8_R, KOI8_U, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::{Encoding, ReadError};

/// The text, its encoding, and whether that was guessed.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding, bool), ReadError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return whole(
            String::from_utf8_lossy(rest).into_owned(),
            Encoding::Utf8,
            false,
        );
    }
    if bytes.starts_with(b"\xff\xfe") {
        return whole(
            UTF_16LE.decode(bytes).0.into_owned(),
            Encoding::Utf16Le,
            false,
        );
    }
    if bytes.starts_with(b"\xfe\xff") {
        return whole(
            UTF_16BE.decode(bytes).0.into_owned(),
            Encoding::Utf16Be,
            false,
        );
    }
    match utf16_without_mark(bytes) {
        Some(Encoding::Utf16Le) => {
            return whole(
                UTF_16LE.decode(bytes).0.into_owned(),
                Encoding::Utf16Le,
                true,
            );
        }
        Some(_) => {
            return whole(
                UTF_16BE.decode(bytes).0.into_owned(),
                Encoding::Utf16Be,
                true,
            );
        }
        None => {}
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return whole(text.to_owned(), Encoding::Utf8, false);
    }
    let (encoding, named) = single_byte(bytes);
    whole(
        encoding.decode_without_bom_handling(bytes).0.into_owned(),
        named,
        true,
    )
}

/// Text has no control characters beyond tabs and line ends; a few are damage, many are another kind of file.
fn whole(
    text: String,
    encoding: Encoding,
    guessed: bool,
) -> Result<(String, Encoding, bool), ReadError> {
    let odd = text
        .chars()
        .filter(|&c| c < ' ' && !matches!(c, '\t' | '\r' | '\n') || c == '\u{fffd}')
        .count();
    if odd > 0 && odd * 50 > text.chars().count() {
        return Err(ReadError::NotATable);
    }
    Ok((text, encoding, guessed))
}

/// Separators, digits and line ends are below 256 and Cyrillic is at 0x0400: every second byte is 0 or 4.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let high = |offset: usize| {
        let units = bytes.len() / 2;
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0 || b == 4)
            .count()
            * 10
            >= units * 9
    };
    match (high(1), high(0)) {
        (true, false) => Some(Encoding::Utf16Le),
        (false, true) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn single_byte(bytes: &[u8]) -> (&'static encoding_rs::Encoding, Encoding) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"by"), Utf8Detection::Deny);
    if guess == WINDOWS_1251 {
        (guess, Encoding::Windows1251)
    } else if guess == KOI8_U || guess == KOI8_R {
        (guess, Encoding::Koi8)
    } else if guess == IBM866 {
        (guess, Encoding::Cp866)
    } else if guess.name().starts_with("windows-125") || guess.name().starts_with("x-mac") {
        // A short file; here it is Cyrillic far sooner than Western.
        by_letters(bytes)
    } else {
        (guess, Encoding::Other)
    }
}

/// The encoding in which most letters are the common ones, small, and not capitals inside a word.
fn by_letters(bytes: &[u8]) -> (&'static encoding_rs::Encoding, Encoding) {
    let score = |encoding: &'static encoding_rs::Encoding| {
        let text = encoding.decode_without_bom_handling(bytes).0;
        let mut before = ' ';
        let mut score = 0i64;
        for c in text.chars() {
            score += match c {
                'а' | 'о' | 'е' | 'и' | 'і' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' | 'к' | 'я' => {
                    3
                }
                'а'..='я' | 'ё' | 'ў' => 1,
                'А'..='Я' | 'Ё' | 'І' | 'Ў' if before.is_lowercase() => -4,
                c if c.is_ascii()
                    || matches!(
                        c,
                        'А'..='Я' | 'Ё' | 'І' | 'Ў' | '№' | '«' | '»' | '–' | '’' | '\u{a0}'
                    ) =>
                {
                    0
                }
                _ => -4,
            };
            before = c;
        }
        score
    };
    [
        (WINDOWS_1251, Encoding::Windows1251),
        (IBM866, Encoding::Cp866),
        (KOI8_U, Encoding::Koi8),
    ]
    .into_iter()
    .max_by_key(|(encoding, named)| (score(encoding), *named == Encoding::Windows1251))
    .unwrap_or((WINDOWS_1251, Encoding::Windows1251))
}
