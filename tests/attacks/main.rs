//! The attack list, on the real client path: the vault against the real server, through a proxy that lies.

mod thread;
