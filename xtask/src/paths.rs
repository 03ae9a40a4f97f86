//! Where things are in the project.

use std::env;
use std::path::PathBuf;

/// The project's root folder.
pub(crate) fn root() -> PathBuf {
    // cargo sets this for `cargo run`; a binary started by hand is expected to stand in the root.
    env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .and_then(|xtask| xtask.parent().map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from("."))
}

/// cargo's target folder.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => root().join(target),
        None => root().join("target"),
    }
}

/// The folder the browser's files are gathered in.
pub(crate) fn web() -> PathBuf {
    target().join("bundle")
}

/// The optimised server.
pub(crate) fn server() -> PathBuf {
    target()
        .join("release")
        .join(format!("storage-server{}", env::consts::EXE_SUFFIX))
}
