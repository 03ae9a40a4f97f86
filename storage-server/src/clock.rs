//! The day, and nothing finer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, SystemTime};

use keys::Day;

/// Where the day comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's clock, in UTC.
    #[default]
    System,
    /// A day that somebody sets.
    Fixed(Arc<AtomicU16>),
}

impl Clock {
    /// A clock that stands still.
    #[must_use]
    pub fn fixed(day: Day) -> Self {
        Self::Fixed(Arc::new(AtomicU16::new(day)))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn today(&self) -> Day {
        match self {
            Self::System => {
                let since = SystemTime::now()
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .unwrap_or(Duration::ZERO);
                Day::try_from(since.as_secs() / 86_400).unwrap_or(Day::MAX)
            }
            Self::Fixed(day) => day.load(Ordering::Relaxed),
        }
    }
}
