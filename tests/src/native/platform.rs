//! The vault's outside, natively: HTTP over loopback, threads for the slow parts.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use keys::Stretch;
use records::import::{ReadError, Table};
use tokio::sync::Notify;
use vault::api::Event;
use vault::{Answer, Local, Patience, Platform, Store, Unreachable};
use zeroize::Zeroizing;

use super::Disk;
use super::stretched::stretched;

/// A platform whose server is at one address.
#[derive(Clone)]
pub struct NativePlatform {
    client: reqwest::Client,
    address: Rc<str>,
    events: Rc<RefCell<Vec<Event>>>,
    told: Rc<Notify>,
    days_off: Rc<Cell<i32>>,
    disk: Disk,
}

impl NativePlatform {
    /// `address` ends with a slash.
    ///
    /// # Panics
    /// If no HTTP client can be made.
    #[must_use]
    pub fn new(address: &str, disk: Disk) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        #[expect(clippy::expect_used, reason = "a test can't go on without it")]
        let client = client.expect("an HTTP client");
        Self {
            client,
            address: address.into(),
            events: Rc::default(),
            told: Rc::new(Notify::new()),
            days_off: Rc::default(),
            disk,
        }
    }

    /// Sets this person's clock wrong by so many days.
    pub fn set_days_off(&self, days: i32) {
        self.days_off.set(days);
    }

    /// Everything told so far.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.events.borrow().clone()
    }

    /// Until something is told.
    pub(super) fn told(&self) -> Rc<Notify> {
        self.told.clone()
    }
}

/// What comes within so many milliseconds.
async fn within<T>(
    milliseconds: u32,
    coming: impl Future<Output = reqwest::Result<T>>,
) -> Result<T, Unreachable> {
    let limit = Duration::from_millis(milliseconds.into());
    match tokio::time::timeout(limit, coming).await {
        Ok(Ok(came)) => Ok(came),
        _ => Err(Unreachable),
    }
}

impl Platform for NativePlatform {
    fn post(
        &self,
        name: &'static str,
        body: Vec<u8>,
        patience: Patience,
    ) -> Local<'_, Result<Answer, Unreachable>> {
        let request = self
            .client
            .post(format!("{}{}", self.address, wire::path(name)))
            .header("content-type", wire::CBOR)
            .body(body);
        Box::pin(async move {
            let mut response = within(patience.first_byte, request.send()).await?;
            let status = response.status();
            if status.is_redirection() {
                return Err(Unreachable);
            }
            let mut body = Vec::new();
            while let Some(piece) = within(patience.next_piece, response.chunk()).await? {
                body.extend_from_slice(&piece);
            }
            Ok(Answer {
                status: status.as_u16(),
                body,
            })
        })
    }

    fn stretch(&self, input: Zeroizing<Vec<u8>>, salt: Stretch) -> Local<'_, Zeroizing<[u8; 32]>> {
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || stretched(&input, salt)).await;
            #[expect(clippy::expect_used, reason = "a test can't go on without it")]
            done.expect("Argon2 runs")
        })
    }

    fn read_table(
        &self,
        name: String,
        bytes: Vec<u8>,
    ) -> Local<'_, Result<Result<Table, ReadError>, Unreachable>> {
        Box::pin(async move { Ok(records::import::read_table(&name, &bytes)) })
    }

    fn today(&self) -> u16 {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let days = i32::try_from(seconds / 86_400).unwrap_or(0) + self.days_off.get();
        u16::try_from(days).unwrap_or(0)
    }

    fn fill_random(&self, out: &mut [u8]) {
        #[expect(clippy::expect_used, reason = "a test can't go on without it")]
        getrandom::fill(out).expect("random bytes");
    }

    fn sleep(&self, milliseconds: u32) -> Local<'_, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(
            milliseconds.into(),
        )))
    }

    fn emit(&self, event: Event) {
        self.events.borrow_mut().push(event);
        self.told.notify_waiters();
    }

    fn store(&self) -> &dyn Store {
        &self.disk
    }
}
