//! `sync`

use actix_web::web::Data;
use wire::sync::{SyncAnswer, SyncItem};

use crate::bells::Topic;
use crate::extract::{Large, Room, SyncReads};
use crate::failure::Failure;
use crate::state::State;
use crate::store::Read;

/// What is new; waits until something is, if asked to.
pub(super) async fn sync(state: Data<State>, asked: SyncReads) -> Result<Large, Failure> {
    let reads: Vec<Read> = asked.reads.iter().flatten().copied().collect();
    let mut found = look(&state, &reads, asked.max_bytes).await?;
    if !found.news(&reads) {
        // Only spaces the asker may read can wake it.
        let topics = reads
            .iter()
            .zip(&found.items)
            .filter(|(_, item)| item.is_some());
        let topics = topics
            .map(|(read, _)| Topic::Space(read.asker.space))
            .collect();
        let readable = found.readable();
        if let Some(waiter) = state.bells.listen(topics, asked.wait_seconds) {
            // Once more now that we listen: what came in between has rung for nobody. And who waits takes no room.
            drop(found);
            found = look(&state, &reads, asked.max_bytes).await?;
            // A capability that is cut off is answered at once too: there may be another one for its holder.
            while !found.news(&reads) && found.readable() == readable {
                drop(found);
                let rung = waiter.wait().await;
                found = look(&state, &reads, asked.max_bytes).await?;
                if !rung {
                    break;
                }
            }
        }
    }
    let mut items = found.items.into_iter();
    let items = asked.reads.iter().map(|read| {
        let item = read.and_then(|_| items.next()).flatten();
        item.unwrap_or(SyncItem::nothing_new(read.map_or(0, |read| read.since)))
    });
    let answer = SyncAnswer {
        items: items.collect(),
    };
    Ok(found.room.padded(answer.to_padded()))
}

/// What a look at the store found, and the room it takes.
struct Found {
    items: Vec<Option<SyncItem>>,
    room: Room,
}

async fn look(state: &State, reads: &[Read], max_bytes: usize) -> Result<Found, Failure> {
    let room = Room::wait_padded(&state.answers, max_bytes).await?;
    let items = state.store.read(reads.to_vec(), max_bytes).await?;
    Ok(Found { items, room })
}

impl Found {
    /// How many of the reads are of spaces their askers may read.
    fn readable(&self) -> usize {
        self.items.iter().flatten().count()
    }

    /// Whether any item says something its asker doesn't know: new entries, or fewer than it has seen, or
    /// another number in the inbox.
    fn news(&self, reads: &[Read]) -> bool {
        let mut items = reads.iter().zip(&self.items);
        items.any(|(read, item)| {
            item.as_ref().is_some_and(|item| {
                item.last_seq != read.since || read.inbox.is_some_and(|known| known != item.inbox)
            })
        })
    }
}
