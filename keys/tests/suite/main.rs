//! Tests of the whole of `keys`: committed vectors, published vectors, properties, fuzz corpora, redaction.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

mod blobs;
mod corpus;
mod properties;
mod redaction;
mod standard;
mod support;
mod vectors;
