//! Where things are in the project.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The project's root folder.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// cargo's target folder.
pub(super) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => root().join(target),
        None => root().join("target"),
    }
}

/// A file or folder that `cargo xtask test` makes before the tests run.
pub(super) fn made(path: PathBuf) -> Result<PathBuf> {
    if !path.exists() {
        bail!(
            "{} isn't there; `cargo xtask test` makes it",
            path.display()
        );
    }
    Ok(path)
}
