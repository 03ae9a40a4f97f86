//! Argon2id, which takes longer than all else that most attacks do: in their process, once for the same words.

use std::collections::HashMap;
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
