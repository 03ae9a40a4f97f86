//! One person with a vault, and what they do.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinHandle, LocalSet};
use vault::Vault;
use vault::api::{
    Alarm, Command, Contact, Event, Failure, FieldChange, HandedIn, Invitation, InvitationState,
    Kept, Language, ListPage, Person as Listed, RecordId, RegionState, Reply, Role, Rotated,
    Session,
};

use super::{Disk, NativePlatform, stretched};

const PATIENCE: Duration = Duration::from_secs(60);
/// Who waits for a line that is dead waits longer.
const LONG_PATIENCE: Duration = Duration::from_secs(240);

/// Runs a test's people on one thread.
///
/// # Panics
/// If no runtime can be made.
pub fn alone<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    #[expect(clippy::expect_used, reason = "a test can't go on without it")]
    let runtime = runtime.expect("a runtime");
    LocalSet::new().block_on(&runtime, test)
}

/// A person at a device; dropping it ends the session.
pub struct Person {
    /// The device.
    pub platform: NativePlatform,
    vault: Rc<Vault<NativePlatform>>,
    running: JoinHandle<()>,
    signed_in: RefCell<Option<Session>>,
    /// The region this person looks at.
    here: Cell<u16>,
    /// How long a condition may take before a test fails.
    patience: Duration,
}

impl Drop for Person {
    fn drop(&mut self) {
        self.vault.close();
        self.running.abort();
    }
}

impl Person {
    /// A blank device whose server is at `address`.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self::with(address, PATIENCE, Disk::default())
    }

    /// On a device that has been used before, or another tab of the same browser.
    #[must_use]
    pub fn on(disk: &Disk, address: &str) -> Self {
        Self::with(address, PATIENCE, disk.clone())
    }

    /// The same where the line is slow, or dead for a while: this person waits longer.
    #[must_use]
    pub fn far_from(address: &str) -> Self {
        Self::with(address, LONG_PATIENCE, Disk::default())
    }

    fn with(address: &str, patience: Duration, disk: Disk) -> Self {
        let platform = NativePlatform::new(address, disk);
        let vault = Vault::new(platform.clone());
        let looping = vault.clone();
        let running = tokio::task::spawn_local(async move { looping.run().await });
        Self {
            platform,
            vault,
            running,
            signed_in: RefCell::default(),
            here: Cell::new(0),
            patience,
        }
    }

    /// Sends any command.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn send(&self, command: Command) -> Result<Reply, Failure> {
        self.vault.handle(command).await
    }

    /// Eight words that nobody else in this test has.
    ///
    /// # Panics
    /// If the vault has none.
    pub async fn words(&self) -> String {
        if let Some(words) = stretched::given_elsewhere() {
            return words;
        }
        match self.send(Command::MakeWords(Language::Belarusian)).await {
            Ok(Reply::Words(words)) => {
                let words = words.join(" ");
                stretched::give(&words);
                words
            }
            other => unexpected("words", &other),
        }
    }

    /// Founds an organisation; gives its words.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn found(
        &self,
        link: &str,
        organisation: &str,
        region: &str,
        name: &str,
    ) -> Result<String, Failure> {
        let words = self.words().await;
        let link = link.rsplit('/').next().unwrap_or_default().to_owned();
        let (organisation, region, name) =
            (organisation.to_owned(), region.to_owned(), name.to_owned());
        self.send(Command::Found {
            link,
            organisation,
            region,
            name,
            words: words.clone(),
        })
        .await?;
        Ok(words)
    }

    /// Signs in.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn sign_in(&self, words: &str) -> Result<Session, Failure> {
        match self
            .send(Command::SignIn {
                words: words.to_owned(),
                file: None,
            })
            .await?
        {
            Reply::Session(session) => {
                *self.signed_in.borrow_mut() = Some(session.clone());
                Ok(session)
            }
            other => unexpected("session", &other),
        }
    }

    /// Keeps from now on what can be read without a connection, or deletes what is kept; gives how it is then.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn keep_offline(&self, on: bool) -> Result<Kept, Failure> {
        match self.send(Command::KeepOffline { on }).await? {
            Reply::Kept(kept) => Ok(kept),
            other => unexpected("what is kept", &other),
        }
    }

    /// What is kept on this device.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn kept(&self) -> Result<Kept, Failure> {
        match self.send(Command::Kept).await? {
            Reply::Kept(kept) => Ok(kept),
            other => unexpected("what is kept", &other),
        }
    }

    /// Ends the session as a browser does that dies: nothing more is asked.
    pub fn end(&self) {
        self.vault.close();
        self.running.abort();
    }

    /// Whether the first region waits for new keys, as the vault said last.
    #[must_use]
    pub fn rotation_due(&self) -> bool {
        let session = self.session();
        let mut regions = session.map(|session| session.regions).unwrap_or_default();
        regions.retain(|region| region.index == self.here.get());
        regions.first().is_some_and(|region| region.rotation_due)
    }

    /// Creates a region below the one this person looks at; gives its number.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn create(&self, name: &str, open: bool) -> Result<u16, Failure> {
        let command = Command::CreateRegion {
            above: self.here.get(),
            name: name.to_owned(),
            open,
        };
        match self.send(command).await? {
            Reply::Region(number) => Ok(number),
            other => unexpected("a region", &other),
        }
    }

    /// From now on this person looks at another region.
    pub fn look_at(&self, number: u16) {
        self.here.set(number);
    }

    /// Until a region is open that isn't due; then this person looks at it.
    pub async fn enter(&self, name: &str) -> u16 {
        let number = self
            .until(name, async || {
                let regions = self.session()?.regions.into_iter();
                let mut named = regions.filter(|region| region.name == name);
                named.next().map(|region| region.index)
            })
            .await;
        self.look_at(number);
        number
    }

    /// Makes an invitation into the first region.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn invite(&self, role: Role) -> Result<Invitation, Failure> {
        match self
            .send(Command::Invite {
                region: self.here.get(),
                role,
                language: Language::Russian,
            })
            .await?
        {
            Reply::Invitation(invitation) => Ok(invitation),
            other => unexpected("invitation", &other),
        }
    }

    /// Answers an invitation; gives the words and the six words.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn join(
        &self,
        invitation: &Invitation,
        name: &str,
    ) -> Result<(String, Vec<String>), Failure> {
        let words = self.words().await;
        let link = invitation
            .fragment
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        match self
            .send(Command::Join {
                link,
                name: name.to_owned(),
                words: words.clone(),
            })
            .await?
        {
            Reply::Session(session) => match session.regions.first().map(|region| &region.state) {
                Some(RegionState::Waiting { six_words }) => Ok((words, six_words.clone())),
                other => unexpected("six words", &other),
            },
            other => unexpected("session", &other),
        }
    }

    /// Until somebody has answered an invitation: the six words as this side reads them.
    pub async fn six_words(&self, invitation: u32) -> Vec<String> {
        self.until("a newcomer's six words", async || {
            match self.invitation(invitation).await?.state {
                InvitationState::Posted { six_words, .. } => Some(six_words),
                _ => None,
            }
        })
        .await
    }

    /// An open invitation.
    pub async fn invitation(&self, id: u32) -> Option<Invitation> {
        match self
            .send(Command::Invitations {
                region: self.here.get(),
            })
            .await
        {
            Ok(Reply::Invitations(open)) => open.into_iter().find(|invitation| invitation.id == id),
            _ => None,
        }
    }

    /// Lets a newcomer in.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn grant(&self, invitation: u32, name: &str, role: Role) -> Result<(), Failure> {
        self.grant_again(invitation, name, role, None).await
    }

    /// Lets somebody in who was here with other keys.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn grant_again(
        &self,
        invitation: u32,
        name: &str,
        role: Role,
        was: Option<[u8; 32]>,
    ) -> Result<(), Failure> {
        self.send(Command::Grant {
            invitation,
            name: name.to_owned(),
            role,
            was,
        })
        .await
        .map(|_| ())
    }

    /// The whole way from invitation to member; gives the newcomer's words.
    pub async fn bring_in(&self, newcomer: &Person, name: &str, role: Role) -> String {
        self.bring_in_again(newcomer, name, role, None).await
    }

    /// The same for somebody who has lost their words.
    pub async fn bring_in_again(
        &self,
        newcomer: &Person,
        name: &str,
        role: Role,
        was: Option<[u8; 32]>,
    ) -> String {
        let invitation = must(self.invite(role).await);
        let (words, theirs) = must(newcomer.join(&invitation, name).await);
        let ours = self.six_words(invitation.id).await;
        assert_eq!(ours, theirs, "both sides read the same six words");
        must(self.grant_again(invitation.id, name, role, was).await);
        newcomer.until_member().await;
        words
    }

    /// Until the lead's grant has arrived and holds.
    pub async fn until_member(&self) {
        self.until("membership", async || {
            let session = self.session();
            let region = session?.regions.into_iter().next()?;
            matches!(region.state, RegionState::Member { .. }).then_some(())
        })
        .await;
    }

    /// Who is signed in, as the vault said last.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        let events = self.platform.events().into_iter().rev();
        let mut told = events.filter_map(|event| match event {
            Event::Session(session) => Some(session),
            _ => None,
        });
        told.next().or_else(|| self.signed_in.borrow().clone())
    }

    /// Puts a member out of the first region.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn remove(&self, name: &str) -> Result<Rotated, Failure> {
        let people = self.people().await.unwrap_or_default();
        let person = people
            .iter()
            .find(|person| person.name.as_deref() == Some(name));
        let member = person.ok_or(Failure::NotAllowed)?.key;
        match self
            .send(Command::Remove {
                region: self.here.get(),
                member,
            })
            .await?
        {
            Reply::Rotated(rotated) => Ok(rotated),
            other => unexpected("a rotation", &other),
        }
    }

    /// Gives the first region new keys.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn rotate(&self) -> Result<Rotated, Failure> {
        match self
            .send(Command::Rotate {
                region: self.here.get(),
            })
            .await?
        {
            Reply::Rotated(rotated) => Ok(rotated),
            other => unexpected("a rotation", &other),
        }
    }

    /// Erases contacts for good.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn erase(&self, ids: &[RecordId]) -> Result<Rotated, Failure> {
        let command = Command::Erase {
            region: self.here.get(),
            ids: ids.to_vec(),
        };
        match self.send(command).await? {
            Reply::Rotated(rotated) => Ok(rotated),
            other => unexpected("a rotation", &other),
        }
    }

    /// Goes on from what a restored server has.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn resume(&self) -> Result<Rotated, Failure> {
        match self.send(Command::Resume { region: 0 }).await? {
            Reply::Rotated(rotated) => Ok(rotated),
            other => unexpected("a rotation", &other),
        }
    }

    /// Until the first region has been told so often to go on from a backup.
    pub async fn until_resumed(&self, times: usize) {
        self.until("going on from a backup", async || {
            let events = self.platform.events();
            let resumed = events
                .iter()
                .filter(|event| matches!(event, Event::Resumed { .. }));
            (resumed.count() >= times).then_some(())
        })
        .await;
    }

    /// Whether the server has less than this device knows of, as the vault said last.
    #[must_use]
    pub fn behind(&self) -> bool {
        let session = self.session();
        let regions = session.map(|session| session.regions).unwrap_or_default();
        regions.first().is_some_and(|region| region.behind)
    }

    /// Until the first region has been told to have new keys so often.
    pub async fn until_renewed(&self, times: usize) {
        self.until("new keys", async || {
            let events = self.platform.events();
            let renewed = events
                .iter()
                .filter(|event| matches!(event, Event::Renewed { .. }));
            (renewed.count() >= times).then_some(())
        })
        .await;
    }

    /// Until access to the first region has ended.
    pub async fn until_removed(&self) {
        self.until("the end of access", async || {
            let events = self.platform.events();
            let removed = events.iter().any(|event| {
                let Event::Session(session) = event else {
                    return false;
                };
                let first = session.regions.first();
                first.is_some_and(|region| region.state == RegionState::Removed)
            });
            removed.then_some(())
        })
        .await;
    }

    /// Members of the first region.
    pub async fn people(&self) -> Option<Vec<Listed>> {
        match self
            .send(Command::People {
                region: self.here.get(),
            })
            .await
        {
            Ok(Reply::People(people)) => Some(people),
            _ => None,
        }
    }

    /// The list.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn list(&self, query: &str) -> Result<ListPage, Failure> {
        match self
            .send(Command::List {
                region: self.here.get(),
                query: query.to_owned(),
                offset: 0,
                limit: 100,
            })
            .await?
        {
            Reply::List(page) => Ok(page),
            other => unexpected("list", &other),
        }
    }

    /// Until a search finds so many; gives the first one's id.
    pub async fn until_found(&self, query: &str, total: u32) -> RecordId {
        self.until(query, async || {
            let page = self.list(query).await.ok()?;
            (page.total == total).then_some(page.rows.first()?.id)
        })
        .await
    }

    /// One contact.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn contact(&self, id: RecordId) -> Result<Contact, Failure> {
        match self
            .send(Command::Contact {
                region: self.here.get(),
                id,
            })
            .await?
        {
            Reply::Contact(contact) => Ok(contact),
            other => unexpected("contact", &other),
        }
    }

    /// Adds or changes a contact.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn save(
        &self,
        id: Option<RecordId>,
        changes: Vec<FieldChange>,
    ) -> Result<RecordId, Failure> {
        match self
            .send(Command::Save {
                region: self.here.get(),
                id,
                changes,
            })
            .await?
        {
            Reply::Saved(id) => Ok(id),
            other => unexpected("saved", &other),
        }
    }

    /// Hands a contact in, as a collector.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn hand_in(&self, changes: Vec<FieldChange>) -> Result<(), Failure> {
        let command = Command::HandIn {
            region: self.here.get(),
            changes,
        };
        self.send(command).await.map(|_| ())
    }

    /// What is there to be dealt with.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn handed_in(&self) -> Result<Vec<HandedIn>, Failure> {
        match self
            .send(Command::HandedIn {
                region: self.here.get(),
            })
            .await?
        {
            Reply::HandedIn(entries) => Ok(entries),
            other => unexpected("entries", &other),
        }
    }

    /// Until so many entries are there to be dealt with.
    pub async fn until_handed_in(&self, count: usize) -> Vec<HandedIn> {
        self.until("entries", async || {
            let entries = self.handed_in().await.ok()?;
            (entries.len() == count).then_some(entries)
        })
        .await
    }

    /// Makes contacts of some entries, and drops others.
    ///
    /// # Errors
    /// What the vault answers.
    pub async fn admit(&self, accept: &[&HandedIn], drop: &[&HandedIn]) -> Result<(), Failure> {
        let ids = |entries: &[&HandedIn]| entries.iter().map(|entry| entry.id).collect();
        let command = Command::Admit {
            region: self.here.get(),
            accept: ids(accept),
            drop: ids(drop),
        };
        self.send(command).await.map(|_| ())
    }

    /// Alarms told so far.
    #[must_use]
    pub fn alarms(&self) -> Vec<Alarm> {
        let events = self.platform.events().into_iter();
        events
            .filter_map(|event| {
                if let Event::Alarm(alarm) = event {
                    Some(alarm)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Until an alarm is told.
    pub async fn until_alarm(&self) -> Alarm {
        self.until("an alarm", async || self.alarms().into_iter().next())
            .await
    }

    /// Until `look` finds something; looks again whenever the vault tells anything.
    ///
    /// # Panics
    /// After a minute, or four if it is one [`Person::far_from`] the server.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let told = self.platform.told();
        let waiting = async {
            loop {
                let next = told.notified();
                tokio::pin!(next);
                next.as_mut().enable();
                if let Some(found) = look().await {
                    return found;
                }
                next.await;
            }
        };
        match tokio::time::timeout(self.patience, waiting).await {
            Ok(found) => found,
            Err(_) => unexpected(what, &self.alarms()),
        }
    }
}

#[expect(clippy::panic, reason = "a test can't go on")]
fn unexpected<T>(what: &str, got: &dyn std::fmt::Debug) -> T {
    panic!("expected {what}, got {got:?}")
}

fn must<T>(result: Result<T, Failure>) -> T {
    match result {
        Ok(value) => value,
        Err(failure) => unexpected("success", &failure),
    }
}
