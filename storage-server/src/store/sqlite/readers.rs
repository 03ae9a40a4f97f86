//! Connections that only read, lent to threads that may block.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open::open_reader;
use super::writer::report;
use crate::store::{Answer, StoreError};

/// Reads at the same time.
const READERS: usize = 8;

/// The pool.
pub(super) struct Readers {
    file: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// An empty pool; connections are opened when they are needed.
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            idle: Arc::default(),
            permits: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Runs a read on one consistent state of the database.
    pub(super) fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (file, idle, permits) = (
            self.file.clone(),
            Arc::clone(&self.idle),
            Arc::clone(&self.permits),
        );
        Box::pin(async move {
            let permit = permits
                .acquire_owned()
                .await
                .map_err(|_| StoreError::Busy)?;
            let work = move || {
                let _permit = permit;
                let lent = idle.lock().ok().and_then(|mut idle| idle.pop());
                let mut connection = lent.map_or_else(|| open_reader(&file), Ok)?;
                let transaction = connection.transaction()?;
                let result = read(&transaction);
                transaction.finish()?;
                if let Ok(mut idle) = idle.lock() {
                    idle.push(connection);
                }
                result
            };
            let result = tokio::task::spawn_blocking(work)
                .await
                .unwrap_or_else(|_| Err(StoreError::failed("a read panicked")));
            if let Err(StoreError::Failed(cause)) = &result
                && let Some(error) = cause.downcast_ref()
            {
                report(error);
            }
            result
        })
    }

    /// Closes the idle connections, so that the log can be folded.
    pub(super) fn close(&self) {
        self.permits.close();
        if let Ok(mut idle) = self.idle.lock() {
            idle.clear();
        }
    }
}
