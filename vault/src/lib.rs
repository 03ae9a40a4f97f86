#![doc = include_str!("../README.md")]

pub mod api;
mod platform;

pub use platform::{Answer, Local, Platform, Unreachable};
