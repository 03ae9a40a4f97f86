//! Dates as people and spreadsheets write them.

/// What a date without a century is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Century {
    /// Somebody's birth: children aren't in these lists.
    Birth,
    /// Something of these years.
    Recent,
}

/// How a date was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// As it should be.
    Plainly,
    /// In another order or with other signs.
    Otherwise,
    /// As a spreadsheet's day number.
    AsSerial,
    /// With two digits for the year.
    WithoutCentury,
}

/// The ISO date (or the year alone) that a text means.
pub(crate) fn parse(text: &str, century: Century) -> Option<(String, Written)> {
    let text = text
        .trim()
        .trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' ');
    // Times are left out: `2023-05-01 12:30`, `2023-05-01T12:30:00`.
    let day = text
        .split(['T', ' '])
        .next()
        .filter(|day| day.len() >= 8)
        .unwrap_or(text);
    if let Ok(number) = text.replace(',', ".").parse::<f64>() {
        return alone(text, number);
    }
    let parts: Vec<&str> = day
        .split(['.', '/', '-', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    if parts
        .iter()
        .any(|part| part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    match (
        numbers.as_slice(),
        parts.first()?.len(),
        parts.last()?.len(),
    ) {
        (&[year, month, day], 4, _) => {
            let iso = iso(year, month, day)?;
            let written = if iso == text {
                Written::Plainly
            } else {
                Written::Otherwise
            };
            Some((iso, written))
        }
        (&[day, month, year], 1 | 2, 4) => {
            // Day first; the American order only where nothing else can be meant.
            let date = iso(year, month, day).or_else(|| iso(year, day, month))?;
            Some((date, Written::Otherwise))
        }
        (&[day, month, year], 1 | 2, 2) => {
            let year = with_century(year, century);
            let date = iso(year, month, day).or_else(|| iso(year, day, month))?;
            Some((date, Written::WithoutCentury))
        }
        _ => None,
    }
}

/// A number alone: a year, or the days since 1900 that a spreadsheet counts.
fn alone(text: &str, number: f64) -> Option<(String, Written)> {
    if (1890.0..=2100.0).contains(&number) && number.fract() == 0.0 {
        let year = format!("{number:.0}");
        let written = if year == text {
            Written::Plainly
        } else {
            Written::Otherwise
        };
        return Some((year, written));
    }
    // 1927 to 2064: shorter numbers are more likely something else.
    if !(10_000.0..60_000.0).contains(&number) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range was just checked"
    )]
    let (year, month, day) = civil(number as i64 - 25_569);
    Some((
        iso(u32::try_from(year).ok()?, month, day)?,
        Written::AsSerial,
    ))
}

fn with_century(year: u32, century: Century) -> u32 {
    match century {
        Century::Birth if year > 12 => 1900 + year,
        _ => 2000 + year,
    }
}

fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=days).contains(&day) && (1850..=2100).contains(&year))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The date of a day since 1970 (Howard Hinnant's algorithm).
fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (
        year,
        u32::try_from(month).unwrap_or(0),
        u32::try_from(day).unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, expected) in [
            ("1952-12-11", "1952-12-11"),
            ("11.12.1952", "1952-12-11"),
            ("1.2.1952 г.", "1952-02-01"),
            ("08/03/98", "1998-03-08"),
            ("08/03/05", "2005-03-08"),
            ("12/31/1980", "1980-12-31"),
            ("20947", "1957-05-07"),
            ("1976", "1976"),
            ("1976 г.р.", "1976"),
            ("2023-05-01 12:30", "2023-05-01"),
            ("2023-05-01T12:30:00", "2023-05-01"),
            ("01.05.2023 12:30:11", "2023-05-01"),
        ] {
            assert_eq!(parse(text, Century::Birth).unwrap().0, expected, "{text}");
        }
        for text in [
            "",
            "31.02.1980",
            "весной",
            "12",
            "1.13.13.13",
            "99999",
            "-5",
            "1e3",
            "NaN",
            "inf",
        ] {
            assert_eq!(parse(text, Century::Birth), None, "{text}");
        }
        assert_eq!(parse("05/06/21", Century::Recent).unwrap().0, "2021-06-05");
    }
}
