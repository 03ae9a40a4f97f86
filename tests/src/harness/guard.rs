//! What clears up after a test that was killed: nobody can catch that, so somebody else waits for it.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// A shell that runs its script when the test's process ends in any way, unless this value was dropped before.
#[derive(Debug)]
pub(super) struct Guard {
    shell: Child,
}

impl Guard {
    /// `script` gets `argument` as `$1`.
    pub(super) fn start(script: &str, argument: &str) -> io::Result<Self> {
        // Nothing is ever written to it: `cat` ends when the other end of the pipe is gone, and that goes with our process.
        let shell = Command::new("sh")
            .args(["-c", &format!("cat; {script}"), "guard", argument])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { shell })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Before the pipe closes: by now the numbers it would kill may be somebody else's.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
