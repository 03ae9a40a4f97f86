//! People without a browser: the real vault, natively, against the real server, if need be through a proxy that lies.

mod collector;
mod disk;
mod import;
mod insider;
mod person;
mod platform;
mod proxy;
mod raw;
mod stretched;

pub use collector::Collector;
pub use disk::{Disk, Table};
pub use import::import;
pub use insider::{Insider, keyring_keys, rng, today};
pub use person::{Person, alone};
pub use platform::NativePlatform;
pub use proxy::{Exchange, Proxy};
pub use raw::{Raw, RawAnswer};
pub use stretched::stretch_once;
