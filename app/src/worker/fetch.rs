//! The one kind of request there is: a POST to the server the bundle came from.

use js_sys::{Reflect, Uint8Array};
use std::pin::pin;

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use vault::{Answer, Patience, Unreachable};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response, Url,
};

use super::scope;

/// More than any honest answer: what a client asks for fits in a few MiB.
const LONGEST_ANSWER: usize = 32 * 1024 * 1024;

/// Aborts its request when it goes out of scope, so that a dropped future leaves nothing running.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// POSTs to `v1/<name>` next to the worker's script.
pub(super) async fn post(
    name: &str,
    body: Vec<u8>,
    patience: Patience,
) -> Result<Answer, Unreachable> {
    // A browser says why in many ways; all mean that there is no answer.
    fetch(name, &body, patience).await.map_err(|_| Unreachable)
}

async fn fetch(name: &str, body: &[u8], patience: Patience) -> Result<Answer, JsValue> {
    let scope = scope::worker().ok_or(JsValue::NULL)?;
    let address = Url::new_with_base(&format!("v1/{name}"), &scope.location().href())?.href();
    let abort = Abort(AbortController::new()?);

    let headers = Headers::new()?;
    headers.set("content-type", "application/cbor")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&Uint8Array::from(body));
    init.set_mode(RequestMode::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.0.signal()));
    let request = Request::new_with_str_and_init(&address, &init)?;

    let answering = JsFuture::from(scope.fetch_with_request(&request));
    let response: Response = within(patience.first_byte, answering).await?.dyn_into()?;
    Ok(Answer {
        status: response.status(),
        body: read(&response, patience.next_piece).await?,
    })
}

/// Reads a body piece by piece, so that one that never ends or never comes is given up.
async fn read(response: &Response, next_piece: u32) -> Result<Vec<u8>, JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else {
        return Ok(body);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    loop {
        let piece = within(next_piece, JsFuture::from(reader.read())).await?;
        if Reflect::get(&piece, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(body);
        }
        let bytes: Uint8Array = Reflect::get(&piece, &JsValue::from_str("value"))?.dyn_into()?;
        if body.len().saturating_add(bytes.byte_length() as usize) > LONGEST_ANSWER {
            return Err(JsValue::NULL);
        }
        body.extend_from_slice(&bytes.to_vec());
    }
}

async fn within(milliseconds: u32, future: JsFuture) -> Result<JsValue, JsValue> {
    match select(future, pin!(TimeoutFuture::new(milliseconds))).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(JsValue::NULL),
    }
}
