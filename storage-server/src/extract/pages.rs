//! Limits of requests about pages.

use actix_web::{FromRequest, HttpRequest, dev, web};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use keys::encode;
use keys::request::Operation;
use wire::pages::{KeepPagesParams, PutPagesParams, ReadPagesRequest};
use wire::{ProblemKind, limits};

use super::body::read_body;
use super::check::{Check, at_most, sensible};
use super::entries::entries;
use super::reads::verified;
use super::signed::Params;
use crate::failure::Failure;
use crate::state::State;
use crate::store::{Asker, PageRead};

impl Check for PutPagesParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(!self.pages.is_empty() && self.first > 0)?;
        at_most(self.count as usize, limits::PAGES_MAX)?;
        let end = self.first as usize + self.pages.len() - 1;
        sensible(end <= self.count as usize)?;
        entries(&self.pages)
    }
}

impl Params for PutPagesParams {
    const OPERATION: Operation = Operation::PagesPut;
}

impl Check for KeepPagesParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for KeepPagesParams {
    const OPERATION: Operation = Operation::PagesKeep;
}

/// Reads of pages, their signatures checked, in the order they came; `None` where one doesn't hold.
pub(crate) struct PageReads(pub(crate) Vec<Option<PageRead>>);

impl FromRequest for PageReads {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let state = request
                .app_data::<web::Data<State>>()
                .ok_or(ProblemKind::Failed)?;
            let body = read_body(&request, payload).await?;
            let request: ReadPagesRequest = encode::decode(&body.bytes)?;
            let today = state.clock.today();
            let reads = verified(request.reads, Operation::PagesRead, today, read);
            Ok(Self(reads.await?))
        }
        .boxed_local()
    }
}

fn read(asker: Asker, params: &[u8]) -> Result<PageRead, Failure> {
    let params = encode::decode(params)?;
    Ok(PageRead { asker, params })
}
