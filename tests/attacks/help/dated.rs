//! A server whose day a test sets, and which can be had a second time, as it was at some moment: what a server that shows somebody
//! an older or another history amounts to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::derive_token;
use storage_server::store::{SqliteStore, Store, sqlite};
use storage_server::{Clock, Config, Running, start};
use tempfile::TempDir;
use tests::native::{Person, stretch_once, today};
use vault::api::Role;

/// A real server, in this process.
pub(crate) struct Dated {
    running: Option<Running>,
    day: Arc<AtomicU16>,
    data: TempDir,
}

impl Dated {
    /// An empty one; it is today.
    pub(crate) fn new() -> Self {
        Self::over(tempfile::tempdir().unwrap(), today())
    }

    fn over(data: TempDir, day: u16) -> Self {
        stretch_once();
        let day = Arc::new(AtomicU16::new(day));
        let config = Config {
            store: Arc::new(SqliteStore::open(data.path()).unwrap()),
            bundle: None,
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Clock::Fixed(day.clone()),
        };
        Self {
            running: Some(start(config).unwrap()),
            day,
            data,
        }
    }

    /// Another server, with all that this one has now.
    pub(crate) fn copy(&self) -> Self {
        let data = tempfile::tempdir().unwrap();
        let file = sqlite::database_file(data.path());
        let here = rusqlite::Connection::open(sqlite::database_file(self.data.path())).unwrap();
        here.execute("VACUUM INTO ?1", [file.to_string_lossy()])
            .unwrap();
        Self::over(data, self.day.load(Ordering::Relaxed))
    }

    pub(crate) fn address(&self) -> String {
        let running = self.running.as_ref().unwrap();
        format!("http://{}/", running.address)
    }

    /// From now on it is so many days later than today.
    pub(crate) fn set_days_off(&self, days: u16) {
        self.day.store(today() + days, Ordering::Relaxed);
    }

    /// Entries of all spaces.
    pub(crate) fn entries(&self) -> u64 {
        sqlite::check(self.data.path()).unwrap().entries
    }

    /// Somebody who founds an organisation here, and their words.
    pub(crate) async fn founder(&self) -> (Person, String) {
        let seed = [7; 32];
        let store = SqliteStore::open(self.data.path()).unwrap();
        let hashes = (0..64).flat_map(|index| derive_token(&seed, index).minted());
        store.add_tokens(hashes.collect()).await.unwrap();
        store.close();
        let link = [[1].as_slice(), &seed, &64u32.to_be_bytes()].concat();
        let link = URL_SAFE_NO_PAD.encode(link);
        let anna = Person::at(&self.address());
        let words = anna
            .found(&link, "Скрыня", "Барысаў", "Ганна")
            .await
            .unwrap();
        (anna, words)
    }

    /// Somebody let in, and their words.
    pub(crate) async fn member(&self, lead: &Person, name: &str, role: Role) -> (Person, String) {
        let person = Person::at(&self.address());
        let words = lead.bring_in(&person, name, role).await;
        (person, words)
    }

    /// A blank device, so many days later than today, on which somebody signs in.
    pub(crate) async fn later(&self, words: &str, days: u16) -> Person {
        let person = Person::at(&self.address());
        person.platform.set_days_off(days.into());
        person.sign_in(words).await.unwrap();
        person
    }
}

impl Drop for Dated {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop();
        }
    }
}
