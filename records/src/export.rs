//! Making values safe to leave the app in a spreadsheet file.

use std::borrow::Cow;

/// The value as a spreadsheet will show it and never run it: a leading `=`, `+`, `-`, `@`, tab or
/// return gets an apostrophe before it (Excel, LibreOffice and Google Sheets then read text).
///
/// Phones in international form are left alone: a plus and digits compute to themselves.
///
/// ```
/// assert_eq!(records::export::csv_safe("=1+1"), "'=1+1");
/// assert_eq!(records::export::csv_safe("+375291234567"), "+375291234567");
/// ```
#[must_use]
pub fn csv_safe(value: &str) -> Cow<'_, str> {
    // Leading blanks (some invisible) don't stop a spreadsheet from seeing a formula.
    let seen = value.trim_start_matches(|c: char| {
        c == ' ' || c == '\u{a0}' || c == '\u{feff}' || ('\u{200b}'..='\u{200f}').contains(&c)
    });
    let dangerous = match seen.chars().next() {
        Some('+') => !seen[1..].bytes().all(|b| b.is_ascii_digit()),
        // Full-width forms run as formulas in some locales.
        Some('=' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        _ => false,
    };
    if dangerous {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}
