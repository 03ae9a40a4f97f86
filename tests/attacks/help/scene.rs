//! A server, a founder, and two lines to the server that can lie: the founder's, and everybody else's.

use keys::SpaceId;
use keys::envelope::Block;
use tempfile::TempDir;
use tests::harness::Server;
use tests::native::{Insider, Person, Proxy, Raw, stretch_once};
use vault::api::{RegionState, Role, Session};
use wire::space::{EnvelopesAnswer, EnvelopesRequest};

/// Where an attack takes place. People go first when it ends, then the lines, then the server.
pub(crate) struct Scene {
    /// The founder, a lead, on [`Scene::hers`].
    pub(crate) anna: Person,
    /// The founder's words.
    pub(crate) words: String,
    /// The founder's line.
    pub(crate) hers: Proxy,
    /// Everybody else's line.
    pub(crate) line: Proxy,
    /// The real server.
    pub(crate) server: Server,
    _bundle: TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let (server, bundle) = pageless();
        let hers = Proxy::before(server.address()).unwrap();
        let line = Proxy::before(server.address()).unwrap();
        let anna = Person::at(hers.address());
        let link = server.founding_link().unwrap();
        let words = anna
            .found(&link, "Скрыня", "Барысаў", "Ганна")
            .await
            .unwrap();
        Self {
            anna,
            words,
            hers,
            line,
            server,
            _bundle: bundle,
        }
    }

    /// A blank device on everybody else's line.
    pub(crate) fn blank(&self) -> Person {
        Person::at(self.line.address())
    }

    /// Somebody let in, and their words.
    pub(crate) async fn member(&self, name: &str, role: Role) -> (Person, String) {
        let person = self.blank();
        let words = self.anna.bring_in(&person, name, role).await;
        (person, words)
    }

    /// Somebody with a member's words and the server's ear.
    pub(crate) async fn insider(&self, words: &str) -> Insider {
        Insider::with_words(self.server.address(), words)
            .await
            .unwrap()
    }

    /// The same below: from region to region through the slots for those above, by the places of the children in each log.
    pub(crate) async fn insider_below(&self, words: &str, children: &[usize]) -> Insider {
        let mut insider = self.insider(words).await;
        for child in children {
            insider.descend(*child).await.unwrap();
        }
        insider
    }

    /// What anybody is told of a space.
    pub(crate) async fn envelopes(&self, space: SpaceId) -> (u32, Block, Vec<u8>) {
        let request = EnvelopesRequest {
            space,
            known: None,
            wait_seconds: 0,
        };
        let raw = Raw::at(self.server.address());
        let answer: EnvelopesAnswer = raw.call(wire::space::ENVELOPES, &request).await.unwrap();
        let block = Block::decode(&answer.block.0).unwrap();
        (answer.epoch, block, answer.card.0)
    }

    /// After the lie: a blank device opens the region and finds everything.
    pub(crate) async fn honest_sign_in(&self, words: &str, records: u32) -> Person {
        self.hers.be_honest();
        self.line.be_honest();
        let blank = self.blank();
        let session = blank.sign_in(words).await.unwrap();
        assert!(member(&session), "{session:?}");
        assert_eq!(blank.list("").await.unwrap().total, records);
        blank
    }
}

/// A server whose app is an empty page: most attacks meet no other. The folder is to live as long as the server.
pub(crate) fn pageless() -> (Server, TempDir) {
    stretch_once();
    let bundle = tempfile::tempdir().unwrap();
    std::fs::write(bundle.path().join("index.html"), "<!doctype html>").unwrap();
    (Server::start_with(bundle.path()).unwrap(), bundle)
}

/// Whether the first region is open.
pub(crate) fn member(session: &Session) -> bool {
    matches!(
        session.regions.first().map(|region| &region.state),
        Some(RegionState::Member { .. })
    )
}
