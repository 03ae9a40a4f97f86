//! The one error: who is refused learns nothing about why.

use core::fmt;

/// Refused. Every failure to decode, verify, open or unwrap is this one value, whatever its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl core::error::Error for Refused {}
