//! Commands and replies.

use records::fields::FieldId;
use serde::{Deserialize, Serialize};

use super::{
    Card, Compared, Contact, Criteria, FieldChange, GivenPacket, HandedIn, HeadCode, ImportPreview,
    ImportReport, ImportedBatch, Invitation, JoinOffer, Kept, Language, ListPage, Moved, Packet,
    Past, Person, RecordId, Reverted, Role, Rotated, Session, Standing,
};

/// What the page may ask.
#[derive(Clone, Serialize, Deserialize)]
pub enum Command {
    /// Eight fresh words to write down. → [`Reply::Words`]
    MakeWords(Language),
    /// Found an organisation with one region. → [`Reply::Session`]
    Found {
        /// What follows `#/found/` in the operator's link.
        link: String,
        /// The organisation's name.
        organisation: String,
        /// The first region's name.
        region: String,
        /// The founder's own name.
        name: String,
        /// The eight words, shown and typed back.
        words: String,
    },
    /// Open with eight words. → [`Reply::Session`]
    SignIn {
        /// As typed.
        words: String,
        /// The bytes of the file that belongs to them, if one does.
        file: Option<Vec<u8>>,
    },
    /// Look at an invitation link without sending anything. → [`Reply::Offer`]
    OpenInvitation {
        /// What follows `#/join/`.
        link: String,
    },
    /// Answer an invitation. → [`Reply::Session`] with a waiting region and its six words
    Join {
        /// What follows `#/join/`.
        link: String,
        /// The newcomer's name, as the lead shall see it.
        name: String,
        /// The newcomer's own eight words.
        words: String,
    },
    /// A region below another. → [`Reply::Region`]
    CreateRegion {
        /// The one it is to be below; a lead's there.
        above: u16,
        /// What it is called.
        name: String,
        /// Whether those above are given its keys, for as long as it is there.
        open: bool,
    },
    /// Make an invitation. → [`Reply::Invitation`]
    Invite {
        /// To this region.
        region: u16,
        /// For this role.
        role: Role,
        /// The six words' language.
        language: Language,
    },
    /// Open invitations of a region. → [`Reply::Invitations`]
    Invitations {
        /// The region.
        region: u16,
    },
    /// The six words match: let them in; who stands with the keys they replace is put out then. → [`Reply::Done`]
    Grant {
        /// The invitation.
        invitation: u32,
        /// The name to keep.
        name: String,
        /// The role to give.
        role: Role,
        /// The key of who this person was until now, whose words are lost: the same name from then on, and out.
        was: Option<[u8; 32]>,
    },
    /// Drop an invitation; its link opens nothing any more. → [`Reply::Done`]
    CancelInvitation {
        /// The invitation.
        invitation: u32,
    },
    /// Who is in a region. → [`Reply::People`]
    People {
        /// The region.
        region: u16,
    },
    /// Put somebody out: cut off at once, then new keys for everybody who stays. → [`Reply::Rotated`], with [`super::Event::Progress`]
    Remove {
        /// The region.
        region: u16,
        /// [`super::Person::key`].
        member: [u8; 32],
    },
    /// New keys for everybody who stands, because somebody else may have them; also finishes a removal that was cut short.
    /// → [`Reply::Rotated`], with [`super::Event::Progress`]
    Rotate {
        /// The region.
        region: u16,
    },
    /// Call a region otherwise, or ask people something else; its leads, in the root admins only. → [`Reply::Done`]
    SetCriteria {
        /// The region.
        region: u16,
        /// Its name, if it changes.
        name: Option<String>,
        /// The criteria, if they change.
        criteria: Option<Vec<u8>>,
    },
    /// What a region is called and asks, and was and did before, newest first. → [`Reply::Criteria`]
    Criteria {
        /// The region.
        region: u16,
    },
    /// Whether these are the words of whoever is signed in. → [`Reply::Done`], or [`super::Failure::WrongWords`]
    CheckWords {
        /// As typed.
        words: String,
        /// The file beside them.
        file: Option<Vec<u8>>,
    },
    /// Other words from now on; the old ones open nothing any more. → [`Reply::Done`]
    ChangeWords {
        /// The words until now, as typed.
        old: String,
        /// The file beside those.
        old_file: Option<Vec<u8>>,
        /// The new ones, as typed; they may be the same ones if the file changes.
        new: String,
        /// The file that is needed beside them from now on, if one is to be.
        new_file: Option<Vec<u8>>,
    },
    /// Six words of how far this device has verified a region. → [`Reply::HeadCode`]
    HeadCode {
        /// The region.
        region: u16,
        /// The words' language.
        language: Language,
    },
    /// Whether somebody else's six words fit what this device has verified. → [`Reply::Compared`]
    CompareHead {
        /// The region.
        region: u16,
        /// [`super::HeadCode::seq`] of theirs.
        seq: u64,
        /// As typed, in any language.
        words: String,
    },
    /// Stop a rotation before it takes effect. → [`Reply::Done`]; the rotation itself fails with [`super::Failure::Cancelled`]
    CancelRotation,
    /// A page of the list. An empty query lists everybody by name. → [`Reply::List`]
    List {
        /// The region.
        region: u16,
        /// Words, fragments, phone digits; any spelling.
        query: String,
        /// First row wanted.
        offset: u32,
        /// At most this many rows.
        limit: u32,
    },
    /// One contact. → [`Reply::Contact`]
    Contact {
        /// The region.
        region: u16,
        /// The record.
        id: RecordId,
    },
    /// Add (no id) or change a contact. → [`Reply::Saved`]
    Save {
        /// The region.
        region: u16,
        /// The record, or none for a new one.
        id: Option<RecordId>,
        /// What changes.
        changes: Vec<FieldChange>,
    },
    /// A collector's new contact; whoever reads the region sees it as new, its author doesn't see it again. → [`Reply::Done`]
    HandIn {
        /// The region.
        region: u16,
        /// What was written down.
        changes: Vec<FieldChange>,
    },
    /// What collectors have handed in and nobody has dealt with. → [`Reply::HandedIn`]
    HandedIn {
        /// The region.
        region: u16,
    },
    /// Make contacts of some entries, drop others. → [`Reply::Done`]
    Admit {
        /// The region.
        region: u16,
        /// [`super::HandedIn::id`]s.
        accept: Vec<[u8; 32]>,
        /// [`super::HandedIn::id`]s.
        drop: Vec<[u8; 32]>,
    },
    /// Give a member of any role a list of contacts, for some days; leads only. → [`Reply::Done`]
    GivePacket {
        /// The region.
        region: u16,
        /// [`super::Person::key`].
        member: [u8; 32],
        /// The contacts.
        contacts: Vec<RecordId>,
        /// What to call the list.
        title: String,
        /// The last day it can be read on.
        last_day: u16,
    },
    /// Lists that were given to anybody and aren't over; leads only. → [`Reply::GivenPackets`]
    GivenPackets {
        /// The region.
        region: u16,
    },
    /// Cut a list off: nobody reads it from now on. → [`Reply::Done`]
    CutPacket {
        /// The region.
        region: u16,
        /// [`super::GivenPacket::id`].
        id: [u8; 32],
    },
    /// The lists that were given to whoever is signed in. → [`Reply::Packets`]
    Packets {
        /// The region.
        region: u16,
    },
    /// What was done to a contact, newest first. → [`Reply::History`]
    History {
        /// The region.
        region: u16,
        /// The record.
        id: RecordId,
    },
    /// Take one statement back, but for what somebody has changed since. → [`Reply::Reverted`]
    Revert {
        /// The region.
        region: u16,
        /// [`super::Past::seq`].
        seq: u64,
    },
    /// Give one field back the value it had before a statement, whatever happened since. → [`Reply::Done`]
    RevertField {
        /// The region.
        region: u16,
        /// The record.
        id: RecordId,
        /// The field.
        field: FieldId,
        /// [`super::Past::seq`] of the statement that wrote over it.
        seq: u64,
    },
    /// Delete or bring back. → [`Reply::Done`]
    SetDeleted {
        /// The region.
        region: u16,
        /// The record.
        id: RecordId,
        /// Deleted or not.
        deleted: bool,
    },
    /// Erase records and all that was ever said of them, then new keys for the region: what is gone can't be brought back. → [`Reply::Rotated`],
    /// with [`super::Event::Progress`]
    Erase {
        /// The region.
        region: u16,
        /// The records.
        ids: Vec<RecordId>,
    },
    /// Into another region, both open to whoever asks; the same again finishes what was cut short. → [`Reply::Moved`], with
    /// [`super::Event::Progress`]
    Move {
        /// The region they are in.
        region: u16,
        /// The contacts.
        records: Vec<RecordId>,
        /// The region they are to be in.
        to: u16,
    },
    /// Stop moving after what is under way: the rest stays where it is. → [`Reply::Done`]; the move itself fails with
    /// [`super::Failure::Cancelled`]
    CancelMove,
    /// Read a file; keeps it in the vault until imported or dropped. → [`Reply::Preview`]
    ReadFile {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Dry run with these columns. → [`Reply::Report`]
    CheckImport {
        /// For each column, the field it goes to.
        mapping: Vec<Option<FieldId>>,
    },
    /// Bring it in. Progress comes as events. → [`Reply::Report`]
    RunImport {
        /// Into this region.
        region: u16,
        /// For each column, the field it goes to.
        mapping: Vec<Option<FieldId>>,
    },
    /// Stop the running import and take back what it had sent, or drop the file. → [`Reply::Done`]
    CancelImport,
    /// Imports that can be undone, newest first. → [`Reply::Imports`]
    Imports {
        /// The region.
        region: u16,
    },
    /// Undo a whole import (or redo it). → [`Reply::Done`]
    UndoImport {
        /// The region.
        region: u16,
        /// The import.
        id: [u8; 16],
        /// False brings it back.
        undone: bool,
    },
    /// Cards of the founding key, any `needed` of which give it back; the founder only, and only as long as the founding key
    /// isn't on paper alone. → [`Reply::Cards`]
    MakeCards {
        /// From 2.
        needed: u8,
        /// Up to 16.
        count: u8,
        /// The words' language.
        language: Language,
    },
    /// The cards are on paper: the founding key leaves the keyring. → [`Reply::Done`]
    CardsPrinted {
        /// Any one of them, typed back.
        card: String,
    },
    /// Go on from what a restored server has: what this device still holds is said again, and everybody who stands gets new
    /// keys. Leads only. → [`Reply::Rotated`], with [`super::Event::Progress`]
    Resume {
        /// The region.
        region: u16,
    },
    /// How the root stands, for who has the founding key's cards: to be shown before [`Command::Recover`], since nothing here
    /// remembers how it stood before. → [`Reply::Standing`]
    Standing {
        /// As typed, one text a card.
        cards: Vec<String>,
    },
    /// Become an admin by the founding key's cards, with new words. → [`Reply::Session`]
    Recover {
        /// What follows `#/found/` in a link of the operator's: it pays for the new keyring.
        link: String,
        /// As typed, one text a card.
        cards: Vec<String>,
        /// The new admin's name.
        name: String,
        /// The new admin's eight words.
        words: String,
        /// Whether all admins until now are put out.
        dismiss: bool,
    },
    /// What is kept on this device for who is signed in. → [`Reply::Kept`]
    Kept,
    /// Keep what can be read without a connection on this device from now on; or delete all that is kept on it, whoever's it is.
    /// → [`Reply::Kept`]
    KeepOffline {
        /// Whether to.
        on: bool,
    },
}

/// What a command is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// Eight words.
    Words(Vec<String>),
    /// Signed in.
    Session(Session),
    /// A link's contents.
    Offer(JoinOffer),
    /// The new invitation.
    Invitation(Invitation),
    /// Open invitations.
    Invitations(Vec<Invitation>),
    /// Members.
    People(Vec<Person>),
    /// List rows.
    List(ListPage),
    /// A contact.
    Contact(Contact),
    /// Saved under this id.
    Saved(RecordId),
    /// A file's columns.
    Preview(ImportPreview),
    /// What an import does or did.
    Report(ImportReport),
    /// Imports.
    Imports(Vec<ImportedBatch>),
    /// Entries to be dealt with.
    HandedIn(Vec<HandedIn>),
    /// A region has new keys.
    Rotated(Rotated),
    /// The founding key on cards.
    Cards(Vec<Card>),
    /// Names and criteria.
    Criteria(Vec<Criteria>),
    /// Lists given to others.
    GivenPackets(Vec<GivenPacket>),
    /// One's own lists.
    Packets(Vec<Packet>),
    /// Words to compare.
    HeadCode(HeadCode),
    /// Whether somebody else's words fit.
    Compared(Compared),
    /// The root, before anybody recovers it.
    Standing(Standing),
    /// What was done to a contact.
    History(Vec<Past>),
    /// A statement was taken back.
    Reverted(Reverted),
    /// Contacts were moved.
    Moved(Moved),
    /// The new region's number.
    Region(u16),
    /// What is kept on this device.
    Kept(Kept),
    /// Done.
    Done,
}

/// The name of the command; what it carries is never shown.
impl core::fmt::Debug for Command {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Command(…)")
    }
}
