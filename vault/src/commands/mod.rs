//! One command a file.

pub(crate) mod bring_in;
pub(crate) mod carry;
pub(crate) mod collect;
pub(crate) mod contacts;
pub(crate) mod create;
pub(crate) mod criteria;
pub(crate) mod erase;
pub(crate) mod found;
pub(crate) mod grant;
pub(crate) mod head_code;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod invite;
pub(crate) mod join;
mod link;
pub(crate) mod manage;
pub(crate) mod moves;
pub(crate) mod packets;
pub(crate) mod people;
pub(crate) mod recover;
pub(crate) mod remove;
pub(crate) mod resume;
pub(crate) mod rotate;
mod row;
pub(crate) mod shares;
pub(crate) mod sign_in;
pub(crate) mod words;

pub(crate) use create::PendingCreate;
pub(crate) use found::PendingFound;
pub(crate) use join::PendingJoin;
pub(crate) use recover::Recovery;
pub(crate) use rotate::PendingRotation;
