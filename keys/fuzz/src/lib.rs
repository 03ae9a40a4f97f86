//! What is fuzzed. The corpora run through the same functions as ordinary tests: see `tests/suite/corpus.rs`.

mod decoders;

/// Runs one target.
///
/// # Panics
/// If there is none of this name, or when a decoder is wrong.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = decoders::TARGETS
        .iter()
        .find(|(target, _)| *target == name)
        .expect("a target");
    target(data);
}
