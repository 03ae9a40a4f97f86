//! `sync`

use actix_web::web::Data;
use wire::sync::{SyncAnswer, SyncItem};

use crate::bells::Topic;
use crate::extract::{Padded, SyncReads};
use crate::failure::Failure;
use crate::state::State;
use crate::store::{Read, StoreError};

/// What is new; waits until something is, if asked to.
pub(super) async fn sync(state: Data<State>, asked: SyncReads) -> Result<Padded, Failure> {
    let reads: Vec<Read> = asked.reads.iter().filter_map(|read| read.read).collect();
    let mut found = look(&state, &reads, asked.max_bytes).await?;
    if !news(&reads, &found) {
        // Only spaces the asker may read can wake it.
        let topics = reads.iter().zip(&found).filter(|(_, item)| item.is_some());
        let topics = topics
            .map(|(read, _)| Topic::Space(read.asker.space))
            .collect();
        if let Some(waiter) = state.bells.listen(topics, asked.wait_seconds) {
            // Once more now that we listen: what came in between has rung for nobody.
            found = look(&state, &reads, asked.max_bytes).await?;
            while !news(&reads, &found) && waiter.wait().await {
                found = look(&state, &reads, asked.max_bytes).await?;
            }
        }
    }
    let mut found = found.into_iter();
    let items = asked.reads.iter().map(|read| {
        let item = read.read.and_then(|_| found.next()).flatten();
        item.unwrap_or(SyncItem::nothing_new(read.since))
    });
    Padded::new(
        &SyncAnswer {
            items: items.collect(),
        },
        &state.answers,
    )
    .await
}

async fn look(
    state: &State,
    reads: &[Read],
    max_bytes: usize,
) -> Result<Vec<Option<SyncItem>>, StoreError> {
    state.store.read(reads.to_vec(), max_bytes).await
}

/// Whether any item says something its asker doesn't know: new entries, or fewer than it has seen.
fn news(reads: &[Read], found: &[Option<SyncItem>]) -> bool {
    reads.iter().zip(found).any(|(read, item)| {
        item.as_ref()
            .is_some_and(|item| item.last_seq != read.since)
    })
}
