//! A contact as a list has it.

/// A language of a row, or the one somebody wants to be spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Belarusian.
    Belarusian,
    /// Russian.
    Russian,
}

/// As papers know two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// `m`
    Male,
    /// `f`
    Female,
}

/// A name as it was written, and how it is spelled in the other language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// As the row has it, mistakes and all; empty if it is missing.
    pub written: String,
    /// The other language's spelling; empty if the row has no name here.
    pub other: String,
}

/// A phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// As the row has it.
    pub written: String,
    /// What it means, E.164.
    pub number: String,
}

/// When somebody was born.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Birth {
    /// As the row has it.
    pub written: String,
    /// What it means: an ISO date, or the year alone where only that was written.
    pub date: String,
}

/// Somebody's name in a messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    /// Where.
    pub messenger: Messenger,
    /// The name, or the phone, they have there.
    pub name: String,
}

/// Where messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messenger {
    /// Telegram, by a name.
    Telegram,
    /// Signal, by a phone.
    Signal,
    /// Viber, by a phone.
    Viber,
    /// WhatsApp, by a phone.
    WhatsApp,
}

/// What an address is of somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// Where they live.
    Home,
    /// Where papers say that they live.
    Registered,
    /// Where they work.
    Work,
}

/// An address; what isn't known is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What it is of theirs.
    pub kind: AddressKind,
    /// Six digits.
    pub postcode: String,
    /// The voblast, or Minsk.
    pub voblast: String,
    /// The district.
    pub district: String,
    /// Town or village, with a word for which of them or without; in the other language always without.
    pub town: Name,
    /// Street, with its kind or without; in the other language always without.
    pub street: Name,
    /// House and block.
    pub house: String,
    /// Flat.
    pub flat: String,
}

/// What somebody asked not to be done. Binding on every list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoNot {
    /// Not to be called.
    pub call: bool,
    /// Not to be written to.
    pub write: bool,
    /// Not to be visited.
    pub visit: bool,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its number in the list, from 0.
    pub row: usize,
    /// The first row of the same person: its own number, unless it repeats an earlier one.
    pub person: usize,
    /// Where in [`tree`](crate::tree()) it belongs: a district, or the city of Minsk.
    pub region: usize,
    /// The language it was written in.
    pub written_in: Language,
    /// Surname.
    pub family: Name,
    /// Given name, or an initial, or what their friends call them.
    pub given: Name,
    /// Patronymic.
    pub patronymic: Name,
    /// What they are called.
    pub nickname: Name,
    /// If the row says so.
    pub sex: Option<Sex>,
    /// Date or year of birth.
    pub birth: Option<Birth>,
    /// Phones, the first one first.
    pub phones: Vec<Phone>,
    /// E-mail addresses. They end with `.example`: nobody gets what is sent there.
    pub emails: Vec<String>,
    /// Messengers.
    pub messengers: Vec<Handle>,
    /// Addresses, home first.
    pub addresses: Vec<Address>,
    /// The language they want to be spoken to in.
    pub language: Option<Language>,
    /// Tags.
    pub tags: Vec<&'static str>,
    /// 1 (strong) to 5 (against); unknown is not 3.
    pub support: Option<u8>,
    /// What they asked not to be done.
    pub do_not: DoNot,
    /// The number of their polling precinct.
    pub precinct: Option<u16>,
    /// Where the contact came from.
    pub source: &'static str,
    /// The day it was added, `31.12.2020`.
    pub added: String,
    /// Notes.
    pub notes: String,
}
