//! Waiting for what another process does.

use std::time::{Duration, Instant};

use anyhow::Result;

/// A machine that does much else at once is slow.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);
const GLANCE: Duration = Duration::from_millis(100);

/// Looks until it has found something; in the end, whatever the last look failed with is why.
pub(super) async fn until<T>(mut look: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match look().await {
            Err(_) if Instant::now() < deadline => tokio::time::sleep(GLANCE).await,
            found => return found,
        }
    }
}
