//! The one thread that writes. It takes what waits, commits it in one transaction, and only then says so.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel,
};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::retired;
use crate::failpoint::reached;
use crate::store::{Answer, StoreError};

/// Writes that may wait; more than that are turned away.
const WAITING_MAX: usize = 1024;
/// Writes in one transaction.
const BATCH_MAX: usize = 256;
/// So long without a write, and the log is folded into the database.
const QUIET: Duration = Duration::from_secs(1);
/// So large, and it is folded even when it isn't quiet.
const WAL_MAX: u64 = 64 * 1024 * 1024;

/// What a job gets to work on.
pub(super) struct Work<'c> {
    /// Inside a transaction.
    pub(super) connection: &'c Connection,
    /// Whether ciphertext was replaced or removed, so that no copy of it may stay in the log.
    pub(super) erased: bool,
    /// Whether a log was retired, or may have been when this was asked for first: nobody is told before all of it is erased.
    pub(super) retires: bool,
}

/// Tells the one who asked, given whether the transaction was committed.
type Acknowledge = Box<dyn FnOnce(bool) + Send>;
/// Works, and gives whether that succeeded.
type Job = Box<dyn FnOnce(&mut Work<'_>) -> (bool, Acknowledge) + Send>;

/// The writer's end for those who want something written.
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(connection: Connection, wal: PathBuf) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                Loop {
                    connection,
                    wal,
                    receiver,
                    unfolded: false,
                    erased: false,
                    retired: false,
                    held: Vec::new(),
                }
                .run()
            })
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        Ok(Self {
            queue: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a job.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |work| {
            let result = job(work);
            let succeeded = result.is_ok();
            let acknowledge: Acknowledge = Box::new(move |committed| {
                // Nobody listens if the request was given up; it is done all the same.
                let _ = sender.send(if committed || !succeeded {
                    result
                } else {
                    Err(not_committed())
                });
            });
            (succeeded, acknowledge)
        });
        let queued = match self.queue.lock() {
            Ok(queue) => queue.as_ref().map_or(Err(StoreError::Busy), |queue| {
                queue.try_send(job).map_err(|error| match error {
                    TrySendError::Full(_) => StoreError::Busy,
                    TrySendError::Disconnected(_) => StoreError::failed("the writer has stopped"),
                })
            }),
            Err(_) => Err(StoreError::failed("the writer has stopped")),
        };
        Box::pin(async move {
            queued?;
            receiver.await.unwrap_or_else(|_| Err(not_committed()))
        })
    }

    /// Finishes what waits, folds the log into the database, and ends the thread.
    pub(super) fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            // A writer that panicked has nothing left to finish.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn not_committed() -> StoreError {
    StoreError::failed("not committed")
}

struct Loop {
    connection: Connection,
    wal: PathBuf,
    receiver: Receiver<Job>,
    /// Whether the log may hold anything.
    unfolded: bool,
    /// Whether it may hold what was replaced or removed.
    erased: bool,
    /// Whether there may be retired logs.
    retired: bool,
    /// Those who are told when there are none.
    held: Vec<Acknowledge>,
}

impl Loop {
    fn run(mut self) {
        // A crash may have come between a commit and this.
        self.fold();
        loop {
            // One part, then whatever has come meanwhile.
            if self.retired {
                self.erase();
            }
            let first = if self.retired {
                self.receiver.try_recv().map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
            } else if self.unfolded {
                self.receiver.recv_timeout(QUIET)
            } else {
                self.receiver.recv().map_err(RecvTimeoutError::from)
            };
            match first {
                Ok(first) => {
                    let mut jobs = vec![first];
                    jobs.extend(self.receiver.try_iter().take(BATCH_MAX - 1));
                    self.commit(jobs);
                }
                Err(_) if self.retired => {}
                Err(RecvTimeoutError::Timeout) => self.fold(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.fold();
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let mut results = Vec::with_capacity(jobs.len());
        let (committed, erased) =
            batch(&mut self.connection, jobs, &mut results).unwrap_or_else(|error| {
                report(&error);
                (false, false)
            });
        // What was replaced must be gone from the log too before anybody is told that it is.
        self.erased |= erased;
        self.unfolded |= committed;
        if self.erased {
            self.fold();
        }
        reached("committed");
        for (retires, acknowledge) in results {
            if committed && retires {
                self.retired = true;
                self.held.push(acknowledge);
            } else {
                acknowledge(committed);
                reached("acknowledged");
            }
        }
        self.bound();
    }

    /// Erases a part of what was retired. When nothing of it is left, in the log neither, those who wait for that are told.
    fn erase(&mut self) {
        let erased = match retired::erase_part(&mut self.connection) {
            Ok(true) => {
                reached("erased-part");
                self.unfolded = true;
                self.bound();
                return;
            }
            Ok(false) => true,
            // Tried again when somebody asks again, at the day's end, or at the next start.
            Err(error) => {
                report(&error);
                false
            }
        };
        self.retired = false;
        self.erased = true;
        self.fold();
        reached("erased");
        for acknowledge in self.held.drain(..) {
            acknowledge(erased);
        }
    }

    /// Keeps the log from growing for ever.
    fn bound(&mut self) {
        if std::fs::metadata(&self.wal).is_ok_and(|file| file.len() > WAL_MAX) {
            self.fold();
        }
    }

    /// Copies the log into the database and truncates it. A reader in the way for long means: again at the next quiet
    /// moment, or after the next batch if something was erased.
    fn fold(&mut self) {
        reached("folding");
        let busy = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            });
        match busy {
            Ok(busy) => {
                self.unfolded = busy != 0;
                self.erased &= self.unfolded;
            }
            Err(error) => report(&error),
        }
        reached("folded");
    }
}

/// Runs the jobs in one transaction, each in a savepoint of its own: one that fails undoes nobody else's work.
fn batch(
    connection: &mut Connection,
    jobs: Vec<Job>,
    results: &mut Vec<(bool, Acknowledge)>,
) -> rusqlite::Result<(bool, bool)> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut erased = false;
    for job in jobs {
        let savepoint = transaction.savepoint()?;
        let mut work = Work {
            connection: &savepoint,
            erased: false,
            retires: false,
        };
        let (succeeded, acknowledge) = job(&mut work);
        let job_erased = work.erased;
        results.push((succeeded && work.retires, acknowledge));
        if succeeded {
            savepoint.commit()?;
            reached("job-done");
            erased |= job_erased;
        } else {
            // Dropping a savepoint rolls it back.
            savepoint.finish()?;
        }
    }
    reached("committing");
    transaction.commit()?;
    Ok((true, erased))
}

/// Tells the operator what SQLite says (a full disk, say): its own words, which hold no value of any row.
pub(super) fn report(error: &rusqlite::Error) {
    if let rusqlite::Error::SqliteFailure(code, _) = error {
        eprintln!("storage failed: {code}");
    } else {
        eprintln!("storage failed");
    }
}
