//! The least that acknowledges a durable write over HTTP: one handler, one writer, one table. It checks nothing.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use actix_web::error::ErrorInternalServerError;
use actix_web::{App, HttpResponse, HttpServer, rt, web};
use anyhow::{Context, Result, anyhow};
use rusqlite::Connection;
use tokio::sync::oneshot;

/// As many as the server has.
const WORKERS_MAX: usize = 4;
/// As many writes in one transaction as the server's.
const BATCH_MAX: usize = 256;

type Waiting = (web::Bytes, oneshot::Sender<()>);

/// A running bare server.
pub(super) struct Bare {
    pub(super) address: SocketAddr,
    handle: ServerHandle,
    thread: JoinHandle<Result<()>>,
}

impl Bare {
    /// Starts one over a fresh database.
    pub(super) fn start(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute(
            "CREATE TABLE entries (place INTEGER PRIMARY KEY, blob BLOB NOT NULL)",
            [],
        )?;
        let (sender, receiver) = sync_channel(1024);
        let writer = thread::spawn(move || write(connection, &receiver));
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let workers = thread::available_parallelism()
            .map_or(1, usize::from)
            .min(WORKERS_MAX);
        let (started, starting) = sync_channel(1);
        let thread = thread::spawn(move || {
            rt::System::new().block_on(async move {
                let sender = web::Data::new(sender);
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(sender.clone())
                        .default_service(web::to(append))
                })
                .disable_signals()
                .workers(workers)
                .shutdown_timeout(3)
                .listen(listener)?
                .run();
                started.send(server.handle())?;
                server.await?;
                anyhow::Ok(())
            })?;
            writer
                .join()
                .map_err(|_| anyhow!("the bare writer panicked"))?
        });
        let handle = starting.recv().context("the bare server did not start")?;
        Ok(Self {
            address,
            handle,
            thread,
        })
    }

    /// Ends it when what is under way is done.
    pub(super) fn stop(self) -> Result<()> {
        drop(self.handle.stop(true));
        self.thread
            .join()
            .map_err(|_| anyhow!("the bare server panicked"))?
    }
}

async fn append(
    body: web::Bytes,
    writer: web::Data<SyncSender<Waiting>>,
) -> actix_web::Result<HttpResponse> {
    let (sender, receiver) = oneshot::channel();
    writer
        .try_send((body, sender))
        .map_err(ErrorInternalServerError)?;
    receiver.await.map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().finish())
}

fn write(mut connection: Connection, waiting: &Receiver<Waiting>) -> Result<()> {
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH_MAX - 1));
        let transaction = connection.transaction()?;
        for (body, _) in &batch {
            transaction
                .prepare_cached("INSERT INTO entries (blob) VALUES (?1)")?
                .execute([&body[..]])?;
        }
        transaction.commit()?;
        for (_, sender) in batch {
            // Who hung up needs no answer.
            let _ = sender.send(());
        }
    }
    Ok(())
}
