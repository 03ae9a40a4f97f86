//! What kind of file the first bytes promise.

use super::FileKind;

/// What a file looks like.
pub(super) enum Looks {
    Empty,
    Text,
    Workbook(FileKind),
    PasswordProtected,
    /// Something that can't be read, by name.
    Other(&'static str),
}

pub(super) fn looks(name: &str, bytes: &[u8]) -> Looks {
    if bytes.iter().all(|&b| b.is_ascii_whitespace() || b == 0) {
        return Looks::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x00\x01\x00\x00Standard Jet DB", "Access"),
        (b"\x00\x01\x00\x00Standard ACE DB", "Access"),
        (b"%PDF", "PDF"),
        (b"{\\rtf", "RTF"),
        (b"SQLite format 3", "SQLite"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x1f\x8b", "GZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"II*\x00", "TIFF"),
        (b"MM\x00*", "TIFF"),
        (b"\xfd7zXZ", "XZ"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Looks::Other(kind);
    }
    // dBase has no magic worth the name.
    if name.to_lowercase().ends_with(".dbf") && bytes[0] < 0xf6 && bytes.contains(&0) {
        return Looks::Other("dBase");
    }
    Looks::Text
}

fn zip(bytes: &[u8]) -> Looks {
    let has = |name: &str| contains(bytes, name.as_bytes());
    if has("xl/workbook.bin") {
        Looks::Workbook(FileKind::Xlsb)
    } else if has("xl/workbook.xml") || has("xl/worksheets/") {
        Looks::Workbook(FileKind::Xlsx)
    } else if has("opendocument.spreadsheet") {
        Looks::Workbook(FileKind::Ods)
    } else if has("word/document.xml") || has("opendocument.text") {
        Looks::Other("Word")
    } else if has("Index/Document.iwa") {
        Looks::Other("Numbers")
    } else {
        Looks::Other("ZIP")
    }
}

/// The container of Office 97–2003, and of encrypted newer files.
fn compound(bytes: &[u8]) -> Looks {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if has("EncryptedPackage") {
        Looks::PasswordProtected
    } else if has("WordDocument") {
        Looks::Other("Word")
    } else if has("Workbook") || has("Book") {
        Looks::Workbook(FileKind::Xls)
    } else {
        Looks::Other("Office")
    }
}

/// Text that is something else than a table.
pub(super) fn text_looks(text: &str) -> Option<&'static str> {
    let start: String = text
        .trim_start()
        .chars()
        .take(300)
        .collect::<String>()
        .to_lowercase();
    let begins = |with: &str| start.starts_with(with);
    if begins("begin:vcard") {
        Some("vCard")
    } else if begins("<!doctype html") || begins("<html") || begins("<table") || begins("<meta") {
        Some("HTML")
    } else if begins("<?xml") || begins("<workbook") {
        Some("XML")
    } else if begins("{\"") || begins("[{") {
        Some("JSON")
    } else if begins("begin:vcalendar") {
        Some("iCalendar")
    } else {
        None
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let Some(&first) = part.first() else {
        return true;
    };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| b == first) {
        if rest[at..].starts_with(part) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
