//! A body that is one canonical CBOR value within its limits.

use actix_web::{FromRequest, HttpRequest, dev};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use keys::{Hash, encode, sha256};
use minicbor::{Decode, Encode};

use super::body::read_body;
use super::check::Check;
use crate::failure::Failure;

/// The request, and the hash of its bytes: since they are canonical, it names the request.
pub(crate) struct Canonical<T> {
    /// What was asked.
    pub(crate) request: T,
    /// SHA-256 of the body.
    pub(crate) digest: Hash,
}

impl<T> FromRequest for Canonical<T>
where
    T: for<'b> Decode<'b, ()> + Encode<()> + Check + 'static,
{
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let body = read_body(&request, payload).await?;
            let request: T = encode::decode(&body.bytes)?;
            request.check()?;
            Ok(Self {
                request,
                digest: sha256(&[&body.bytes]),
            })
        }
        .boxed_local()
    }
}
