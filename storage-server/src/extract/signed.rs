//! A body that is a signed request, of a day near ours, whose signature holds.

use actix_web::{FromRequest, HttpRequest, dev, web};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use keys::request::{Operation, SignedRequest};
use keys::{Hash, encode, sha256};
use minicbor::{Decode, Encode};
use wire::{ProblemKind, limits};

use super::body::read_body;
use super::check::Check;
use crate::failure::Failure;
use crate::state::State;
use crate::store::Asker;

/// The params of one operation.
pub(crate) trait Params: for<'b> Decode<'b, ()> + Encode<()> + Check + 'static {
    /// Which.
    const OPERATION: Operation;
}

/// A request whose signature held. Whether its key may do this is the store's to say.
pub(crate) struct Signed<P> {
    /// Who asks, where.
    pub(crate) asker: Asker,
    /// What for.
    pub(crate) params: P,
    /// Names this request whatever day it is signed on: a retry tomorrow is still the same one.
    pub(crate) digest: Hash,
}

impl<P: Params> FromRequest for Signed<P> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let state = request
                .app_data::<web::Data<State>>()
                .ok_or(ProblemKind::Failed)?;
            let body = read_body(&request, payload).await?;
            let signed: SignedRequest = encode::decode(&body.bytes)?;
            let verified = signed
                .verify(P::OPERATION)
                .map_err(|_| ProblemKind::Refused)?;
            let today = state.clock.today();
            if !limits::day_accepted(today, verified.day) {
                return Err(Failure::day(today));
            }
            let params: P = encode::decode(&verified.params)?;
            params.check()?;
            let digest = sha256(&[&verified.capability.0, &verified.space.0, &verified.params]);
            let asker = Asker {
                space: verified.space,
                capability: verified.capability,
            };
            Ok(Self {
                asker,
                params,
                digest,
            })
        }
        .boxed_local()
    }
}
