//! Journeys, attacks and the seizure, against the real server.
//!
//! [`harness`] starts the real server, real browsers and the scanner, [`mod@tor`] a network of its own; the tests themselves stand beside `src`,
//! one folder a kind. `cargo xtask test` builds what they need.

pub mod demo;
pub mod harness;
pub mod native;
pub mod steps;
pub mod tor;
