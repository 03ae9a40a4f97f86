#![doc = include_str!("../README.md")]

pub mod export;
pub mod fields;
pub mod import;
mod letters;
mod phone;
pub mod search;
