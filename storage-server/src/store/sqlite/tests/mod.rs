//! What only this backend can be seen to do.

mod erasing;
mod quotas;

use std::path::Path;

use keys::{PublicKey, SpaceId, Token, sha256};
use wire::space::{CreateSpace, StagedPage};
use wire::{Blob, Capability, Rights};

use super::SqliteStore;
use crate::store::{Asker, Store};

/// Whether any file holds these bytes.
fn holds(directory: &Path, needle: &[u8]) -> bool {
    let mut files = std::fs::read_dir(directory).unwrap();
    files.any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

const LEAD: Capability = Capability {
    rights: Rights::LEAD,
    key: PublicKey([1; 32]),
};
const ASKER: Asker = Asker {
    space: SpaceId([1; 32]),
    capability: LEAD.key,
};
const COLLECTOR: Capability = Capability {
    rights: Rights::COLLECTOR,
    key: PublicKey([2; 32]),
};

/// Pages of one entry each, from this seq on.
fn pages(first_seq: u64, pages: &[Blob]) -> Vec<StagedPage> {
    let pages = (first_seq..).zip(pages);
    let page = |(seq, page): (u64, &Blob)| StagedPage {
        seq,
        page: page.clone(),
    };
    pages.map(page).collect()
}

fn entries(n: u8) -> Vec<Blob> {
    let mut entry = vec![n; 100];
    entry[0] = 1;
    vec![Blob(entry)]
}

/// A space without entries, in epoch 1.
async fn make(store: &SqliteStore, n: u8) -> Asker {
    store.add_tokens(vec![Token([n; 32]).hash()]).await.unwrap();
    let request = CreateSpace {
        token: Token([n; 32]),
        space: SpaceId([n; 32]),
        capabilities: vec![LEAD, COLLECTOR],
        epoch: 1,
        card: Blob(vec![1; 10]),
        block: Blob(vec![2; 10]),
        entries: vec![],
    };
    store.create_space(request, sha256(&[&[n]])).await.unwrap();
    Asker {
        space: SpaceId([n; 32]),
        ..ASKER
    }
}
