mod change_place;
mod read;
mod write;

use keys::request::Operation;
use keys::{Hash, SignKey, SpaceId, Token, sha256};
use wire::keyring::WriteKeyringParams;
use wire::{Blob, limits};

use crate::app::{App, Reply};

fn blob(fill: u8) -> Vec<u8> {
    let mut bytes = vec![fill; limits::KEYRING_LEN];
    bytes[0] = 1;
    bytes
}

fn hash(fill: u8) -> Hash {
    sha256(&[&blob(fill)])
}

fn key(n: u8) -> SignKey {
    SignKey::from_seed(&[n; 32])
}

async fn write(
    app: &App,
    n: u8,
    previous: Option<Hash>,
    token: Option<Token>,
    keyring: Vec<u8>,
) -> Reply {
    let params = WriteKeyringParams {
        previous,
        token,
        keyring: Blob(keyring),
    };
    let signed = app.sign(&key(n), Operation::KeyringWrite, SpaceId([1; 32]), &params);
    app.ask(wire::keyring::WRITE, &signed).await
}
