//! Starting and stopping.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, dev::ServerHandle, rt, web};
use keys::Day;

use crate::bundle::{self, Bundle};
use crate::clock::Clock;
use crate::failpoint;
use crate::headers::guard;
use crate::routes;
use crate::state::State;
use crate::store::Store;

/// Connections at the same time, twice as many as may wait for news; more wait in the backlog.
const CONNECTIONS: usize = 2048;
/// Threads that answer; more than this the disk can't feed.
const WORKERS_MAX: usize = 4;
/// A request's head has so long to arrive; onion circuits are slow.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// How often to look whether the day has changed.
const DAY_CHECK: Duration = Duration::from_secs(60);

/// What a server needs.
pub struct Config {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The app's files; without them only `/v1` answers.
    pub bundle: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What day it is.
    pub clock: Clock,
}

/// A server that runs, on threads of its own.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    state: web::Data<State>,
    handle: ServerHandle,
    thread: Option<JoinHandle<io::Result<()>>>,
}

/// Binds and starts; it answers when this returns.
///
/// # Errors
/// If the bundle can't be read or the address can't be bound.
pub fn start(config: Config) -> io::Result<Running> {
    let files = config.bundle.map_or_else(
        || Ok(Bundle::default()),
        |directory| bundle::load(&directory),
    )?;
    let files = web::Data::new(files);
    let state = web::Data::new(State::new(config.store, config.clock));
    let listener = TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let (sender, receiver) = std::sync::mpsc::channel();
    let shared = state.clone();
    let workers = std::thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(WORKERS_MAX);
    let thread = std::thread::Builder::new()
        .name("server".into())
        .spawn(move || {
            rt::System::new().block_on(async move {
                let today = shared.clock.today();
                shared.store.purge(today).await.map_err(io::Error::other)?;
                let purging = rt::spawn(purge_daily(shared.clone(), today));
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(shared.clone())
                        .app_data(files.clone())
                        .wrap(from_fn(guard))
                        .configure(routes::configure)
                        .default_service(web::to(bundle::serve))
                })
                .disable_signals()
                .workers(workers)
                .max_connections(CONNECTIONS / workers)
                // An answer in several pieces isn't held back until its reader has acknowledged the first ones.
                .tcp_nodelay(true)
                .client_request_timeout(HEAD_PATIENCE)
                .h1_allow_half_closed(false)
                .shutdown_timeout(3)
                .listen(listener)?
                .run();
                failpoint::arm();
                // Whoever started us has gone if this fails, and nobody needs the server.
                let _ = sender.send(server.handle());
                let result = server.await;
                purging.abort();
                result
            })
        })?;
    match receiver.recv() {
        Ok(handle) => Ok(Running {
            address,
            state,
            handle,
            thread: Some(thread),
        }),
        Err(_) => Err(thread
            .join()
            .ok()
            .and_then(Result::err)
            .unwrap_or_else(|| io::Error::other("the server didn't start"))),
    }
}

/// Mailboxes live days, so looking once a day is enough; a purge that failed is tried again.
async fn purge_daily(state: web::Data<State>, mut purged: Day) {
    let mut ticks = rt::time::interval(DAY_CHECK);
    loop {
        ticks.tick().await;
        let today = state.clock.today();
        if today != purged && state.store.purge(today).await.is_ok() {
            purged = today;
        }
    }
}

impl Running {
    /// Answers who waits, finishes what is under way, and leaves only the database behind.
    ///
    /// # Errors
    /// What the server ended with.
    pub fn stop(mut self) -> io::Result<()> {
        self.end()
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        self.state.bells.close();
        // The command is sent at once; the thread ends when it has been carried out.
        drop(self.handle.stop(true));
        let result = thread
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the server panicked")));
        self.state.store.close();
        result
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Who cares about the result calls `stop`.
        let _ = self.end();
    }
}
