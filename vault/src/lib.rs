#![doc = include_str!("../README.md")]

mod account;
pub mod api;
mod append;
mod begin;
mod below;
mod checkpoints;
mod collecting;
mod commands;
mod elsewhere;
mod fresh;
mod heads;
mod history;
mod inbox;
mod incoming;
mod keeping;
mod keyring;
mod offline;
mod open;
mod past;
mod platform;
mod region;
mod renew;
mod restored;
mod rng;
mod server;
mod sync;
mod vault;

/// This app's version, as regions know it: those that ask for a newer one are only shown.
pub const VERSION: u32 = 1;

pub use platform::{
    Answer, Decide, Found, Local, Patience, Platform, Store, StoreFault, Unreachable, Write,
};
pub use vault::Vault;
