//! Pages: a state in few, large, compressed blocks, so that nobody has to read a whole log to begin. A page is sealed like an
//! entry, under R, and named by the hash of what is in it: sealed anew, it is still the same page.

mod base;
mod columns;
mod fill;
mod read;
mod write;

pub(crate) use fill::{Filled, fill};
pub use read::Reader;
pub use write::{Sealed, write};

use zeroize::Zeroizing;

use crate::padding::Padding;
use crate::seal::Place;
use crate::statement::PageRef;
use crate::{Hash, Label, Refused, Secret, seal, sha256};

/// Everything but records: heads, authority, imports, what became of entries handed in. Split wherever a page is full.
pub(crate) const BASE: u8 = 1;
/// Records, in columns.
pub(crate) const RECORDS: u8 = 2;

/// Bytes of content at most.
pub const CONTENT_MAX: usize = 8 << 20;
/// Records in a page at most.
pub const ROWS_MAX: usize = 65_536;
/// Pages of a checkpoint at most.
pub const PAGES_MAX: usize = 4_096;

const VERSION: u8 = 1;
/// The content as it is.
const PLAIN: u8 = 0;
/// Raw deflate (RFC 1951).
const DEFLATE: u8 = 1;

/// What lies in a page: its kind, then what is in it.
pub(crate) type Content = Zeroizing<Vec<u8>>;

/// The name of a content.
pub(crate) fn content_hash(content: &[u8]) -> Hash {
    sha256(&[Label::Page.bytes(), content])
}

/// Version, codec, and the content: compressed, or as it is where that is less.
pub(crate) fn packed(content: &[u8]) -> Content {
    let compressed = Zeroizing::new(miniz_oxide::deflate::compress_to_vec(content, 9));
    let (codec, bytes) = if compressed.len() < content.len() {
        (DEFLATE, compressed.as_slice())
    } else {
        (PLAIN, content)
    };
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len() + 2));
    out.extend([VERSION, codec]);
    out.extend_from_slice(bytes);
    out
}

/// The content of a page sealed for this place. One that would unpack to more than [`CONTENT_MAX`] is refused before it has.
pub(crate) fn opened(reading: &Secret, place: &Place, blob: &[u8]) -> Result<Content, Refused> {
    let plain = seal::open(reading, place, Padding::Page, blob)?;
    let content = match plain.split_first_chunk() {
        Some(([VERSION, PLAIN], content)) => Zeroizing::new(content.to_vec()),
        Some(([VERSION, DEFLATE], packed)) => Zeroizing::new(
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, CONTENT_MAX)
                .map_err(|_| Refused)?,
        ),
        _ => return Err(Refused),
    };
    Ok(content)
}

/// How a checkpoint names a page.
fn page_ref(content: &[u8], rows: usize, sealed: usize) -> Result<PageRef, Refused> {
    Ok(PageRef {
        kind: *content.first().ok_or(Refused)?,
        hash: content_hash(content),
        rows: u32::try_from(rows).map_err(|_| Refused)?,
        bytes: u32::try_from(sealed).map_err(|_| Refused)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A content that deflate makes no shorter and no longer.
    fn as_long_as_deflated() -> Vec<u8> {
        let mut contents = (1..64).map(|len| vec![7; len]);
        let even = contents.find(|content| {
            miniz_oxide::deflate::compress_to_vec(content, 9).len() == content.len()
        });
        even.unwrap_or_default()
    }

    #[test]
    fn a_content_is_compressed_where_that_is_less() {
        let even = as_long_as_deflated();
        assert!(!even.is_empty());
        for content in [&even[..], &[7], &even[1..]] {
            assert_eq!(packed(content)[..], [&[VERSION, PLAIN], content].concat());
        }
        let more = [even, vec![7]].concat();
        let packed = packed(&more);
        let (codec, deflated) = packed.split_at(2);
        assert_eq!(codec, [VERSION, DEFLATE]);
        assert!(deflated.len() < more.len());
        let inflated = miniz_oxide::inflate::decompress_to_vec(deflated);
        assert_eq!(inflated.ok(), Some(more));
    }
}
