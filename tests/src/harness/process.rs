//! A program that runs beside the test, with everything it prints kept.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::guard::Guard;

const PATIENCE: Duration = Duration::from_secs(30);

/// A running program; it and its children end with this value, and with the test if somebody kills that.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
    printed: Arc<Printed>,
    _guard: Guard,
}

#[derive(Debug, Default)]
struct Printed {
    bytes: Mutex<(Vec<u8>, usize)>,
    changed: Condvar,
}

impl Running {
    /// Starts a program in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name} can't be started"))?;
        let group = child.id().to_string();
        let guard = Guard::start("kill -s KILL -- \"-$1\"", &group).inspect_err(|_| {
            let _ = child.kill();
            let _ = child.wait();
        })?;
        let printed = Arc::new(Printed::default());
        if let Some(stdout) = child.stdout.take() {
            keep(stdout, Arc::clone(&printed));
        }
        if let Some(stderr) = child.stderr.take() {
            keep(stderr, Arc::clone(&printed));
        }
        Ok(Self {
            child,
            name,
            printed,
            _guard: guard,
        })
    }

    /// Waits until the program has printed something that `find` finds an answer in.
    pub fn wait_for<T>(&self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut printed = self
            .printed
            .bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        loop {
            let text = String::from_utf8_lossy(&printed.0).into_owned();
            if let Some(found) = find(&text) {
                return Ok(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            // Both pipes closed: nothing more will come.
            if left.is_zero() || printed.1 == 2 {
                bail!(
                    "{} did not say that it is ready; it said:\n{text}",
                    self.name
                );
            }
            let waited = self.printed.changed.wait_timeout(printed, left);
            printed = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The process's number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything printed so far, on both streams.
    #[must_use]
    pub fn output(&self) -> Vec<u8> {
        self.printed
            .bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .0
            .clone()
    }

    /// Asks the program to end (SIGTERM) and waits until it has.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        self.signal("TERM");
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > deadline {
                bail!("{} did not end when asked to", self.name);
            }
            thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Ends the program as a power cut would (SIGKILL).
    pub fn kill(&mut self) -> Result<()> {
        self.signal("KILL");
        self.child.wait()?;
        Ok(())
    }

    fn signal(&self, name: &str) {
        // The group, so that a driver's browser goes with it. The shell has `kill` where procps isn't installed.
        let group = format!("kill -s {name} -- -{}", self.child.id());
        let _ = Command::new("sh")
            .args(["-c", &group])
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal("KILL");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keep(mut stream: impl Read + Send + 'static, printed: Arc<Printed>) {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let read = stream.read(&mut buffer).unwrap_or(0);
            let mut kept = printed.bytes.lock().unwrap_or_else(PoisonError::into_inner);
            kept.0
                .extend_from_slice(buffer.get(..read).unwrap_or_default());
            if read == 0 {
                kept.1 += 1;
            }
            printed.changed.notify_all();
            if read == 0 {
                return;
            }
        }
    });
}
