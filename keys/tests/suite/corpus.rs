//! The fuzzers' corpora, as ordinary tests.

#[path = "../../fuzz/src/decoders.rs"]
pub(crate) mod decoders;

use std::fs;
use std::path::Path;

#[test]
fn no_corpus_makes_a_decoder_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in decoders::TARGETS {
        let mut seen = 0;
        for file in fs::read_dir(folder.join(name)).unwrap() {
            target(&fs::read(file.unwrap().path()).unwrap());
            seen += 1;
        }
        assert!(seen > 0, "{name} has no corpus");
    }
}
