//! The vault: one per signed-in (or signing-in) person, alive until the worker is thrown away.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::lock::Mutex;
use keys::Day;
use keys::invitation::Post;
use records::import::Table;

use crate::account::Account;
use crate::api::{Command, Event, Failure, Reply, SyncState};
use crate::commands::{self, PendingCreate, PendingFound, PendingJoin, PendingRotation, Recovery};
use crate::offline::{Line, Offline};
use crate::rng::PlatformRng;
use crate::{Platform, keeping, offline, restored, sync};

/// The client's engine. All secrets are in here and go when it is dropped.
pub struct Vault<P> {
    pub(crate) platform: Line<P>,
    pub(crate) state: RefCell<State>,
    pub(crate) offline: Offline,
    /// One writer of the keyring, one of the head lists, and one of a log, at a time.
    pub(crate) keyring_lock: Mutex<()>,
    pub(crate) heads_lock: Mutex<()>,
    pub(crate) append_lock: Mutex<()>,
    pub(crate) importing: Cell<bool>,
    pub(crate) cancel_import: Cell<bool>,
    pub(crate) cancel_rotation: Cell<bool>,
    pub(crate) cancel_move: Cell<bool>,
    pub(crate) closed: Cell<bool>,
    /// Many regions are being renewed one after the other: how far they are is written down when that is over.
    pub(crate) renewing: Cell<bool>,
    /// Something of one's own was written since the keyring last said how far the log is.
    written: Cell<bool>,
    /// A log has grown since checkpoints were looked after.
    grown: Cell<bool>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) account: Option<Account>,
    /// The file being brought in.
    pub(crate) file: Option<(String, Rc<Table>)>,
    /// What newcomers have posted, by invitation; `None` if it didn't open.
    pub(crate) posts: BTreeMap<u32, Option<(Post, Vec<String>)>>,
    /// What a failed attempt had prepared, so that the next sends the same.
    pub(crate) pending_found: Option<PendingFound>,
    pub(crate) pending_join: Option<PendingJoin>,
    pub(crate) pending_create: Option<PendingCreate>,
    pub(crate) pending_rotation: Option<PendingRotation>,
    /// Cards of the founding key that were shown, and aren't known to be on paper.
    pub(crate) printed: Vec<keys::shares::Share>,
    pub(crate) sync: SyncState,
    /// The newest day signed by somebody else in each region, as the page was told last.
    pub(crate) newest: Option<Vec<(u16, Option<Day>)>>,
    wakers: Vec<oneshot::Sender<()>>,
    writing: Option<oneshot::Sender<()>>,
    growing: Option<oneshot::Sender<()>>,
}

impl<P: Platform> Vault<P> {
    /// An empty vault.
    pub fn new(platform: P) -> Rc<Self> {
        Rc::new(Self {
            platform: Line::new(platform),
            state: RefCell::default(),
            offline: Offline::default(),
            keyring_lock: Mutex::new(()),
            heads_lock: Mutex::new(()),
            append_lock: Mutex::new(()),
            importing: Cell::new(false),
            cancel_import: Cell::new(false),
            cancel_rotation: Cell::new(false),
            cancel_move: Cell::new(false),
            renewing: Cell::new(false),
            closed: Cell::new(false),
            written: Cell::new(false),
            grown: Cell::new(false),
        })
    }

    /// Answers one command. Several may be under way at once.
    ///
    /// # Errors
    /// [`Failure`]: nothing was lost or half done.
    pub async fn handle(&self, command: Command) -> Result<Reply, Failure> {
        let done = self.carry_out(command).await;
        if done == Err(Failure::Offline) {
            sync::note_unanswered(self);
        }
        done
    }

    async fn carry_out(&self, command: Command) -> Result<Reply, Failure> {
        match command {
            Command::MakeWords(language) => Ok(commands::words::make(self, language)),
            Command::Found {
                link,
                organisation,
                region,
                name,
                words,
            } => {
                boxed(|| commands::found::found(self, &link, organisation, region, name, &words))
                    .await
            }
            Command::SignIn { words, file } => {
                boxed(|| commands::sign_in::sign_in(self, &words, file.as_deref())).await
            }
            Command::Kept => offline::status(self).await,
            Command::KeepOffline { on } => boxed(|| offline::keep(self, on)).await,
            Command::CheckWords { words, file } => {
                boxed(|| commands::words::check(self, &words, file.as_deref())).await
            }
            Command::ChangeWords {
                old,
                old_file,
                new,
                new_file,
            } => {
                let old = (old.as_str(), old_file.as_deref());
                let new = (new.as_str(), new_file.as_deref());
                boxed(|| commands::words::change(self, old, new)).await
            }
            Command::MakeCards {
                needed,
                count,
                language,
            } => commands::shares::make(self, needed, count, language),
            Command::CardsPrinted { card } => {
                boxed(|| commands::shares::printed(self, &card)).await
            }
            Command::Resume { region } => boxed(|| commands::resume::resume(self, region)).await,
            Command::Recover {
                link,
                cards,
                name,
                words,
                dismiss,
            } => {
                let typed = Recovery {
                    link,
                    cards,
                    name,
                    words,
                    dismiss,
                };
                boxed(|| commands::recover::recover(self, typed)).await
            }
            Command::Standing { cards } => boxed(|| commands::people::standing(self, &cards)).await,
            Command::OpenInvitation { link } => commands::join::look(&link),
            Command::Join { link, name, words } => {
                boxed(|| commands::join::join(self, &link, name, &words)).await
            }
            Command::CreateRegion { above, name, open } => {
                boxed(|| commands::create::create(self, above, &name, open)).await
            }
            Command::Invite {
                region,
                role,
                language,
            } => boxed(|| commands::invite::invite(self, region, role, language)).await,
            Command::Invitations { region } => commands::invite::list(self, region),
            Command::Grant {
                invitation,
                name,
                role,
                was,
            } => boxed(|| commands::grant::grant(self, invitation, &name, role.into(), was)).await,
            Command::CancelInvitation { invitation } => {
                boxed(|| commands::invite::cancel(self, invitation)).await
            }
            Command::Remove { region, member } => {
                boxed(|| commands::remove::remove(self, region, member)).await
            }
            Command::Erase { region, ids } => {
                boxed(|| commands::erase::erase(self, region, &ids)).await
            }
            Command::Rotate { region } => boxed(|| commands::rotate::run(self, region)).await,
            Command::SetCriteria {
                region,
                name,
                criteria,
            } => boxed(|| commands::criteria::set(self, region, name, criteria)).await,
            Command::Criteria { region } => commands::criteria::list(self, region),
            Command::HeadCode { region, language } => {
                boxed(|| commands::head_code::make(self, region, language)).await
            }
            Command::CompareHead { region, seq, words } => {
                boxed(|| commands::head_code::compare(self, region, seq, &words)).await
            }
            Command::CancelRotation => Ok(commands::rotate::cancel(self)),
            Command::People { region } => commands::people::list(self, region),
            Command::List {
                region,
                query,
                offset,
                limit,
            } => commands::contacts::list(self, region, &query, offset, limit),
            Command::Contact { region, id } => commands::contacts::contact(self, region, id),
            Command::Save {
                region,
                id,
                changes,
            } => boxed(|| commands::contacts::save(self, region, id, changes)).await,
            Command::HandIn { region, changes } => {
                boxed(|| commands::collect::hand_in(self, region, changes)).await
            }
            Command::HandedIn { region } => commands::collect::list(self, region),
            Command::Admit {
                region,
                accept,
                drop,
            } => boxed(|| commands::collect::admit(self, region, &accept, &drop)).await,
            Command::GivePacket {
                region,
                member,
                contacts,
                title,
                last_day,
            } => {
                boxed(|| commands::packets::give(self, region, member, &contacts, title, last_day))
                    .await
            }
            Command::GivenPackets { region } => {
                boxed(|| commands::packets::given(self, region)).await
            }
            Command::CutPacket { region, id } => {
                boxed(|| commands::packets::cut(self, region, id)).await
            }
            Command::Packets { region } => boxed(|| commands::packets::mine(self, region)).await,
            Command::History { region, id } => {
                Box::pin(commands::history::list(self, region, id)).await
            }
            Command::Revert { region, seq } => {
                boxed(|| commands::history::revert(self, region, seq)).await
            }
            Command::RevertField {
                region,
                id,
                field,
                seq,
            } => boxed(|| commands::history::revert_field(self, region, id, field, seq)).await,
            Command::SetDeleted {
                region,
                id,
                deleted,
            } => boxed(|| commands::contacts::set_deleted(self, region, id, deleted)).await,
            Command::Move {
                region,
                records,
                to,
            } => boxed(|| commands::moves::run(self, region, &records, to)).await,
            Command::CancelMove => Ok(commands::moves::cancel(self)),
            Command::ReadFile { name, bytes } => {
                boxed(|| commands::import::read(self, name, bytes)).await
            }
            Command::CheckImport { mapping } => commands::import::check(self, &mapping),
            Command::RunImport { region, mapping } => {
                boxed(|| commands::bring_in::run(self, region, &mapping)).await
            }
            Command::CancelImport => Ok(commands::import::cancel(self)),
            Command::Imports { region } => commands::import::list(self, region),
            Command::UndoImport { region, id, undone } => {
                boxed(|| commands::import::undo(self, region, id, undone)).await
            }
        }
    }

    /// Keeps regions, memberships and invitations up to date until [`Vault::close`].
    pub async fn run(&self) {
        futures::join!(
            sync::regions(self),
            sync::waiting(self),
            restored::waiting(self),
            sync::mailboxes(self),
            sync::remembering(self),
            Box::pin(keeping::keeping(self)),
            Box::pin(offline::copying(self))
        );
    }

    /// Ends [`Vault::run`] after the request under way.
    pub fn close(&self) {
        self.closed.set(true);
        self.wake();
        self.note_written();
        self.note_grown();
        self.offline.note();
    }

    pub(crate) fn rng(&self) -> PlatformRng<'_, Line<P>> {
        PlatformRng(&self.platform)
    }

    pub(crate) fn today(&self) -> Day {
        self.platform.today()
    }

    /// Looks at the account.
    pub(crate) fn with<T>(
        &self,
        look: impl FnOnce(&Account) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.state
            .borrow()
            .account
            .as_ref()
            .ok_or(Failure::NotAllowed)
            .and_then(look)
    }

    /// Changes the account in memory.
    pub(crate) fn with_mut<T>(
        &self,
        change: impl FnOnce(&mut Account) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.state
            .borrow_mut()
            .account
            .as_mut()
            .ok_or(Failure::NotAllowed)
            .and_then(change)
    }

    /// Memberships or invitations are different: the background loops look again.
    pub(crate) fn wake(&self) {
        // Not while a session is being opened without a server: what they would ask, it would be asked of the store.
        if self.platform.is_from_store() {
            return;
        }
        let wakers = core::mem::take(&mut self.state.borrow_mut().wakers);
        for waker in wakers {
            let _ = waker.send(());
        }
    }

    /// Until the next [`Vault::wake`].
    pub(crate) async fn woken(&self) {
        let (sender, receiver) = oneshot::channel();
        {
            let wakers = &mut self.state.borrow_mut().wakers;
            wakers.retain(|waker| !waker.is_canceled());
            wakers.push(sender);
        }
        let _ = receiver.await;
    }

    /// Something of one's own is in a log: the keyring is to say so.
    pub(crate) fn note_written(&self) {
        if self.platform.is_from_store() {
            return;
        }
        self.written.set(true);
        if let Some(writing) = self.state.borrow_mut().writing.take() {
            let _ = writing.send(());
        }
    }

    /// Until the next [`Vault::note_written`], or at once if there was one meanwhile; not before a cascade is over.
    pub(crate) async fn noted_written(&self) {
        while (self.renewing.get() && !self.closed.get()) || !self.written.take() {
            let (sender, receiver) = oneshot::channel();
            self.state.borrow_mut().writing = Some(sender);
            let _ = receiver.await;
        }
    }

    /// A log has grown: perhaps a checkpoint is due.
    pub(crate) fn note_grown(&self) {
        self.offline.note();
        self.grown.set(true);
        if let Some(growing) = self.state.borrow_mut().growing.take() {
            let _ = growing.send(());
        }
    }

    /// Until the next [`Vault::note_grown`], or at once if there was one meanwhile.
    pub(crate) async fn noted_grown(&self) {
        while !self.grown.take() {
            let (sender, receiver) = oneshot::channel();
            self.state.borrow_mut().growing = Some(sender);
            let _ = receiver.await;
        }
    }

    /// Puts a person in, tells the page and starts the loops.
    pub(crate) fn enter(&self, account: Account) -> Reply {
        let session = account.session(self.today());
        self.state.borrow_mut().account = Some(account);
        self.start();
        Reply::Session(session)
    }

    /// The same for who is in already.
    pub(crate) fn begin(&self) -> Result<Reply, Failure> {
        let session = self.with(|account| Ok(account.session(self.today())))?;
        self.start();
        Ok(Reply::Session(session))
    }

    fn start(&self) {
        self.wake();
        self.note_grown();
    }

    pub(crate) fn tell_session(&self) {
        self.offline.note();
        if let Ok(session) = self.with(|account| Ok(account.session(self.today()))) {
            self.platform.emit(Event::Session(session));
        }
    }
}

/// A command under way, on the heap: each is a large thing, and side by side they would not fit on a small stack.
fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    Box::pin(make())
}
