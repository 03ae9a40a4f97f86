//! `pages/read`

use actix_web::web::Data;
use wire::limits::PAGES_READ_BYTES;
use wire::pages::{PagesAnswer, PagesAnswers};

use crate::extract::{Large, PageReads, Room};
use crate::failure::Failure;
use crate::state::State;

/// Pages of the sets that are kept.
pub(crate) async fn read(
    state: Data<State>,
    PageReads(asked): PageReads,
) -> Result<Large, Failure> {
    let room = Room::wait_padded(&state.answers, PAGES_READ_BYTES).await?;
    let reads = asked.iter().flatten().copied().collect();
    let mut found = state.store.pages(reads).await?.into_iter();
    let items = asked.iter().map(|read| {
        let item = read.and_then(|_| found.next()).flatten();
        item.unwrap_or(PagesAnswer::nothing())
    });
    let answer = PagesAnswers {
        items: items.collect(),
    };
    Ok(room.padded(answer.to_padded()))
}
