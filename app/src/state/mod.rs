//! What the page knows, each in a context of its own.

mod asks;
mod browser;
mod idle;
mod in_tray;
mod panic;
mod region;
mod route;
mod router;
mod task;
mod theme;
mod toasts;
mod vault;

pub(crate) use browser::{focus, soon, today};
pub(crate) use idle::{Idle, provide_idle, use_idle};
pub(crate) use in_tray::{provide_in_tray, use_in_tray};
pub(crate) use panic::provide_panic_key;
pub(crate) use region::{Here, Writable, use_freshness, use_here, use_rotation_due, use_writable};
pub(crate) use route::{Pane, Place, Route};
pub(crate) use router::{provide_router, use_router};
pub(crate) use task::Task;
pub(crate) use theme::{Theme, provide_theme, use_theme};
pub(crate) use toasts::{provide_toasts, use_toasts};
pub(crate) use vault::{Vault, provide_vault, use_vault};
