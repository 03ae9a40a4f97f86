//! The storage server's program: `storage-server --help` explains it.

mod commands;

use std::process::ExitCode;

use clap::Parser;
use commands::{Command, run};

/// Keeps an organisation's ciphertext. It has no accounts, no names and no logs, and nothing to configure but
/// where its data lies, what app it serves, and where it listens.
///
/// It speaks plain HTTP and is meant to stand behind an onion service on the same machine; see docs/operating.md.
#[derive(Parser)]
#[command(
    version,
    after_long_help = "A first start:\n  \
        storage-server serve --data /var/lib/skrynia --bundle /usr/share/skrynia --listen 127.0.0.1:8080\n  \
        storage-server tokens --data /var/lib/skrynia --count 50 --link http://ADDRESS.onion/\n\n\
        Give the link of the second command to the person who founds the organisation, in private."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // A panic's message may hold what a request held: only the place in our own source is told.
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            eprintln!("internal error at {}:{}", place.file(), place.line());
        }
    }));
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("storage-server: {error}");
            ExitCode::FAILURE
        }
    }
}
