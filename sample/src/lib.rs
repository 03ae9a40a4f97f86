#![doc = include_str!("../README.md")]

mod address;
mod birth;
mod contact;
mod contacts;
mod csv;
mod draw;
mod home;
mod household;
mod latin;
mod lists;
mod manner;
mod name;
mod notes;
mod person;
mod phone;
mod reach;
mod repeat;
mod spelled;
mod surnames;
#[cfg(test)]
mod tests;
mod tree;
mod work;

pub use contact::{
    Address, AddressKind, Birth, Contact, DoNot, Handle, Language, Messenger, Name, Phone, Sex,
};
pub use contacts::{Contacts, contacts};
pub use csv::{HEADER, csv};
pub use spelled::Spelled;
pub use tree::{Level, Region, tree};
