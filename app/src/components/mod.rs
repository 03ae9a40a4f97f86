//! Parts that several pages share.
#![expect(
    unreachable_pub,
    reason = "the component macro makes its functions `pub`"
)]

mod alarms;
mod busy;
mod copy_button;
mod dialog;
mod empty;
mod icon;
mod language_switch;
mod leave_dialog;
mod marked;
mod menu;
mod new_words;
mod problem;
mod qr_code;
mod role_select;
mod six_words;
mod switches;
mod sync_line;
mod toasts;
mod top_bar;
mod words_back;
mod words_card;
mod words_field;

pub(crate) use alarms::Alarms;
pub(crate) use busy::Busy;
pub(crate) use copy_button::CopyButton;
pub(crate) use dialog::Dialog;
pub(crate) use empty::Empty;
pub(crate) use icon::Icon;
pub(crate) use language_switch::{LanguageSwitch, WordsLanguage};
pub(crate) use leave_dialog::LeaveDialog;
pub(crate) use marked::Marked;
pub(crate) use menu::Menu;
pub(crate) use new_words::NewWords;
pub(crate) use problem::Problem;
pub(crate) use qr_code::QrCode;
pub(crate) use role_select::{ROLES, RoleSelect, role_can, role_name};
pub(crate) use six_words::SixWords;
pub(crate) use switches::ThemeSwitch;
pub(crate) use sync_line::SyncLine;
pub(crate) use toasts::Toasts;
pub(crate) use top_bar::TopBar;
pub(crate) use words_field::WordsField;
