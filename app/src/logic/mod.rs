//! What the screens decide, in plain types that know nothing of a browser.

mod draft;
mod marks;
mod offers;
mod pages;
mod phrase;
mod window;
mod written;

pub(crate) use draft::Draft;
pub(crate) use marks::parts;
pub(crate) use offers::{OFFERS, Offer, Taken, shown};
pub(crate) use pages::{PAGE, Pages};
pub(crate) use phrase::{Slot, check, replace_word, words};
pub(crate) use window::{Step, Window, moved};
pub(crate) use written::{Written, mostly_written};
