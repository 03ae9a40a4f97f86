#![doc = include_str!("../README.md")]

mod account;
pub mod api;
mod append;
mod collecting;
mod commands;
mod fold;
mod inbox;
mod incoming;
mod keyring;
mod open;
mod platform;
mod region;
mod renew;
mod rng;
mod server;
mod sync;
mod vault;

pub use platform::{Answer, Local, Platform, Unreachable};
pub use vault::Vault;
