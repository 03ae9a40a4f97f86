//! `serve`

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use storage_server::store::SqliteStore;
use storage_server::{Clock, Config, start};
use tokio::signal::unix::{SignalKind, signal};

use super::lock::lock;
use super::{Outcome, explain};

/// Serves until SIGTERM or SIGINT. Then it answers whoever waits, finishes what it is writing, folds the log into the database and ends.
///
/// One line on standard output, `listening on http://ADDRESS`, says that it is ready. It prints nothing else unless the disk fails,
/// and never anything about a request.
#[derive(Args)]
#[command(after_long_help = "Example:\n  \
    storage-server serve --data /var/lib/skrynia --bundle /usr/share/skrynia --listen 127.0.0.1:8080")]
pub(crate) struct Serve {
    /// Directory of the database; made if it isn't there. Only the server's account should be able to read it.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Directory of the app's files, read once at the start. A file `x.br` or `x.gz` beside a file `x` is sent to browsers that take Brotli or gzip.
    /// Without it the server answers /v1 only.
    #[arg(long, value_name = "DIR")]
    bundle: Option<PathBuf>,
    /// Address to listen on. Port 0 takes a free one. Anything but a loopback address exposes who talks to the server.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let _lock = lock(&self.data)?;
        let store = SqliteStore::open(&self.data).map_err(|error| explain(&error))?;
        let signals = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        signals.block_on(async {
            // Before the ready line: whoever reads it may stop us right away.
            let (mut terminate, mut interrupt) = (
                signal(SignalKind::terminate())?,
                signal(SignalKind::interrupt())?,
            );
            let config = Config {
                store: Arc::new(store),
                bundle: self.bundle,
                listen: self.listen,
                clock: Clock::System,
            };
            let running = start(config)?;
            let mut out = std::io::stdout();
            writeln!(out, "listening on http://{}", running.address)?;
            out.flush()?;
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            running.stop()?;
            Ok(())
        })
    }
}
