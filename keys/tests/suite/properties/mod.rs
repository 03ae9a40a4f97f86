//! What holds for all inputs, tried on many.

mod blocks;
mod chain;
mod encoding;
mod envelopes;
mod heads;
mod history;
mod log;
mod log_pages;
mod padding;
mod region;
mod reseal;
mod round_trips;
mod said;
mod seal;
mod secret;
mod standing;
mod state;
mod token;
mod tree;
mod two_keys;
