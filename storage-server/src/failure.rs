//! Refusals, as they leave the server.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, ResponseError};
use keys::{Day, Refused};
use wire::{PROBLEM, Problem, ProblemKind};

use crate::store::StoreError;

/// What a route or an extractor ends with when it doesn't end well.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure(pub(crate) Problem);

impl Failure {
    /// The request's day is too far from ours.
    #[must_use]
    pub(crate) fn day(today: Day) -> Self {
        Self(Problem {
            kind: ProblemKind::Day,
            day: Some(today),
        })
    }
}

impl From<ProblemKind> for Failure {
    fn from(kind: ProblemKind) -> Self {
        Self(kind.into())
    }
}

impl From<Refused> for Failure {
    fn from(_: Refused) -> Self {
        ProblemKind::Malformed.into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::from(match error {
            StoreError::Refused => ProblemKind::Refused,
            StoreError::Token => ProblemKind::Token,
            StoreError::Unknown => ProblemKind::Unknown,
            StoreError::Changed => ProblemKind::Changed,
            StoreError::Taken => ProblemKind::Taken,
            StoreError::Quota => ProblemKind::Quota,
            StoreError::Frozen => ProblemKind::Frozen,
            StoreError::Busy => ProblemKind::Busy,
            StoreError::Failed(_) => ProblemKind::Failed,
        })
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.kind.title())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code())
            .insert_header((CONTENT_TYPE, PROBLEM))
            .body(self.0.to_json())
    }
}
