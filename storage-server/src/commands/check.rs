//! `check`

use std::path::PathBuf;

use clap::Args;
use storage_server::store::sqlite;

use super::{Outcome, explain};

/// Runs SQLite's integrity check and the store's own rules: every entry has its id, no log has a gap, every region has its
/// envelopes, what is staged belongs to somebody who may commit it, what waits in inboxes is counted. Prints counts, which is all there is to tell. Reads everything, so it takes a while on a large store.
#[derive(Args)]
#[command(after_long_help = "Example:\n  storage-server check --data /var/lib/skrynia")]
pub(crate) struct Check {
    /// The data directory; the server may be running.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let counts = sqlite::check(&self.data).map_err(|error| explain(&error))?;
        println!(
            "whole: {} spaces, {} entries, {} staged, {} waiting, {} keyrings, {} mailboxes, {} tokens left",
            counts.spaces,
            counts.entries,
            counts.staged,
            counts.waiting,
            counts.keyrings,
            counts.mailboxes,
            counts.tokens
        );
        Ok(())
    }
}
