//! `restore`

use std::path::PathBuf;

use clap::Args;
use storage_server::store::sqlite;

use super::{Outcome, explain};

/// Afterwards the clients notice that the server went back in time. That is intended: a lead confirms it in the app, and
/// what clients still hold is stored again.
#[derive(Args)]
#[command(after_long_help = "Example:\n  \
    storage-server restore --from /var/backups/skrynia/2026-11-22.sqlite --data /var/lib/skrynia-new")]
pub(crate) struct Restore {
    /// A file that `backup` made.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// An empty directory, or one that isn't there yet.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Restore {
    pub(super) fn run(self) -> Outcome {
        let counts = sqlite::restore(&self.from, &self.data).map_err(|error| explain(&error))?;
        println!(
            "restored {} spaces, {} entries, {} keyrings",
            counts.spaces, counts.entries, counts.keyrings
        );
        Ok(())
    }
}
