//! What the program can do, one command a file.

mod backup;
mod check;
mod lock;
mod restore;
mod serve;
mod tokens;

use clap::Subcommand;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// One of these.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the app and its data until the process is told to stop.
    Serve(serve::Serve),
    /// Mint admission tokens and print the link that holds them.
    Tokens(tokens::Tokens),
    /// Check that the stored data is whole.
    Check(check::Check),
    /// Copy the data into one file, also while the server runs.
    Backup(backup::Backup),
    /// Put a backup into an empty data directory.
    Restore(restore::Restore),
}

/// Does what was asked for.
pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Serve(serve) => serve.run(),
        Command::Tokens(tokens) => tokens.run(),
        Command::Check(check) => check.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
    }
}

/// An error and what caused it, in one line.
fn explain(error: &storage_server::store::StoreError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => cause.to_string(),
        None => error.to_string(),
    }
}
