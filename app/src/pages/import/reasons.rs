//! Why a row is refused, what was mended: the vault's keys as sentences.

use crate::text;

/// Why a row can't be brought in.
pub(super) fn reason_text(reason: &str) -> String {
    match reason {
        "empty" => text!("refused-empty"),
        "too_long" => text!("refused-too-long"),
        _ => text!("refused-other"),
    }
}

/// What was mended, or should be looked at.
pub(super) fn note_text(kind: &str, n: u32) -> String {
    match kind {
        "phone_normalised" => text!("note-phone-normalised", n = n),
        "phone_split" => text!("note-phone-split", n = n),
        "date_normalised" => text!("note-date-normalised", n = n),
        "date_from_serial" => text!("note-date-from-serial", n = n),
        "name_split" => text!("note-name-split", n = n),
        "latin_letters" => text!("note-latin-letters", n = n),
        "value_normalised" => text!("note-value-normalised", n = n),
        "century_assumed" => text!("note-century-assumed", n = n),
        "moved_to_notes" => text!("note-moved-to-notes", n = n),
        "digits_lost" => text!("note-digits-lost", n = n),
        "phone_unclear" => text!("note-phone-unclear", n = n),
        "date_unclear" => text!("note-date-unclear", n = n),
        "email_unclear" => text!("note-email-unclear", n = n),
        "value_unclear" => text!("note-value-unclear", n = n),
        "extra_cells" => text!("note-extra-cells", n = n),
        _ => text!("note-other", n = n),
    }
}

/// Whether somebody should look, rather than only know.
pub(super) fn needs_a_look(kind: &str) -> bool {
    const REPAIRED: [&str; 7] = [
        "phone_normalised",
        "phone_split",
        "date_normalised",
        "date_from_serial",
        "name_split",
        "latin_letters",
        "value_normalised",
    ];
    !REPAIRED.contains(&kind)
}
