//! Places where tests end the program, as a power cut would. Only tests build it with the feature `failpoints`; in any other build there
//! are none.

#[cfg(feature = "failpoints")]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static AT: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();

    /// From now on it counts: what `FAIL_AT` names, as `place:times`.
    pub(crate) fn arm() {
        AT.get_or_init(|| {
            let at = std::env::var("FAIL_AT").ok()?;
            let (place, times) = at.split_once(':')?;
            Some((place.to_owned(), AtomicU32::new(times.parse().ok()?)))
        });
    }

    /// Ends the program if this is the place, and was come to so often.
    pub(crate) fn reached(place: &str) {
        if let Some(Some((at, left))) = AT.get()
            && at == place
            && left.fetch_sub(1, Ordering::Relaxed) == 1
        {
            std::process::abort();
        }
    }
}

#[cfg(feature = "failpoints")]
pub(crate) use armed::{arm, reached};

/// Nothing.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn arm() {}

/// Nothing.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn reached(_place: &str) {}
