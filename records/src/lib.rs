#![doc = include_str!("../README.md")]

pub mod export;
pub mod fields;
pub mod import;
mod phone;
pub mod search;
