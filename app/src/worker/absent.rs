//! Stands where the vault will: exercises the platform and answers nothing useful. Goes with the first real vault.

use std::rc::Rc;

use vault::Platform;
use vault::api::{Command, Failure, Reply};
use zeroize::Zeroizing;

pub(super) struct Vault<P: Platform> {
    platform: P,
}

impl<P: Platform> Vault<P> {
    pub(super) fn new(platform: P) -> Rc<Self> {
        Rc::new(Self { platform })
    }

    pub(super) async fn run(&self) {}

    pub(super) async fn handle(&self, command: Command) -> Result<Reply, Failure> {
        match command {
            Command::SignIn { words } => {
                let key = self
                    .platform
                    .stretch(Zeroizing::new(words.into_bytes()), keys::Stretch::Words)
                    .await;
                let mut random = [0; 4];
                self.platform.fill_random(&mut random);
                Ok(Reply::Words(vec![
                    format!("{:02x}{:02x}", key[0], key[1]),
                    self.platform.today().to_string(),
                ]))
            }
            Command::ReadFile { name, bytes } => {
                let size = bytes.len();
                let table = self.platform.read_table(name, bytes).await;
                Ok(Reply::Words(vec![
                    size.to_string(),
                    table.map_or_else(|e| e.to_string(), |t| t.rows.len().to_string()),
                ]))
            }
            Command::OpenInvitation { .. } => {
                let answer = self
                    .platform
                    .post("status", vec![0x80])
                    .await
                    .map_err(|_| Failure::Offline)?;
                Ok(Reply::Words(vec![
                    answer.status.to_string(),
                    answer.body.len().to_string(),
                ]))
            }
            _ => Err(Failure::Offline),
        }
    }
}
