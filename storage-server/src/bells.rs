//! Who waits for what: long-polls sleep here until a write rings for them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keys::{MailboxId, SpaceId};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use wire::limits::WAIT_MAX_SECONDS;

/// Long-polls that may wait at the same time; those beyond are answered at once, which is always right.
const WAITING_MAX: usize = 1024;

/// Something that may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    /// A space's log, block or inbox.
    Space(SpaceId),
    /// A mailbox's post.
    Mailbox(MailboxId),
}

/// All who wait.
pub(crate) struct Bells {
    listeners: Mutex<HashMap<Topic, Vec<Arc<Notify>>>>,
    waiting: Arc<Semaphore>,
    closing: watch::Sender<bool>,
}

impl Default for Bells {
    fn default() -> Self {
        Self {
            listeners: Mutex::default(),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            closing: watch::Sender::new(false),
        }
    }
}

impl Bells {
    /// Wakes whoever waits for this.
    pub(crate) fn ring(&self, topic: Topic) {
        let listeners = self
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for listener in listeners.get(&topic).into_iter().flatten() {
            // The permit stays if the listener looks elsewhere right now, so that nothing is missed.
            listener.notify_one();
        }
    }

    /// Answers everybody who waits, now and from now on.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Whether [`Bells::close`] was called.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Starts to listen; look at the state after this, then wait. `None` if one shall not wait.
    pub(crate) fn listen(self: &Arc<Self>, topics: Vec<Topic>, wait_seconds: u8) -> Option<Waiter> {
        if wait_seconds == 0 || topics.is_empty() || self.is_closing() {
            return None;
        }
        let permit = Arc::clone(&self.waiting).try_acquire_owned().ok()?;
        let notify = Arc::new(Notify::new());
        let mut listeners = self
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for topic in &topics {
            listeners
                .entry(*topic)
                .or_default()
                .push(Arc::clone(&notify));
        }
        let deadline =
            Instant::now() + Duration::from_secs(wait_seconds.min(WAIT_MAX_SECONDS).into());
        Some(Waiter {
            bells: Arc::clone(self),
            topics,
            notify,
            deadline,
            _permit: permit,
        })
    }
}

/// One who waits; stops listening when dropped.
pub(crate) struct Waiter {
    bells: Arc<Bells>,
    topics: Vec<Topic>,
    notify: Arc<Notify>,
    deadline: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Waiter {
    /// Waits for a ring. `false` once the time is up or the server stops.
    pub(crate) async fn wait(&self) -> bool {
        let mut closing = self.bells.closing.subscribe();
        tokio::select! {
            () = self.notify.notified() => true,
            () = tokio::time::sleep_until(self.deadline) => false,
            _ = closing.wait_for(|closing| *closing) => false,
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut listeners = self
            .bells
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for topic in &self.topics {
            if let Entry::Occupied(mut entry) = listeners.entry(*topic) {
                entry
                    .get_mut()
                    .retain(|listener| !Arc::ptr_eq(listener, &self.notify));
                if entry.get().is_empty() {
                    entry.remove();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Topic = Topic::Space(SpaceId([1; 32]));
    const THERE: Topic = Topic::Mailbox(MailboxId([1; 32]));

    #[tokio::test]
    async fn a_ring_before_the_wait_is_not_missed() {
        let bells = Arc::new(Bells::default());
        let waiter = bells.listen(vec![HERE, THERE], 25).unwrap();
        bells.ring(THERE);
        assert!(waiter.wait().await);
        drop(waiter);
        assert!(bells.listeners.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn closing_answers_everybody() {
        let bells = Arc::new(Bells::default());
        let waiter = bells.listen(vec![HERE], 25).unwrap();
        bells.ring(THERE);
        bells.close();
        assert!(!waiter.wait().await);
        assert!(bells.listen(vec![HERE], 25).is_none());
    }

    #[tokio::test]
    async fn nobody_waits_for_nothing_and_the_room_is_limited() {
        let bells = Arc::new(Bells::default());
        assert!(bells.listen(vec![], 25).is_none() && bells.listen(vec![HERE], 0).is_none());
        let waiters: Vec<_> = (0..WAITING_MAX)
            .map(|_| bells.listen(vec![HERE], 25).unwrap())
            .collect();
        assert!(bells.listen(vec![HERE], 25).is_none());
        drop(waiters);
        assert!(bells.listen(vec![HERE], 25).is_some());
    }
}
