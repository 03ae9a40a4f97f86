//! Reading the pages that the server hands out, of many regions at once.

use keys::encode::encode;
use keys::pages::Reader;
use keys::request::{Operation, SignedRequest};
use keys::{Nonce, Secret};
use wire::pages::{PagesAnswer, ReadPagesParams, ReadPagesRequest};

use super::Opening;
use crate::api::{Event, Failure};
use crate::open::Cut;
use crate::region::Held;
use crate::server;
use crate::{Platform, Vault};

/// What there is of one region.
pub(super) enum Found {
    /// All pages of a set.
    All(Box<Reader>, Nonce),
    /// None, others since, or those of another epoch: then the log tells.
    Nothing,
    /// What isn't pages of this region.
    False,
}

/// One region's pages, as far as they were read.
struct Reading<'a> {
    held: &'a Held,
    reader: Option<Reader>,
    set: Option<Nonce>,
    taken: u32,
    count: u32,
    found: Option<Result<Found, Cut>>,
}

/// A read that hides how many there are.
pub(crate) fn invented_pages<P: Platform>(vault: &Vault<P>) -> SignedRequest {
    wire::pages::invent(Secret::make(&mut vault.rng()).expose(), vault.today())
}

/// All that the server hands out.
pub(super) async fn read<P: Platform>(
    vault: &Vault<P>,
    openings: &[Opening],
) -> Vec<Result<Found, Cut>> {
    let mut all: Vec<Reading<'_>> = openings.iter().map(Reading::new).collect();
    loop {
        let mut open: Vec<&mut Reading<'_>> =
            all.iter_mut().filter(|one| one.found.is_none()).collect();
        if open.is_empty() {
            break;
        }
        let moved = read_on(vault, &mut open).await;
        for one in open.into_iter().filter(|one| one.found.is_none()) {
            match &moved {
                Ok(true) => {}
                // There are more of them, and none came.
                Ok(false) => one.found = Some(Ok(Found::False)),
                Err(failure) => one.found = Some(Err(Cut::Line(failure.clone()))),
            }
        }
    }
    let found = all.into_iter();
    found
        .map(|one| one.found.unwrap_or(Ok(Found::Nothing)))
        .collect()
}

/// One request about all that are open; whether any of them moved on.
async fn read_on<P: Platform>(
    vault: &Vault<P>,
    open: &mut [&mut Reading<'_>],
) -> Result<bool, Failure> {
    let reads = open.iter().map(|one| one.request(vault)).collect();
    let request = ReadPagesRequest::padded(reads, || invented_pages(vault));
    let request = request.ok_or(Failure::Full)?;
    let answer = server::read_pages(&vault.platform, &request).await?;
    let mut grown = false;
    for (one, answer) in open.iter_mut().zip(&answer.items) {
        grown |= one.take(answer);
    }
    let sum = |of: fn(&Reading<'_>) -> u32| {
        let each = open.iter().map(|one| of(one));
        each.fold(0, u32::saturating_add)
    };
    let (done, total) = (sum(|one| one.taken), sum(|one| one.count));
    if total > 0 {
        vault.platform.emit(Event::Progress { done, total });
    }
    Ok(grown)
}

impl<'a> Reading<'a> {
    fn new(opening: &'a Opening) -> Self {
        let access = &opening.held.access;
        let reading = access.reading();
        Self {
            held: &opening.held,
            found: reading.is_none().then_some(Ok(Found::Nothing)),
            reader: reading.map(|reading| Reader::new(access.epoch(), reading)),
            set: None,
            taken: 0,
            count: 0,
        }
    }

    fn request<P: Platform>(&self, vault: &Vault<P>) -> SignedRequest {
        let params = ReadPagesParams {
            after: self.taken,
            set: self.set,
        };
        let (key, space) = (&self.held.capability, self.held.access.epoch().space);
        let params = encode(&params);
        SignedRequest::sign(key, Operation::PagesRead, space, vault.today(), params)
    }

    /// Takes what was answered; whether that moved it on.
    fn take(&mut self, answer: &PagesAnswer) -> bool {
        let epoch = self.held.access.epoch().number;
        let set = answer.set.filter(|_| answer.epoch == epoch);
        let same = self.set.is_none() || self.set == set;
        let (Some(set), Some(reader), true) = (set, &mut self.reader, same && answer.count > 0)
        else {
            self.found = Some(Ok(Found::Nothing));
            return true;
        };
        self.count = answer.count;
        if answer.pages.is_empty() {
            return false;
        }
        // From its first page on it is this set: others would be other pages.
        self.set = Some(set);
        for page in &answer.pages {
            if reader.page(&page.0).is_err() {
                self.found = Some(Ok(Found::False));
                return true;
            }
            self.taken += 1;
        }
        if self.taken >= answer.count {
            let reader = self.reader.take();
            self.found = reader.map(|reader| Ok(Found::All(Box::new(reader), set)));
        }
        true
    }
}
