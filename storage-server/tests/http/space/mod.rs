mod append;
mod create;
mod envelopes;
mod manage;
