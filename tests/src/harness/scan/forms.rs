//! The forms a text can take in a file or in memory.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};
use encoding_rs::{Encoding, IBM866, KOI8_U, WINDOWS_1251};

/// Every form of a text, named.
pub(super) fn of(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut plain = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        (
            "UTF-16LE",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16BE",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
    ];
    for (name, encoding) in [
        ("windows-1251", WINDOWS_1251),
        ("cp866", IBM866),
        ("KOI8-U", KOI8_U),
    ] {
        plain.extend(legacy(text, encoding).map(|bytes| (name, bytes)));
    }
    let mut forms = Vec::new();
    for (name, bytes) in plain {
        let names = wrapped_names(name);
        forms.push((names[1], hex::encode(&bytes).into_bytes()));
        forms.push((names[2], hex::encode_upper(&bytes).into_bytes()));
        for skipped in 0..3 {
            forms.push((
                names[3],
                base64_inside(&bytes, skipped, &GeneralPurpose::new(&STANDARD, NO_PAD)),
            ));
            forms.push((
                names[4],
                base64_inside(&bytes, skipped, &GeneralPurpose::new(&URL_SAFE, NO_PAD)),
            ));
        }
        forms.push((names[0], bytes));
    }
    forms.push(("JSON escapes", escaped(text)));
    forms.push((
        "percent signs",
        text.bytes()
            .flat_map(|byte| format!("%{byte:02X}").into_bytes())
            .collect(),
    ));
    forms
}

/// A text in an old encoding, if that has all its letters.
fn legacy(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, missing) = encoding.encode(text);
    (!missing).then(|| bytes.into_owned())
}

fn escaped(text: &str) -> Vec<u8> {
    let unit = |unit: u16| {
        if unit < 128 {
            char::from(unit as u8).to_string()
        } else {
            format!("\\u{unit:04x}")
        }
    };
    text.encode_utf16()
        .map(unit)
        .collect::<String>()
        .into_bytes()
}

/// The letters that base64 always makes of these bytes when they begin `skipped` bytes into a group of three,
/// whatever stands before and after them.
fn base64_inside(bytes: &[u8], skipped: usize, engine: &GeneralPurpose) -> Vec<u8> {
    let mut padded = vec![0; skipped];
    padded.extend_from_slice(bytes);
    let first = (skipped * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    engine
        .encode(&padded)
        .into_bytes()
        .get(first..last)
        .unwrap_or_default()
        .to_vec()
}

fn wrapped_names(plain: &'static str) -> [&'static str; 5] {
    match plain {
        "UTF-16LE" => [
            "UTF-16LE",
            "hex of UTF-16LE",
            "HEX of UTF-16LE",
            "base64 of UTF-16LE",
            "base64url of UTF-16LE",
        ],
        "UTF-16BE" => [
            "UTF-16BE",
            "hex of UTF-16BE",
            "HEX of UTF-16BE",
            "base64 of UTF-16BE",
            "base64url of UTF-16BE",
        ],
        "windows-1251" => [
            "windows-1251",
            "hex of cp1251",
            "HEX of cp1251",
            "base64 of cp1251",
            "base64url of cp1251",
        ],
        "cp866" => [
            "cp866",
            "hex of cp866",
            "HEX of cp866",
            "base64 of cp866",
            "base64url of cp866",
        ],
        "KOI8-U" => [
            "KOI8-U",
            "hex of KOI8-U",
            "HEX of KOI8-U",
            "base64 of KOI8-U",
            "base64url of KOI8-U",
        ],
        _ => [
            "UTF-8",
            "hex of UTF-8",
            "HEX of UTF-8",
            "base64 of UTF-8",
            "base64url of UTF-8",
        ],
    }
}
