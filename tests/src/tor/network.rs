//! The network as a whole, and onion services in it.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::authority::Authority;
use super::control::Control;
use super::node::Node;
use super::socks;
use super::wait::{PATIENCE, until};

/// Besides the authority.
const RELAYS: usize = 5;

const RELAY: &str = "\
SocksPort 0
Address 127.0.0.1
OutboundBindAddress 127.0.0.1
ORPort 127.0.0.1:auto IPv4Only
ContactInfo nobody@invalid
ExitPolicy reject *:*
";

/// Circuits that a busy machine has lost are given up soon.
const ENDS: &str = "\
LearnCircuitBuildTimeout 0
CircuitBuildTimeout 10
";

/// A running network; it ends with this value.
#[derive(Debug)]
pub struct Network {
    /// The one that people's browsers ask.
    client: Node,
    /// The one that stands before servers.
    service: Node,
    relays: Vec<Node>,
    socks: SocketAddr,
    _folder: TempDir,
}

/// A server's address in the network; it ends with this value.
#[derive(Debug)]
pub struct Onion {
    id: String,
    address: String,
    _control: Control,
}

impl Onion {
    /// Where the app is, with a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn host(&self) -> String {
        format!("{}.onion", self.id)
    }
}

impl Network {
    /// The network of all tests that run at this time: the first starts it, the last ends it.
    pub async fn shared() -> Result<Arc<Self>> {
        static SHARED: Mutex<Weak<Network>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        if let Some(network) = shared.upgrade() {
            return Ok(network);
        }
        let network = Arc::new(Self::start().await?);
        *shared = Arc::downgrade(&network);
        Ok(network)
    }

    async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("tor-").tempdir()?;
        let root = folder.path();
        let authority = Authority::prepare(root)?;
        let known = authority.line.clone();
        let mut relays = vec![authority.start()?];
        for number in 1..=RELAYS {
            let lines = format!("{known}{RELAY}");
            let prepared = Node::prepare(root, &format!("relay{number}"), &lines)?;
            relays.push(Node::start(prepared)?);
        }
        // Whoever comes before every relay knows of all the others hears of some too late, and waits long.
        for relay in &relays {
            let knows = until(async || knows_all(relay, relays.len()).await).await;
            knows.map_err(|error| relay.explain(error))?;
        }
        let ends = |name: &str, more: &str| {
            let lines = format!("{known}{ENDS}{more}");
            Node::start(Node::prepare(root, name, &lines)?)
        };
        let service = ends("service", "SocksPort 0\n")?;
        let client = ends("client", "SocksPort 127.0.0.1:auto\n")?;
        for node in [&service, &client] {
            let ready = until(async || is_ready(node).await).await;
            ready.map_err(|error| node.explain(error))?;
        }
        let socks = socks_port(&client).await?;
        Ok(Self {
            client,
            service,
            relays,
            socks,
            _folder: folder,
        })
    }

    /// Where browsers and other clients reach the network.
    #[must_use]
    pub fn socks(&self) -> SocketAddr {
        self.socks
    }

    /// Gives a server (host and port) an onion address of its own, and waits until it answers there.
    pub async fn onion(&self, server: &str) -> Result<Onion> {
        let onion = self.published(server).await;
        let onion = onion.map_err(|error| self.service.explain(error))?;
        let host = onion.host();
        let reached = until(async || {
            let stream = TcpStream::connect(self.socks).await?;
            socks::connect(stream, &host, 80).await.map(drop)
        });
        reached.await.map_err(|error| {
            let relays = self.relays.iter();
            let error = relays.fold(error, |error, relay| relay.explain(error));
            self.client.explain(self.service.explain(error))
        })?;
        Ok(onion)
    }

    async fn published(&self, server: &str) -> Result<Onion> {
        let mut control = self.service.control().await?;
        control.ask("SETEVENTS HS_DESC").await?;
        let add = format!("ADD_ONION NEW:ED25519-V3 Flags=DiscardPK Port=80,{server}");
        let reply = control.ask(&add).await?;
        let id = reply
            .iter()
            .find_map(|line| line.strip_prefix("ServiceID="));
        let id = id.context("no onion address")?.to_owned();
        let uploads = async {
            // Some of the relays that keep its descriptor: clients ask several.
            for _ in 0..4 {
                while !is_upload(&control.event().await?, &id) {}
            }
            Ok::<_, anyhow::Error>(())
        };
        let uploaded = tokio::time::timeout(PATIENCE, uploads).await;
        uploaded.context("its descriptor was not published")??;
        Ok(Onion {
            address: format!("http://{id}.onion/"),
            id,
            _control: control,
        })
    }

    /// Every circuit of the client's to this address dies, and every connection in it.
    pub async fn close_circuits(&self, onion: &Onion) -> Result<()> {
        let mut control = self.client.control().await?;
        let mut closed = 0;
        for line in control.ask("GETINFO circuit-status").await? {
            // A single circuit is told in the first line.
            let line = line.trim_start_matches("circuit-status=");
            let mut words = line.split_whitespace();
            let (Some(id), Some("BUILT")) = (words.next(), words.next()) else {
                continue;
            };
            if !line.contains(&format!("REND_QUERY={}", onion.id)) {
                continue;
            }
            // Some end by themselves meanwhile.
            closed += u32::from(control.ask(&format!("CLOSECIRCUIT {id}")).await.is_ok());
        }
        ensure!(closed > 0, "there was no circuit to close");
        Ok(())
    }
}

fn is_upload(event: &str, id: &str) -> bool {
    event.starts_with(&format!("HS_DESC UPLOADED {id} "))
}

/// Whether a relay has agreed with all others on who they are, and has what clients will ask it of each.
async fn knows_all(relay: &Node, all: usize) -> Result<()> {
    let mut control = relay.control().await?;
    let listed = control.ask("GETINFO ns/all").await?;
    let flags = listed.iter().filter(|line| line.starts_with("s "));
    let fit = flags.filter(|line| {
        let has = |flag| line.split_whitespace().any(|word| word == flag);
        has("Running") && has("Guard") && has("HSDir")
    });
    let fit = fit.count();
    ensure!(fit == all, "it knows {fit} of {all} relays");
    let described = control.ask("GETINFO md/all").await?;
    let described = described.iter().filter(|line| *line == "onion-key");
    let described = described.count();
    ensure!(described == all, "it describes {described} of {all} relays");
    Ok(())
}

async fn is_ready(node: &Node) -> Result<()> {
    let mut control = node.control().await?;
    let phase = control
        .ask("GETINFO status/bootstrap-phase")
        .await?
        .join(" ");
    ensure!(phase.contains("TAG=done"), "not ready: {phase}");
    Ok(())
}

async fn socks_port(client: &Node) -> Result<SocketAddr> {
    let mut control = client.control().await?;
    let reply = control.ask("GETINFO net/listeners/socks").await?.join(" ");
    let address = reply.split('"').nth(1).context("no SOCKS port")?;
    Ok(address.parse()?)
}
