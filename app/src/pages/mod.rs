//! One file a page.
#![expect(
    unreachable_pub,
    reason = "the component macro makes its functions `pub`"
)]

mod app;
mod change_words;
mod contacts;
mod found;
mod help;
mod import;
mod incoming;
mod inside;
mod join;
mod keep_offline;
mod open_link;
mod outside;
mod people;
mod restored;
mod settings;
mod start;
mod waiting;

pub(crate) use app::App;
