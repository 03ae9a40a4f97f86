//! `backup`

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use storage_server::store::sqlite;

use super::{Outcome, explain};

/// A backup keeps what was rotated away or erased since, so none may grow older than seven days: if the target's directory
/// holds older ones, this refuses, or removes them if it is told to. Copies elsewhere are yours to remove.
///
/// The new file is checked before this ends well, and only its owner can read it.
#[derive(Args)]
#[command(after_long_help = "Example, as a daily job:\n  \
    storage-server backup --data /var/lib/skrynia --to /var/backups/skrynia/$(date -u +%F).sqlite --prune-older")]
pub(crate) struct Backup {
    /// The server's data directory; the server may be running.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The file to make; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Remove backups older than seven days from the target's directory.
    #[arg(long)]
    prune_older: bool,
}

const OLDEST: Duration = Duration::from_secs(7 * 86_400);

impl Backup {
    pub(super) fn run(self) -> Outcome {
        let directory = match self.to.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let old = older_backups(directory, SystemTime::now())?;
        if !self.prune_older && !old.is_empty() {
            let names: Vec<String> = old.iter().map(|file| file.display().to_string()).collect();
            return Err(format!(
                "backups older than seven days must go first (--prune-older removes them): {}",
                names.join(", ")
            )
            .into());
        }
        let counts = sqlite::backup(&self.data, &self.to).map_err(|error| explain(&error))?;
        // Only now: the old ones go when there is a new one.
        for file in old {
            std::fs::remove_file(&file)?;
            println!("removed {}", file.display());
        }
        println!(
            "backed up {} spaces, {} entries, {} keyrings",
            counts.spaces, counts.entries, counts.keyrings
        );
        Ok(())
    }
}

/// Our databases in a directory that were last written more than seven days ago.
fn older_backups(directory: &Path, now: SystemTime) -> std::io::Result<Vec<PathBuf>> {
    let mut old = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let age = now
            .duration_since(entry.metadata()?.modified()?)
            .unwrap_or(Duration::ZERO);
        if age > OLDEST && entry.file_type()?.is_file() && sqlite::is_ours(&entry.path()) {
            old.push(entry.path());
        }
    }
    old.sort();
    Ok(old)
}
