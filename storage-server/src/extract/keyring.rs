//! Limits of requests about keyrings.

use keys::request::Operation;
use wire::keyring::{ReadKeyring, WriteKeyringParams};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible};
use super::signed::Params;

impl Check for ReadKeyring {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Check for WriteKeyringParams {
    fn check(&self) -> Result<(), ProblemKind> {
        at_most(self.keyring.0.len(), limits::KEYRING_LEN)?;
        // All have one size and begin alike, so that made-up ones can.
        sensible(self.keyring.0.len() == limits::KEYRING_LEN && self.keyring.0.first() == Some(&1))
    }
}

impl Params for WriteKeyringParams {
    const OPERATION: Operation = Operation::KeyringWrite;
}
