//! What both kinds of tests of the server look for in its files.

use std::path::Path;

use keys::sha256;
use wire::Blob;

/// Something sealed, `len` bytes, with an id made from `name`.
pub(crate) fn entry(name: &str, len: usize) -> Blob {
    let mut bytes = vec![1];
    bytes.extend(sha256(&[name.as_bytes()]).0);
    bytes.resize(len, 0x5a);
    Blob(bytes)
}

/// Whether any file of a data directory holds these bytes.
pub(crate) fn on_disk(directory: &Path, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(directory).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    files.any(|file| {
        let bytes = if file.is_file() {
            std::fs::read(file).unwrap()
        } else {
            Vec::new()
        };
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}
