//! How many tests and checks ended how.

use anyhow::Result;

/// Counts of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    /// Those that passed.
    pub(crate) passed: u32,
    /// Those that didn't.
    pub(crate) failed: u32,
}

impl Tally {
    /// Whether nothing failed.
    pub(crate) fn is_clean(self) -> bool {
        self.failed == 0
    }

    /// One more check; says which one failed.
    pub(crate) fn count(&mut self, name: &str, result: &Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => {
                self.failed += 1;
                println!("  {name} FAILED: {error:#}");
            }
        }
    }

    /// And all of these.
    pub(crate) fn add(&mut self, others: Self) {
        self.passed += others.passed;
        self.failed += others.failed;
    }

    /// What some tests came to; if they didn't run to their end, that is one failure.
    pub(crate) fn add_tests(&mut self, name: &str, result: Result<Self>) {
        match result {
            Ok(tally) => self.add(tally),
            Err(error) => self.count(name, &Err(error)),
        }
    }

    /// The counts in a line such as `test result: ok. 3 passed; 1 failed; 0 ignored; …`; none in any other.
    pub(crate) fn parse(line: &str) -> Self {
        let counts = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "));
        let mut numbers = counts
            .map_or("", |(_, counts)| counts)
            .split("; ")
            .filter_map(|count| count.split(' ').next()?.parse().ok());
        match (numbers.next(), numbers.next()) {
            (Some(passed), Some(failed)) => Self { passed, failed },
            _ => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_are_read_from_a_test_programs_own_line() {
        let (passed, failed) = (12, 0);
        assert_eq!(
            Tally::parse(
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"
            ),
            Tally { passed, failed }
        );
        let (passed, failed) = (3, 2);
        assert_eq!(
            Tally::parse("test result: FAILED. 3 passed; 2 failed; 0 ignored"),
            Tally { passed, failed }
        );
        assert_eq!(Tally::parse("test keys::sealing ... ok"), Tally::default());
    }
}
