//! Days in words. Nothing here knows a time of day.

use super::messages::say;

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    /// Year.
    pub(crate) year: u32,
    /// Month, from 1.
    pub(crate) month: u32,
    /// Day of the month, from 1.
    pub(crate) day: u32,
}

impl Civil {
    /// The calendar day of a number of days since 1970-01-01 (Howard Hinnant's `civil_from_days`, for days since 1970).
    #[must_use]
    pub(crate) fn of(days: u16) -> Self {
        let z = u32::from(days) + 719_468;
        let era = z / 146_097;
        let of_era = z % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        Self {
            year: year_of_era + era * 400 + u32::from(month <= 2),
            month,
            day: of_year - (153 * shifted + 2) / 5 + 1,
        }
    }
}

/// “today”, “yesterday”, “5 days ago”, then the date.
#[must_use]
pub(crate) fn day_text(day: u16, today: u16) -> String {
    match today.saturating_sub(day) {
        0 => say("day-today", &[]),
        1 => say("day-yesterday", &[]),
        n @ 2..=13 => say("day-ago", &[("n", u32::from(n).into())]),
        _ => civil_text(Civil::of(day)),
    }
}

fn civil_text(Civil { year, month, day }: Civil) -> String {
    format!("{day} {} {year}", say(&format!("month-{month}"), &[]))
}

/// A stored date in words. A year alone stays a year, and what is no date stays as it is.
#[must_use]
pub(crate) fn date_text(stored: &str) -> String {
    let mut parts = stored.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    match (number(4), number(2), number(2), parts.next()) {
        (Some(year), Some(month @ 1..=12), Some(day @ 1..=31), None) => {
            civil_text(Civil { year, month, day })
        }
        _ => stored.to_owned(),
    }
}

/// How fresh the newest statement of others is, as a whole sentence.
#[must_use]
pub(crate) fn fresh_text(newest: Option<u16>, today: u16) -> String {
    match newest.map(|day| today.saturating_sub(day)) {
        None => say("fresh-nobody", &[]),
        Some(0) => say("fresh-today", &[]),
        Some(1) => say("fresh-yesterday", &[]),
        Some(n) if n < STILL => say("fresh-ago", &[("n", u32::from(n).into())]),
        Some(n) => say("fresh-still", &[("n", u32::from(n).into())]),
    }
}

/// So many days without a word from anybody else are worth a question.
const STILL: u16 = 7;
/// So many don't happen where two people come now and then: their apps sign a day by themselves.
const QUIET: u16 = 3;

/// The same in one word, for colours and tests.
#[must_use]
pub(crate) fn fresh_state(newest: Option<u16>, today: u16) -> &'static str {
    match newest.map(|day| today.saturating_sub(day)) {
        None => "nobody",
        Some(n) if n < QUIET => "fresh",
        Some(n) if n < STILL => "quiet",
        Some(_) => "still",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::set_language;
    use vault::api::Language;

    #[test]
    fn civil_days() {
        let day = |year, month, day| Civil { year, month, day };
        assert_eq!(Civil::of(0), day(1970, 1, 1));
        assert_eq!(Civil::of(59), day(1970, 3, 1));
        assert_eq!(Civil::of(11_016), day(2000, 2, 29));
        assert_eq!(Civil::of(20_779), day(2026, 11, 22));
        assert_eq!(Civil::of(u16::MAX), day(2149, 6, 6));
    }

    #[test]
    fn a_week_without_others_is_said_otherwise() {
        set_language(Language::English);
        let at = |n: u16| {
            (
                fresh_state(Some(100), 100 + n),
                fresh_text(Some(100), 100 + n),
            )
        };
        assert_eq!(at(2).0, "fresh");
        assert_eq!(at(3).0, "quiet");
        assert_eq!(at(6).1, "Last entry by others: 6 days ago");
        assert_eq!(
            at(7),
            ("still", "Nothing new signed by others for 7 days".into())
        );
        assert_eq!(fresh_state(None, 100), "nobody");
    }

    #[test]
    fn stored_dates_in_words() {
        set_language(Language::Russian);
        assert_eq!(date_text("1985-03-04"), "4 марта 1985");
        for same in [
            "1985",
            "1985-03",
            "1985-13-01",
            "весной",
            "24.03.1985",
            "1985-03-04-05",
            "",
        ] {
            assert_eq!(date_text(same), same);
        }
    }

    #[test]
    fn days_in_words() {
        set_language(Language::Russian);
        assert_eq!(day_text(20_779, 20_779), "сегодня");
        assert_eq!(day_text(20_778, 20_779), "вчера");
        assert_eq!(day_text(20_776, 20_779), "3 дня назад");
        assert_eq!(day_text(20_700, 20_779), "4 сентября 2026");
        // A clock that is a day behind.
        assert_eq!(day_text(20_780, 20_779), "сегодня");
    }
}
