//! What holds for all inputs, tried on many.

mod chain;
mod encoding;
mod envelopes;
mod log;
mod padding;
mod region;
mod seal;
mod tree;
mod two_keys;
