//! One method a command, each with the reply it is answered with. Any other reply isn't from our vault.

use records::fields::FieldId;
use vault::api::{
    Command, Compared, Contact, Failure, FieldChange, HandedIn, HeadCode, ImportReport,
    ImportedBatch, Invitation, JoinOffer, Kept, Language, ListPage, Moved, Person, RecordId, Reply,
    Role, Rotated, Session,
};

use super::Vault;

macro_rules! answered {
    ($vault:ident, $command:expr, $reply:ident) => {
        match $vault.ask($command).await? {
            Reply::$reply(value) => Ok(value),
            _ => Err(Failure::Refused),
        }
    };
}

/// How it went.
type Answer<T> = Result<T, Failure>;

impl Vault {
    pub(crate) async fn make_words(self, language: Language) -> Answer<Vec<String>> {
        answered!(self, Command::MakeWords(language), Words)
    }

    pub(crate) async fn found(
        self,
        link: String,
        names: [String; 3],
        words: String,
    ) -> Answer<Session> {
        let [organisation, region, name] = names;
        answered!(
            self,
            Command::Found {
                link,
                organisation,
                region,
                name,
                words
            },
            Session
        )
    }

    pub(crate) async fn sign_in(self, words: String, file: Option<Vec<u8>>) -> Answer<Session> {
        answered!(self, Command::SignIn { words, file }, Session)
    }

    pub(crate) async fn ask_kept(self) -> Answer<Kept> {
        answered!(self, Command::Kept, Kept)
    }

    pub(crate) async fn keep_offline(self, on: bool) -> Answer<Kept> {
        answered!(self, Command::KeepOffline { on }, Kept)
    }

    pub(crate) async fn open_invitation(self, link: String) -> Answer<JoinOffer> {
        answered!(self, Command::OpenInvitation { link }, Offer)
    }

    pub(crate) async fn join(self, link: String, name: String, words: String) -> Answer<Session> {
        answered!(self, Command::Join { link, name, words }, Session)
    }

    pub(crate) async fn invite(
        self,
        region: u16,
        role: Role,
        language: Language,
    ) -> Answer<Invitation> {
        answered!(
            self,
            Command::Invite {
                region,
                role,
                language
            },
            Invitation
        )
    }

    pub(crate) async fn invitations(self, region: u16) -> Answer<Vec<Invitation>> {
        answered!(self, Command::Invitations { region }, Invitations)
    }

    pub(crate) async fn people(self, region: u16) -> Answer<Vec<Person>> {
        answered!(self, Command::People { region }, People)
    }

    pub(crate) async fn head_code(self, region: u16, language: Language) -> Answer<HeadCode> {
        answered!(self, Command::HeadCode { region, language }, HeadCode)
    }

    pub(crate) async fn compare_head(
        self,
        region: u16,
        seq: u64,
        words: String,
    ) -> Answer<Compared> {
        answered!(self, Command::CompareHead { region, seq, words }, Compared)
    }

    pub(crate) async fn remove(self, region: u16, member: [u8; 32]) -> Answer<Rotated> {
        answered!(self, Command::Remove { region, member }, Rotated)
    }

    pub(crate) async fn erase(self, region: u16, ids: Vec<RecordId>) -> Answer<Rotated> {
        answered!(self, Command::Erase { region, ids }, Rotated)
    }

    pub(crate) async fn resume(self, region: u16) -> Answer<Rotated> {
        answered!(self, Command::Resume { region }, Rotated)
    }

    pub(crate) async fn rotate(self, region: u16) -> Answer<Rotated> {
        answered!(self, Command::Rotate { region }, Rotated)
    }

    pub(crate) async fn list(
        self,
        region: u16,
        query: String,
        offset: u32,
        limit: u32,
    ) -> Answer<ListPage> {
        answered!(
            self,
            Command::List {
                region,
                query,
                offset,
                limit
            },
            List
        )
    }

    pub(crate) async fn contact(self, region: u16, id: RecordId) -> Answer<Contact> {
        answered!(self, Command::Contact { region, id }, Contact)
    }

    pub(crate) async fn save(
        self,
        region: u16,
        id: Option<RecordId>,
        changes: Vec<FieldChange>,
    ) -> Answer<RecordId> {
        answered!(
            self,
            Command::Save {
                region,
                id,
                changes
            },
            Saved
        )
    }

    pub(crate) async fn move_contacts(
        self,
        region: u16,
        records: Vec<RecordId>,
        to: u16,
    ) -> Answer<Moved> {
        answered!(
            self,
            Command::Move {
                region,
                records,
                to
            },
            Moved
        )
    }

    pub(crate) async fn handed_in(self, region: u16) -> Answer<Vec<HandedIn>> {
        answered!(self, Command::HandedIn { region }, HandedIn)
    }

    pub(crate) async fn check_import(self, mapping: Vec<Option<FieldId>>) -> Answer<ImportReport> {
        answered!(self, Command::CheckImport { mapping }, Report)
    }

    pub(crate) async fn run_import(
        self,
        region: u16,
        mapping: Vec<Option<FieldId>>,
    ) -> Answer<ImportReport> {
        answered!(self, Command::RunImport { region, mapping }, Report)
    }

    pub(crate) async fn imports(self, region: u16) -> Answer<Vec<ImportedBatch>> {
        answered!(self, Command::Imports { region }, Imports)
    }

    /// For the commands that are simply done.
    pub(crate) async fn command(self, command: Command) -> Answer<()> {
        match self.ask(command).await? {
            Reply::Done => Ok(()),
            _ => Err(Failure::Refused),
        }
    }
}
