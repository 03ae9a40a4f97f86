//! A private Tor network on loopback, onion services in front of real servers, and a line that is slow, dead or silent.
//!
//! One authority and five relays are as few as circuits to an onion service, up to five relays long, get along with.

mod authority;
mod control;
mod door;
mod line;
mod network;
mod node;
mod shape;
mod socks;
mod wait;

pub use door::Door;
pub use line::Line;
pub use network::{Network, Onion};
