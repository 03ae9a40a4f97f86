//! Why a store didn't do it.

/// One error for all backends; all but the last say something about the request.
#[derive(Debug)]
pub enum StoreError {
    /// This key may not do this here, or there is no such space.
    Refused,
    /// The token is unknown, or spent on something else.
    Token,
    /// There is no such space or mailbox.
    Unknown,
    /// The state isn't the one the request builds on.
    Changed,
    /// The id is in use.
    Taken,
    /// The space's quota is used up.
    Quota,
    /// The space was restored, and takes nothing before it has been resumed.
    Frozen,
    /// Too much is waiting already.
    Busy,
    /// The backend failed; nothing was changed.
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// A failure without a cause of its own.
    pub(crate) fn failed(message: &'static str) -> Self {
        Self::Failed(message.into())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Refused => "refused",
            Self::Token => "token not valid",
            Self::Unknown => "not found",
            Self::Changed => "changed meanwhile",
            Self::Taken => "taken",
            Self::Quota => "quota used up",
            Self::Frozen => "restored from a backup",
            Self::Busy => "busy",
            Self::Failed(_) => "the store failed",
        })
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(cause) => Some(cause.as_ref()),
            _ => None,
        }
    }
}
