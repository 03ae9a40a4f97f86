//! Byte strings of any length, and the answer that says nothing but "done".

use keys::{BlobId, LOG_PAGE};
use minicbor::{Decode, Encode};

/// Ciphertext, as it lies: a CBOR byte string. `Debug` shows its length only.
#[derive(Clone, Default, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Blob(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub Vec<u8>,
);

impl core::fmt::Debug for Blob {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Blob {
    /// The random id that a sealed blob begins with, after its version; of a page of a log there is a byte more before it.
    #[must_use]
    pub fn id(&self) -> Option<BlobId> {
        let sealed = self.0.strip_prefix(&[LOG_PAGE]).unwrap_or(&self.0);
        sealed.get(1..33)?.try_into().ok().map(BlobId)
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// The answer of endpoints that have nothing to tell: `[]`. What it acknowledges is on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Done {}
