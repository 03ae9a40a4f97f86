//! The app's files, read into memory once: what isn't in the map can't be served, so there is nothing to traverse.

mod load;
mod media;
mod route;

use std::collections::HashMap;

use actix_web::web::Bytes;

pub(crate) use load::load;
pub(crate) use route::serve;

/// One file.
struct File {
    bytes: Bytes,
    etag: String,
    media: &'static str,
    /// The same, compressed beforehand, the smallest first.
    compressed: Vec<Compressed>,
}

/// A compressed form of a file.
struct Compressed {
    /// What HTTP calls it.
    encoding: &'static str,
    bytes: Bytes,
    etag: String,
}

/// All files by their path, without a leading slash.
#[derive(Default)]
pub(crate) struct Bundle(HashMap<String, File>);
