//! Limits of shapes: what decodes may still be too much.

use wire::{ProblemKind, limits};

/// A request that knows its limits.
pub(crate) trait Check {
    /// Whether it keeps to them.
    ///
    /// # Errors
    /// [`ProblemKind::TooLarge`] beyond a limit, [`ProblemKind::Malformed`] for what makes no sense at any size.
    fn check(&self) -> Result<(), ProblemKind>;
}

/// `Err(TooLarge)` beyond the limit.
pub(super) fn at_most(value: usize, limit: usize) -> Result<(), ProblemKind> {
    if value <= limit {
        Ok(())
    } else {
        Err(ProblemKind::TooLarge)
    }
}

/// `Err(Malformed)` unless it holds.
pub(super) fn sensible(holds: bool) -> Result<(), ProblemKind> {
    if holds {
        Ok(())
    } else {
        Err(ProblemKind::Malformed)
    }
}

/// Waits that are too long are a client's mistake, told early.
pub(super) fn wait(seconds: u8) -> Result<(), ProblemKind> {
    sensible(seconds <= limits::WAIT_MAX_SECONDS)
}

impl Check for wire::status::StatusRequest {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}
