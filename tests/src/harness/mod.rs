//! What every journey stands on: the server's own binary, two browsers, their eyes and the scanner.

mod axe;
mod browser;
mod commands;
mod driver;
mod guard;
mod listener;
mod page;
mod paths;
mod prefs;
mod process;
mod relay;
mod scan;
mod screens;
mod server;
mod stage;
mod viewport;
mod watch;

pub(crate) use driver::find as find_program;

pub use browser::{Browser, Kind};
pub use listener::Listener;
pub use process::Running;
pub use relay::Relay;
pub use scan::{Finding, Scanner};
pub use screens::contact_sheets;
pub use server::Server;
pub use stage::Stage;
pub use viewport::Viewport;
pub use watch::Seen;
