//! The attack list, on the real client path: the vault against the real server, through a proxy that lies.
//! The numbers are those of the list in `docs/threat-model.md`.

mod docs;
mod help;
mod history;
mod keys;
mod membership;
mod records;
mod server;
mod thread;
