//! A server behind an onion address, and what people there are told of the connection.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use records::fields::FieldId;
use tests::harness::Server;
use tests::native::{Person, stretch_once};
use tests::tor::{Door, Network, Onion};
use vault::api::{Event, Failure, FieldChange, SyncState};

/// Where a test takes place. The address goes first when it ends, then the server, then the network if nobody else needs it.
pub(crate) struct Scene {
    pub(crate) onion: Onion,
    pub(crate) server: Server,
    pub(crate) network: Arc<Network>,
}

impl Scene {
    pub(crate) async fn new() -> Result<Self> {
        let server = Server::start()?;
        let network = Network::shared().await?;
        let onion = network.onion(server.listen()).await?;
        Ok(Self {
            onion,
            server,
            network,
        })
    }

    /// A founder with a line of their own past the network, and their words.
    pub(crate) async fn founder(&self) -> Result<(Person, String)> {
        stretch_once();
        let anna = Person::at(self.server.address());
        let link = self.server.founding_link()?;
        let founded = anna.found(&link, "Народная скрыня", "Барысаў", "Ганна");
        let words = founded.await.map_err(told)?;
        Ok((anna, words))
    }

    /// Another device of somebody, behind this door, up to date.
    pub(crate) async fn device(&self, door: &Door, words: &str) -> Result<Person> {
        let person = Person::far_from(door.address());
        person.sign_in(words).await.map_err(told)?;
        until_fresh(&person).await;
        Ok(person)
    }
}

pub(crate) fn told(failure: Failure) -> anyhow::Error {
    anyhow!("{failure:?}")
}

/// A contact with a family name only.
pub(crate) fn name(family: &str) -> Vec<FieldChange> {
    vec![FieldChange {
        field: FieldId::FAMILY,
        value: family.to_owned(),
        based_on: 0,
    }]
}

fn sync(person: &Person) -> Option<SyncState> {
    let events = person.platform.events().into_iter().rev();
    let mut told = events.filter_map(|event| match event {
        Event::Sync(state) => Some(state),
        _ => None,
    });
    told.next()
}

/// Until the sync line says that there is no connection.
pub(crate) async fn until_offline(person: &Person) {
    let offline = async || sync(person).filter(|state| !state.online).map(drop);
    person.until("no connection", offline).await;
}

/// Until the sync line says that all is there.
pub(crate) async fn until_fresh(person: &Person) {
    let fresh = async || {
        let state = sync(person)?;
        (state.online && state.caught_up).then_some(())
    };
    person.until("everything", fresh).await;
}

/// Each of these people finds each of these once, and nobody else.
pub(crate) async fn all_find(people: &[&Person], families: &[&str]) -> Result<()> {
    for person in people {
        for family in families {
            person.until_found(family, 1).await;
        }
        let total = person.list("").await.map_err(told)?.total;
        anyhow::ensure!(total as usize == families.len(), "{total} contacts");
        anyhow::ensure!(person.alarms().is_empty(), "{:?}", person.alarms());
    }
    Ok(())
}
