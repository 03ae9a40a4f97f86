//! Refusals as problem+json (RFC 9457): they say what to do and nothing about anybody.

use keys::Day;

/// Every reason the server gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// Not one canonical CBOR value of the endpoint's shape.
    Malformed,
    /// Signature, capability, rights or space: which of them isn't told.
    Refused,
    /// No token, an unknown one, or one spent on something else.
    Token,
    /// Nothing is stored here.
    Unknown,
    /// Only POST under /v1, only GET elsewhere.
    Method,
    /// The body came too slowly.
    Slow,
    /// What the request builds on isn't current any more: read again, then retry.
    Changed,
    /// The id belongs to something else already.
    Taken,
    /// The request's day is too far from the server's, which is in `day`.
    Day,
    /// Beyond a limit; nothing was stored.
    TooLarge,
    /// The body isn't declared as CBOR.
    Media,
    /// The headers are beyond their limit.
    Headers,
    /// The server couldn't do it; nothing was stored.
    Failed,
    /// Too much at once; try again later.
    Busy,
    /// The space's quota is used up.
    Quota,
    /// The space was restored from a backup, and nobody has said yet how it goes on.
    Frozen,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Malformed,
        Self::Refused,
        Self::Token,
        Self::Unknown,
        Self::Method,
        Self::Slow,
        Self::Changed,
        Self::Taken,
        Self::Day,
        Self::TooLarge,
        Self::Media,
        Self::Headers,
        Self::Failed,
        Self::Busy,
        Self::Quota,
        Self::Frozen,
    ];

    /// Status, type, title, detail.
    const fn row(self) -> (u16, &'static str, &'static str, &'static str) {
        match self {
            Self::Malformed => (
                400,
                "/problems/malformed",
                "Malformed request",
                "The body isn't what this endpoint reads.",
            ),
            Self::Refused => (
                403,
                "/problems/refused",
                "Refused",
                "This key may not do this here.",
            ),
            Self::Token => (
                403,
                "/problems/token",
                "Token not valid",
                "This needs an admission token that isn't spent.",
            ),
            Self::Unknown => (
                404,
                "/problems/unknown",
                "Not found",
                "There is nothing here.",
            ),
            Self::Method => (
                405,
                "/problems/method",
                "Method not allowed",
                "POST under /v1, GET elsewhere.",
            ),
            Self::Slow => (
                408,
                "/problems/slow",
                "Too slow",
                "The body took too long to arrive.",
            ),
            Self::Changed => (
                409,
                "/problems/changed",
                "Changed meanwhile",
                "Read the current state, then try again.",
            ),
            Self::Taken => (
                409,
                "/problems/taken",
                "Taken",
                "This id belongs to something else.",
            ),
            Self::Day => (
                409,
                "/problems/day",
                "Wrong day",
                "The clocks differ by more than two days.",
            ),
            Self::Frozen => (
                409,
                "/problems/frozen",
                "Restored from a backup",
                "A lead must say in the app how this region goes on; until then it can only be read.",
            ),
            Self::TooLarge => (
                413,
                "/problems/too-large",
                "Too large",
                "Beyond a limit; nothing was stored.",
            ),
            Self::Media => (
                415,
                "/problems/media",
                "Wrong media type",
                "The body must be application/cbor.",
            ),
            Self::Headers => (
                431,
                "/problems/headers",
                "Headers too large",
                "The request's headers are too large.",
            ),
            Self::Failed => (
                500,
                "/problems/failed",
                "Failed",
                "The server couldn't do this; nothing was stored.",
            ),
            Self::Busy => (
                503,
                "/problems/busy",
                "Busy",
                "Too much at once; try again later.",
            ),
            Self::Quota => (
                507,
                "/problems/quota",
                "Quota used up",
                "There is no room left for this.",
            ),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().0
    }

    /// The stable type, a relative URI that isn't meant to be fetched.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        self.row().1
    }

    /// A short title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    /// A sentence of help.
    #[must_use]
    pub const fn detail(self) -> &'static str {
        self.row().3
    }
}

/// A refusal as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Why.
    pub kind: ProblemKind,
    /// The server's day, with [`ProblemKind::Day`] only.
    pub day: Option<Day>,
}

impl Problem {
    /// The JSON. All of it but the day is constant, so nothing needs escaping.
    #[must_use]
    pub fn to_json(self) -> String {
        let (status, uri, title, detail) = self.kind.row();
        let day = self
            .day
            .map_or_else(String::new, |day| format!(r#","day":{day}"#));
        format!(
            r#"{{"type":"{uri}","title":"{title}","status":{status},"detail":"{detail}"{day}}}"#
        )
    }

    /// Reads what [`Problem::to_json`] writes and nothing else.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        let text = core::str::from_utf8(bytes).ok()?;
        let day = text
            .rsplit_once(r#","day":"#)
            .and_then(|(_, tail)| tail.strip_suffix('}'))
            .and_then(|digits| digits.parse().ok());
        ProblemKind::ALL
            .into_iter()
            .map(|kind| Self { kind, day })
            .find(|problem| problem.to_json() == text)
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self { kind, day: None }
    }
}
