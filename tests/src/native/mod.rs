//! People without a browser: the real vault, natively, against the real server, if need be through a proxy that lies.

mod person;
mod platform;
mod proxy;

pub use person::{Person, alone};
pub use platform::NativePlatform;
pub use proxy::{Exchange, Proxy};
