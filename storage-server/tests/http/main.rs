//! The server over HTTP, as a client meets it: one file an endpoint.

#[cfg(test)]
mod app;
#[cfg(test)]
mod bundle;
#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod mailbox;
#[cfg(test)]
mod packet;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod region;
#[cfg(test)]
mod space;
#[cfg(test)]
mod status;
#[cfg(test)]
mod sync;
