//! Limits of requests about pages.

use keys::request::Operation;
use wire::pages::{KeepPagesParams, PutPagesParams, ReadPagesParams};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible};
use super::entries::entries;
use super::signed::Params;

impl Check for PutPagesParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(!self.pages.is_empty() && self.first > 0 && self.count > 0)?;
        at_most(self.count as usize, limits::PAGES_MAX)?;
        let end = self.first as usize + self.pages.len() - 1;
        sensible(end <= self.count as usize)?;
        entries(&self.pages)
    }
}

impl Params for PutPagesParams {
    const OPERATION: Operation = Operation::PagesPut;
}

impl Check for KeepPagesParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for KeepPagesParams {
    const OPERATION: Operation = Operation::PagesKeep;
}

impl Check for ReadPagesParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for ReadPagesParams {
    const OPERATION: Operation = Operation::PagesRead;
}
