//! Requests that hide how many spaces somebody asks about.

use keys::request::{Operation, SignedRequest};
use keys::{Day, SignKey, SpaceId, sha256};

/// A request about a space that doesn't exist, by a key nobody has. `seed` is 32 fresh random bytes.
pub(crate) fn invented(
    seed: &[u8; 32],
    day: Day,
    operation: Operation,
    params: Vec<u8>,
) -> SignedRequest {
    let key = SignKey::from_seed(&sha256(&[b"invented key", seed]).0);
    let space = SpaceId(sha256(&[b"invented space", seed]).0);
    SignedRequest::sign(&key, operation, space, day, params)
}
