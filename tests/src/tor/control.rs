//! What tor is asked over its control socket.

use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

/// An open control connection.
#[derive(Debug)]
pub(super) struct Control {
    stream: BufReader<UnixStream>,
}

impl Control {
    pub(super) async fn open(socket: &Path) -> Result<Self> {
        let stream = UnixStream::connect(socket)
            .await
            .context("tor's control socket doesn't answer")?;
        let mut control = Self {
            stream: BufReader::new(stream),
        };
        // Only its owner can reach the socket.
        control.ask("AUTHENTICATE").await?;
        Ok(control)
    }

    /// Sends a command; gives all lines of the reply, their numbers cut off.
    pub(super) async fn ask(&mut self, command: &str) -> Result<Vec<String>> {
        let line = format!("{command}\r\n");
        self.stream.get_mut().write_all(line.as_bytes()).await?;
        let mut reply = Vec::new();
        loop {
            let line = self.line().await?;
            let (code, rest) = line.split_at_checked(3).context("a short reply of tor's")?;
            let (kind, said) = rest.split_at_checked(1).context("a short reply of tor's")?;
            if code == "650" {
                continue;
            }
            if !code.starts_with('2') {
                bail!("tor refuses `{command}`: {line}");
            }
            reply.push(said.to_owned());
            if kind == "+" {
                self.data(&mut reply).await?;
            }
            if kind == " " {
                return Ok(reply);
            }
        }
    }

    /// Lines up to a single point.
    async fn data(&mut self, reply: &mut Vec<String>) -> Result<()> {
        loop {
            let line = self.line().await?;
            if line == "." {
                return Ok(());
            }
            reply.push(line);
        }
    }

    /// The next event that was asked for.
    pub(super) async fn event(&mut self) -> Result<String> {
        loop {
            let line = self.line().await?;
            if let Some(event) = line.strip_prefix("650 ") {
                return Ok(event.to_owned());
            }
        }
    }

    async fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            bail!("tor has closed its control connection");
        }
        Ok(line.trim_end().to_owned())
    }
}
