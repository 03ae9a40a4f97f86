//! Journeys, attacks and the seizure, against the real server.
//!
//! [`harness`] starts the real server, real browsers and the scanner; the tests themselves stand beside `src`,
//! one folder a kind. `cargo xtask test` builds what they need.

pub mod demo;
pub mod harness;
pub mod native;
