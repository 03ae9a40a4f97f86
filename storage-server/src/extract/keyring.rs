//! Limits of requests about keyrings.

use keys::request::Operation;
use wire::keyring::{MoveKeyringParams, ReadKeyring, WriteKeyringParams};
use wire::{Blob, ProblemKind, limits};

use super::check::{Check, at_most, sensible};
use super::signed::Params;

impl Check for ReadKeyring {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Check for WriteKeyringParams {
    fn check(&self) -> Result<(), ProblemKind> {
        keyring(&self.keyring)
    }
}

impl Params for WriteKeyringParams {
    const OPERATION: Operation = Operation::KeyringWrite;
}

impl Check for MoveKeyringParams {
    fn check(&self) -> Result<(), ProblemKind> {
        keyring(&self.keyring)
    }
}

impl Params for MoveKeyringParams {
    const OPERATION: Operation = Operation::KeyringMove;
}

/// All have one size and begin alike, so that made-up ones can.
fn keyring(Blob(keyring): &Blob) -> Result<(), ProblemKind> {
    at_most(keyring.len(), limits::KEYRING_LEN)?;
    sensible(keyring.len() == limits::KEYRING_LEN && keyring.first() == Some(&1))
}
