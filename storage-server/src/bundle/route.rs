//! GET for the bundle's files; no redirects, no listing, a short answer for everything else.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    IF_NONE_MATCH, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use wire::ProblemKind;

use super::{Bundle, Compressed};
use crate::failure::Failure;

/// Answers what isn't an endpoint.
pub(crate) async fn serve(request: HttpRequest, bundle: Data<Bundle>) -> HttpResponse {
    if request.method() != Method::GET {
        return Failure::from(ProblemKind::Method).error_response();
    }
    let path = request.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let Some(file) = bundle.0.get(path) else {
        return HttpResponse::NotFound()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body("Not found.\n");
    };
    let taken = |form: &&Compressed| lists(request.headers(), &ACCEPT_ENCODING, form.encoding);
    let compressed = file.compressed.iter().find(taken);
    let (bytes, etag) =
        compressed.map_or((&file.bytes, &file.etag), |form| (&form.bytes, &form.etag));
    let known = lists(request.headers(), &IF_NONE_MATCH, etag);
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((ETAG, etag.as_str()))
        .insert_header((CACHE_CONTROL, "no-cache"));
    if !file.compressed.is_empty() {
        answer.insert_header((VARY, "accept-encoding"));
    }
    if known {
        return answer.finish();
    }
    if let Some(form) = compressed {
        answer.insert_header((CONTENT_ENCODING, form.encoding));
    }
    answer
        .insert_header((CONTENT_TYPE, file.media))
        .body(bytes.clone())
}

/// Whether a header's comma-separated list has this item; what is said after a semicolon doesn't matter to us.
fn lists(headers: &HeaderMap, name: &HeaderName, item: &str) -> bool {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').any(|part| {
                part.split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .trim_start_matches("W/")
                    == item
            })
        })
}
