//! Every word a person reads: Fluent messages in English, Russian and Belarusian, switched without a reload.

mod days;
mod failures;
#[cfg(test)]
mod locales;
mod messages;

pub(crate) use days::{date_text, day_text, fresh_state, fresh_text};
pub(crate) use failures::{alarm_text, failure_text};
pub(crate) use messages::{Argument, language, language_of_browser, say, set_language, tag};

/// The message as a `String`, now. Reads the language, so inside a closure it follows the language switch.
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::say($key, &[$((stringify!($name), $crate::text::Argument::from($value))),*])
    };
}

/// The message as a closure for a view: it changes when the language does.
#[macro_export]
macro_rules! t {
    ($key:literal) => {
        move || $crate::text::say($key, &[])
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        move || $crate::text!($key, $($name = $value),+)
    };
}
