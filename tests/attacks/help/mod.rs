//! What the attacks are made of: a scene to play in, lies to tell on the way, and forgeries.

mod dated;
mod death;
mod fields;
mod forge;
mod kept;
mod lies;
mod pages;
mod rotation;
mod scene;
mod two_keys;

pub(crate) use dated::Dated;
pub(crate) use death::{Death, at_every_step, dies_in};
pub(crate) use fields::{field, name, wait_forked, wait_refused};
pub(crate) use forge::{Parts, RawKey, forged_grant, keys_of, link_secret, raw_seal};
pub(crate) use kept::{
    ENTRY, FRONT, NOWHERE, PAGE, PERSON, front, rows, until_on_disk, without_server,
};
pub(crate) use lies::{in_answer, in_sync, record};
pub(crate) use pages::{
    ALL, DUE, FALSE, LITTLE, as_told, asked, fill, hand_out, in_pages, summary, summed_up, synced,
    until_kept,
};
pub(crate) use rotation::{RawRotation, one_by_one, opens, staged};
pub(crate) use scene::{Scene, member, pageless};
pub(crate) use two_keys::tag_for_both;
