//! What a device keeps, seen from outside.

use keys::SpaceId;
use minicbor::Decoder;
use tests::native::{Disk, Person, Table};
use vault::api::Failure;

use super::Scene;

/// Nobody listens there.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9/";

/// Rows of one kind, by the first byte of their names.
pub(crate) const PERSON: u8 = 1;
pub(crate) const FRONT: u8 = 2;
pub(crate) const PAGE: u8 = 5;
pub(crate) const ENTRY: u8 = 6;

/// Rows of this kind.
pub(crate) fn rows(disk: &Disk, kind: u8) -> Table {
    let mut table = disk.table().unwrap_or_default();
    table.retain(|name, _| name[0] == kind);
    table
}

/// How far a space is kept: epoch and last entry.
pub(crate) fn front(disk: &Disk, space: SpaceId) -> Option<(u32, u64)> {
    let name = [&[FRONT], space.0.as_slice()].concat();
    let table = disk.table()?;
    let mut decoder = Decoder::new(table.get(&name)?);
    decoder.array().unwrap();
    let epoch = decoder.u32().unwrap();
    decoder.u64().unwrap();
    Some((epoch, decoder.u64().unwrap()))
}

/// Until all that somebody has read is kept, and as far as this at least.
pub(crate) async fn until_on_disk(person: &Person, disk: &Disk, space: SpaceId, at: (u32, u64)) {
    person
        .until("a copy", async || {
            let there = front(disk, space)?;
            let whole = person.kept().await.unwrap().whole;
            (there >= at && whole.is_some()).then_some(())
        })
        .await;
}

/// Somebody signs in on a device whose server doesn't answer.
pub(crate) async fn without_server(disk: &Disk, words: &str) -> Result<Person, Failure> {
    let person = Person::on(disk, NOWHERE);
    person.sign_in(words).await.map(|_| person)
}

impl Scene {
    /// On a device with this disk, on everybody else's line.
    pub(crate) async fn on(&self, disk: &Disk, words: &str) -> Person {
        let person = Person::on(disk, self.line.address());
        person.sign_in(words).await.unwrap();
        person
    }

    /// The region's space, and how far it is now.
    pub(crate) async fn place(&self) -> (SpaceId, (u32, u64)) {
        let me = self.insider(&self.words).await;
        (me.epoch().space, (me.epoch().number, me.log.seq()))
    }

    /// Somebody signs in on this disk, keeps everything, and is gone.
    pub(crate) async fn keeps(&self, disk: &Disk, words: &str) {
        let (space, at) = self.place().await;
        let person = self.on(disk, words).await;
        assert!(person.keep_offline(true).await.unwrap().on);
        until_on_disk(&person, disk, space, at).await;
        person.end();
    }
}
