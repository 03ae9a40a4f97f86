//! The attack list, on the real client path: the vault against the real server, through a proxy that lies.
//! The numbers are those of the list in `docs/threat-model.md`.

mod help;
mod keys;
mod thread;
