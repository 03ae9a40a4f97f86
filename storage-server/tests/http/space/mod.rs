mod above;
mod append;
mod commit;
mod create;
mod envelopes;
mod manage;
mod stage;
