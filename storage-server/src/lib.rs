#![doc = include_str!("../README.md")]

mod bells;
mod bundle;
mod clock;
mod extract;
mod failpoint;
mod failure;
mod headers;
mod routes;
mod server;
mod state;
pub mod store;

pub use clock::Clock;
pub use server::{Config, Running, start};
