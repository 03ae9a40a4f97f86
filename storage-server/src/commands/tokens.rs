//! `tokens`

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use keys::derive_token;
use storage_server::store::{SqliteStore, Store};
use zeroize::Zeroizing;

use super::{Outcome, explain};

/// Each token pays for one region, or for one person's keyring and what it needs to remember. The link holds all of a batch, behind the `#`, which browsers
/// don't send: whoever has the link can spend them. It is printed once and can't be printed again; the server keeps hashes only.
#[derive(Args)]
#[command(
    after_long_help = "Example, for an organisation of up to 6 regions and 40 people:\n  \
    storage-server tokens --data /var/lib/skrynia --count 46 --link http://ADDRESS.onion/"
)]
pub(crate) struct Tokens {
    /// The server's data directory; the server may be running.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// How many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Where the app is reached, as its people will type it.
    #[arg(long, value_name = "BASE")]
    link: String,
}

/// Version of what the link holds.
const VERSION: u8 = 1;

impl Tokens {
    pub(super) fn run(self) -> Outcome {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut())?;
        let hashes = (0..self.count)
            .flat_map(|index| derive_token(&seed, index).minted())
            .collect();
        let store = SqliteStore::open(&self.data).map_err(|error| explain(&error))?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime
            .block_on(store.add_tokens(hashes))
            .map_err(|error| explain(&error))?;
        store.close();
        let mut secret = Zeroizing::new(vec![VERSION]);
        secret.extend_from_slice(seed.as_ref());
        secret.extend_from_slice(&self.count.to_be_bytes());
        let slash = if self.link.ends_with('/') { "" } else { "/" };
        println!(
            "{}{slash}#/found/{}",
            self.link,
            URL_SAFE_NO_PAD.encode(&secret)
        );
        Ok(())
    }
}
