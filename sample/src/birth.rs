//! Days, and the ways people write them.

use crate::contact::Birth;
use crate::draw::Draw;
use crate::household::BORN;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: usize,
    month: usize,
    day: usize,
}

/// Days before each month of a year that isn't a leap year.
const BEFORE: [usize; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

fn leap(year: usize) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl Day {
    /// Any day of a year but the last of a leap year.
    pub(crate) fn of_year(draw: &mut Draw, year: usize) -> Self {
        let nth = draw.below(365);
        let month = BEFORE.partition_point(|before| *before <= nth);
        Self {
            year,
            month,
            day: nth - BEFORE[month - 1] + 1,
        }
    }

    /// Of grown-ups: most are between thirty and seventy.
    pub(crate) fn of_birth(draw: &mut Draw) -> Self {
        let year = BORN[0] + draw.below(46) + draw.below(31);
        Self::of_year(draw, year)
    }

    /// Spreadsheets count from the end of 1899.
    fn serial(self) -> usize {
        let years = self.year - 1900;
        let leaps = (1900..self.year).filter(|year| leap(*year)).count();
        let today = usize::from(leap(self.year) && self.month > 2);
        // They take 1900 for a leap year.
        1 + years * 365 + leaps + today + BEFORE[self.month - 1] + self.day
    }

    /// `31.12.1999`
    pub(crate) fn plain(self) -> String {
        format!("{:02}.{:02}.{}", self.day, self.month, self.year)
    }

    fn iso(self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// In one of the ways people and spreadsheets write it.
    pub(crate) fn write(self, draw: &mut Draw) -> Birth {
        let form = draw.below(100);
        let written = match form {
            0..50 => self.plain(),
            50..54 => format!("{} г.", self.plain()),
            54..59 => format!("{}.{}.{}", self.day, self.month, self.year),
            59..69 => self.serial().to_string(),
            69..79 => self.iso(),
            79..88 => format!("{:02}/{:02}/{:02}", self.day, self.month, self.year % 100),
            _ => self.year.to_string(),
        };
        let date = if form < 88 {
            self.iso()
        } else {
            self.year.to_string()
        };
        Birth { written, date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_those_of_spreadsheets() {
        for (year, month, day, serial) in [
            (1900, 3, 1, 61),
            (1952, 12, 11, 19339),
            (2000, 2, 29, 36585),
            (2000, 3, 1, 36586),
        ] {
            assert_eq!(Day { year, month, day }.serial(), serial);
        }
    }
}
