//! Runs the program and talks to it.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{Day, SignKey, SpaceId, Token};
use minicbor::{Decode, Encode};
use storage_server::store::{Asker, Read as ReadSpace, SqliteStore, Store};
use wire::space::{AppendParams, Appended, CreateSpace};
use wire::status::{StatusAnswer, StatusRequest};
use wire::sync::SyncItem;
use wire::{Blob, CBOR, Capability, Done, Rights};

pub(crate) use crate::common::entry;

/// How a program ends that aborts itself.
const SIGABRT: i32 = 6;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_storage-server");

/// Runs a command to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

#[track_caller]
pub(crate) fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A serving program.
pub(crate) struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn start(data: &Path) -> Self {
        Self::spawn(Command::new(PROGRAM), data)
    }

    /// Which ends itself at a place in its source, when it has come there so often since it listens.
    pub(crate) fn start_to_end_at(data: &Path, place: &str, times: u32) -> Self {
        let mut command = Command::new(PROGRAM);
        command.env("FAIL_AT", format!("{place}:{times}"));
        Self::spawn(command, data)
    }

    /// Waits until it has ended at its place.
    pub(crate) fn has_ended(mut self) {
        let status = self.child.wait().unwrap();
        assert_eq!(status.signal(), Some(SIGABRT), "{status}");
    }

    /// On a file system whose files can't grow beyond so many bytes.
    pub(crate) fn start_with_files_up_to(data: &Path, bytes: u32) -> Self {
        let mut command = Command::new("sh");
        // Told by an error, as of a full disk, and not by a signal.
        let limited = format!(
            "trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"",
            bytes / 512
        );
        command.args(["-c", &limited, PROGRAM]);
        Self::spawn(command, data)
    }

    fn spawn(mut command: Command, data: &Path) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("listening on ")
            .unwrap()
            .trim_end()
            .to_owned();
        Self {
            child,
            out,
            address,
        }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it kindly, and gives whatever it printed after its ready line.
    pub(crate) fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let mut printed = String::new();
        self.out.read_to_string(&mut printed).unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut printed)
            .unwrap();
        assert!(self.child.wait().unwrap().success());
        printed
    }
}

/// A client of one server.
pub(crate) struct Client {
    http: reqwest::Client,
    address: String,
    pub(crate) day: Day,
}

impl Client {
    pub(crate) async fn to(serving: &Serving) -> Self {
        let client = Self {
            http: reqwest::Client::new(),
            address: serving.address.clone(),
            day: 0,
        };
        let answer: StatusAnswer = client
            .ask(wire::status::PATH, &StatusRequest {})
            .await
            .unwrap();
        Self {
            day: answer.day,
            ..client
        }
    }

    /// `None` if there was no answer, or a refusal.
    pub(crate) async fn ask<T>(&self, name: &str, request: &impl Encode<()>) -> Option<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let url = format!("{}/{}", self.address, wire::path(name));
        let request = self
            .http
            .post(url)
            .header("content-type", CBOR)
            .body(encode(request));
        let body = request.send().await.ok()?.bytes().await.ok()?;
        decode(&body).ok()
    }

    pub(crate) async fn create(
        &self,
        token: Token,
        space: SpaceId,
        lead: &SignKey,
    ) -> Option<Done> {
        self.create_for(token, space, &[(Rights::LEAD, lead)]).await
    }

    pub(crate) async fn create_for(
        &self,
        token: Token,
        space: SpaceId,
        keys: &[(Rights, &SignKey)],
    ) -> Option<Done> {
        let capabilities = keys.iter().map(|(rights, key)| Capability {
            rights: *rights,
            key: key.public(),
        });
        let request = CreateSpace {
            token,
            space,
            capabilities: capabilities.collect(),
            epoch: 1,
            card: Blob(vec![1; 100]),
            block: Blob(vec![2; 100]),
            entries: vec![],
        };
        self.ask(wire::space::CREATE, &request).await
    }

    /// A signed request's answer.
    pub(crate) async fn signed<T>(
        &self,
        name: &str,
        key: &SignKey,
        operation: Operation,
        space: SpaceId,
        params: &impl Encode<()>,
    ) -> Option<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let request = SignedRequest::sign(key, operation, space, self.day, encode(params));
        self.ask(name, &request).await
    }

    pub(crate) async fn append(&self, space: SpaceId, lead: &SignKey, entry: Blob) -> Option<u64> {
        let params = AppendParams {
            epoch: 1,
            entries: vec![entry],
        };
        let (name, operation) = (wire::space::APPEND, Operation::Append);
        let answer: Option<Appended> = self.signed(name, lead, operation, space, &params).await;
        answer.map(|answer| answer.first_seq)
    }
}

/// All that lies in a space, as it is told to who leads it. The data is whole.
pub(crate) async fn stored(directory: &Path, space: SpaceId, lead: &SignKey) -> SyncItem {
    succeed(&["check", "--data", directory.to_str().unwrap()]);
    let store = SqliteStore::open(directory).unwrap();
    let capability = lead.public();
    let read = ReadSpace {
        asker: Asker { space, capability },
        since: 0,
        inbox: None,
    };
    let mut items = store.read(vec![read], usize::MAX).await.unwrap();
    store.close();
    items.remove(0).unwrap()
}

/// Mints tokens and reads the seed out of the link, as the app does.
pub(crate) fn mint(data: &Path, count: u32) -> [u8; 32] {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let (data, count_text) = (data.to_str().unwrap(), count.to_string());
    let link = succeed(&[
        "tokens",
        "--data",
        data,
        "--count",
        &count_text,
        "--link",
        "http://a.onion",
    ]);
    let secret = link
        .trim_end()
        .strip_prefix("http://a.onion/#/found/")
        .unwrap();
    let secret = URL_SAFE_NO_PAD.decode(secret).unwrap();
    assert_eq!(
        (secret.len(), secret[0], &secret[33..]),
        (37, 1, &count.to_be_bytes()[..])
    );
    secret[1..33].try_into().unwrap()
}
