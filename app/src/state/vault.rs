//! Who is signed in, and what the vault has said.

use leptos::prelude::*;
use vault::api::{Alarm, Command, Event, Failure, ImportPreview, Kept, Reply, Session, SyncState};

use super::browser::leave;
use crate::bridge::{Bridge, EngineState, use_bridge};

/// The vault as the page sees it.
#[derive(Clone, Copy)]
pub(crate) struct Vault {
    bridge: Bridge,
    session: RwSignal<Option<Session>>,
    region: RwSignal<u16>,
    sync: RwSignal<Option<SyncState>>,
    kept: RwSignal<Option<Kept>>,
    alarms: RwSignal<Vec<Alarm>>,
    distrusted: RwSignal<Vec<u16>>,
    progress: RwSignal<Option<(u32, u32)>>,
    records: RwSignal<u32>,
    people: RwSignal<u32>,
    incoming: RwSignal<u32>,
    renewed: RwSignal<Option<(u16, Option<String>)>>,
    resumed: RwSignal<Option<(u16, Option<String>)>>,
    locked_by_idling: RwSignal<bool>,
}

impl Vault {
    /// Sends a command.
    ///
    /// # Errors
    /// What the vault says.
    pub(crate) async fn ask(self, command: Command) -> Result<Reply, Failure> {
        self.bridge.send(command).await
    }

    /// Hands a file to the vault, which reads it.
    ///
    /// # Errors
    /// What the vault says.
    pub(crate) async fn read_file(self, file: &web_sys::File) -> Result<ImportPreview, Failure> {
        match self.bridge.read_file(file).await? {
            Reply::Preview(preview) => Ok(preview),
            _ => Err(Failure::Refused),
        }
    }

    /// Who is signed in.
    #[must_use]
    pub(crate) fn session(self) -> Signal<Option<Session>> {
        self.session.into()
    }

    /// The session has begun.
    pub(crate) fn begin(self, session: Session) {
        self.region
            .set(session.regions.first().map_or(0, |region| region.index));
        self.locked_by_idling.set(false);
        self.session.set(Some(session));
    }

    /// The index of the region on the screen.
    #[must_use]
    pub(crate) fn region(self) -> RwSignal<u16> {
        self.region
    }

    /// Connection and freshness; nothing before the first answer.
    #[must_use]
    pub(crate) fn sync(self) -> Signal<Option<SyncState>> {
        self.sync.into()
    }

    /// What is kept on this device; nothing before it was asked for.
    #[must_use]
    pub(crate) fn kept(self) -> RwSignal<Option<Kept>> {
        self.kept
    }

    /// What is wrong.
    #[must_use]
    pub(crate) fn alarms(self) -> RwSignal<Vec<Alarm>> {
        self.alarms
    }

    /// Whether the history of the region on the screen doesn't hold: nothing more is read or written there, and that stays
    /// so when the alarm has been put away.
    #[must_use]
    pub(crate) fn is_distrusted(self) -> bool {
        let region = self.region.get();
        self.distrusted.with(|regions| regions.contains(&region))
    }

    /// How far the long task is, if one runs.
    #[must_use]
    pub(crate) fn progress(self) -> RwSignal<Option<(u32, u32)>> {
        self.progress
    }

    /// Changes whenever what collectors handed in to the region on the screen did.
    #[must_use]
    pub(crate) fn incoming_version(self) -> Signal<u32> {
        self.incoming.into()
    }

    /// A region that went on from a backup, and who said so.
    #[must_use]
    pub(crate) fn resumed(self) -> RwSignal<Option<(u16, Option<String>)>> {
        self.resumed
    }

    /// A region that has new keys, and who renewed them.
    #[must_use]
    pub(crate) fn renewed(self) -> RwSignal<Option<(u16, Option<String>)>> {
        self.renewed
    }

    /// Changes whenever records of the region on the screen did.
    #[must_use]
    pub(crate) fn records_version(self) -> Signal<u32> {
        self.records.into()
    }

    /// Changes whenever members or invitations of the region on the screen did.
    #[must_use]
    pub(crate) fn people_version(self) -> Signal<u32> {
        self.people.into()
    }

    /// Whether the vault locked itself because nobody was there.
    #[must_use]
    pub(crate) fn locked_by_idling(self) -> bool {
        self.locked_by_idling.get()
    }

    /// Drops every key and everything shown.
    pub(crate) fn lock(self, by_idling: bool) {
        self.bridge.lock();
        self.forget();
        self.locked_by_idling.set(by_idling);
    }

    /// Whether the worker died; the next command starts another, which knows nobody.
    pub(crate) fn stopped(self) -> bool {
        matches!(self.bridge.engine().get(), EngineState::Stopped { .. })
    }

    /// Blanks the screen, ends the worker and leaves the page, at once and without a question.
    pub(crate) fn panic(self) {
        document().set_title("");
        leave();
        self.bridge.panic();
    }

    fn forget(self) {
        self.session.set(None);
        self.sync.set(None);
        self.kept.set(None);
        self.alarms.set(Vec::new());
        self.distrusted.set(Vec::new());
        self.progress.set(None);
    }

    fn hear(self, event: &Event) {
        match event.clone() {
            Event::Session(session) => {
                // A session that was locked meanwhile stays locked.
                if self.session.with_untracked(Option::is_some) {
                    self.session.set(Some(session));
                }
            }
            Event::Records { region } if region == self.region.get_untracked() => {
                bump(self.records)
            }
            Event::People { region } if region == self.region.get_untracked() => bump(self.people),
            Event::Incoming { region } if region == self.region.get_untracked() => {
                bump(self.incoming)
            }
            Event::Records { .. } | Event::People { .. } | Event::Incoming { .. } => {}
            Event::Renewed { region, by } => self.renewed.set(Some((region, by))),
            Event::Resumed { region, by } => {
                self.distrusted
                    .update(|regions| regions.retain(|other| *other != region));
                self.resumed.set(Some((region, by)));
            }
            Event::Sync(state) => self.sync.set(Some(state)),
            Event::Kept(kept) => self.kept.set(Some(kept)),
            Event::Progress { done, total } => self.progress.set(Some((done, total))),
            Event::Alarm(alarm) => {
                if let Alarm::HistoryBroken { region } = alarm {
                    self.distrusted.update(|regions| regions.push(region));
                }
                self.alarms.update(|alarms| raise(alarms, alarm));
            }
        }
    }
}

fn bump(version: RwSignal<u32>) {
    version.update(|version| *version = version.wrapping_add(1));
}

/// One alarm of a kind and region: a later count replaces an earlier one.
fn raise(alarms: &mut Vec<Alarm>, alarm: Alarm) {
    let same = |other: &Alarm| match (other, &alarm) {
        (Alarm::Refused { region: a, .. }, Alarm::Refused { region: b, .. }) => a == b,
        (other, alarm) => other == alarm,
    };
    match alarms.iter_mut().find(|other| same(other)) {
        Some(other) => *other = alarm,
        None => alarms.push(alarm),
    }
}

/// Makes the vault known to everything below.
pub(crate) fn provide_vault() -> Vault {
    let vault = Vault {
        bridge: use_bridge(),
        session: RwSignal::new(None),
        region: RwSignal::new(0),
        sync: RwSignal::new(None),
        kept: RwSignal::new(None),
        alarms: RwSignal::new(Vec::new()),
        distrusted: RwSignal::new(Vec::new()),
        progress: RwSignal::new(None),
        records: RwSignal::new(0),
        people: RwSignal::new(0),
        incoming: RwSignal::new(0),
        renewed: RwSignal::new(None),
        resumed: RwSignal::new(None),
        locked_by_idling: RwSignal::new(false),
    };
    vault.bridge.on_event(move |event| vault.hear(event));
    // A worker that died took the session with it.
    Effect::new(move |_| {
        if vault.stopped() {
            vault.forget();
        }
    });
    provide_context(vault);
    vault
}

/// The vault.
#[must_use]
pub(crate) fn use_vault() -> Vault {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_count_replaces_an_earlier_one() {
        let mut alarms = Vec::new();
        raise(
            &mut alarms,
            Alarm::Refused {
                region: 1,
                count: 1,
            },
        );
        raise(
            &mut alarms,
            Alarm::Refused {
                region: 1,
                count: 5,
            },
        );
        raise(
            &mut alarms,
            Alarm::Refused {
                region: 2,
                count: 1,
            },
        );
        raise(&mut alarms, Alarm::HistoryBroken { region: 1 });
        raise(&mut alarms, Alarm::HistoryBroken { region: 1 });
        assert_eq!(alarms.len(), 3);
        assert_eq!(
            alarms[0],
            Alarm::Refused {
                region: 1,
                count: 5
            }
        );
    }
}
