//! Links: base64url without padding, in the fragment only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::Secret;
use keys::invitation::Link;
use zeroize::Zeroizing;

use crate::api::Failure;

fn bytes(text: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    URL_SAFE_NO_PAD
        .decode(text.trim())
        .map(Zeroizing::new)
        .map_err(|_| Failure::BadLink)
}

/// A founding link: `1 ‖ seed (32) ‖ how many tokens (4, big-endian)`.
pub(crate) fn founding(text: &str) -> Result<(Secret, u32), Failure> {
    let bytes = bytes(text)?;
    let (version, rest) = bytes.split_first().ok_or(Failure::BadLink)?;
    let (seed, count) = rest.split_first_chunk::<32>().ok_or(Failure::BadLink)?;
    let count: [u8; 4] = count.try_into().map_err(|_| Failure::BadLink)?;
    if *version != 1 {
        return Err(Failure::BadLink);
    }
    Ok((Secret::from_bytes(seed), u32::from_be_bytes(count)))
}

/// An invitation link.
pub(crate) fn invitation(text: &str) -> Result<Link, Failure> {
    Link::decode(&bytes(text)?).map_err(|_| Failure::BadLink)
}

/// What follows the app's address.
pub(crate) fn fragment(link: &Link) -> String {
    format!(
        "#/join/{}",
        URL_SAFE_NO_PAD.encode(Zeroizing::new(link.encode()))
    )
}
