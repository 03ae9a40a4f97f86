//! Argon2id, which takes longer than all else that most attacks do: in their process, once for the same words.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use keys::{Hash, Stretch, sha256, stretch};
use zeroize::Zeroizing;

/// By the hash of what was stretched. Whoever asks while it is at work waits for the same one.
type Known = HashMap<Hash, Arc<OnceLock<Zeroizing<[u8; 32]>>>>;

static KNOWN: OnceLock<Mutex<Known>> = OnceLock::new();

/// From now on this process stretches the same words once, whoever types them wherever. The benchmarks don't ask for it: they
/// measure what people wait for.
pub fn stretch_once() {
    KNOWN.get_or_init(Mutex::default);
}

/// What Argon2id makes of it, always its real answer.
pub(super) fn stretched(input: &[u8], salt: Stretch) -> Zeroizing<[u8; 32]> {
    let Some(known) = KNOWN.get() else {
        return stretch(input, salt);
    };
    let place = {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .entry(sha256(&[&[salt as u8], input]))
            .or_default()
            .clone()
    };
    place.get_or_init(|| stretch(input, salt)).clone()
}

/// Words that people of tests in this process have been given.
static GIVEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    /// Those that people of this test have.
    static TAKEN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Words that somebody in another test was given and nobody in this one has, if words are to be stretched once: their servers know
/// nothing of each other.
pub(super) fn given_elsewhere() -> Option<String> {
    KNOWN.get()?;
    let given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    TAKEN.with_borrow_mut(|taken| {
        let words = given.iter().find(|words| !taken.contains(*words))?;
        taken.insert(words.clone());
        Some(words.clone())
    })
}

/// These were made for somebody in this test.
pub(super) fn give(words: &str) {
    if KNOWN.get().is_some() {
        TAKEN.with_borrow_mut(|taken| taken.insert(words.to_owned()));
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        given.push(words.to_owned());
    }
}
