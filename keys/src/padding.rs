//! Padding inside the seal: `message ‖ 0x80 ‖ 0x00…` up to a size class, looked at only after the tag holds.

use zeroize::Zeroizing;

use crate::Refused;

/// Which sizes a plaintext may be padded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// 1, 4, 16, 64 or 256 KiB: statements, cards, mailbox posts.
    Entry,
    /// 4 KiB × 1, 1.5, 2, 3, 4, 6, 8 … 64: pages, which are many and mostly full.
    Page,
    /// One size: `n` bytes.
    Exactly(usize),
}

/// The size classes of [`Padding::Entry`], bytes of padded plaintext.
pub const ENTRY_CLASSES: [usize; 5] = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10];

/// The size classes of [`Padding::Page`].
pub const PAGE_CLASSES: [usize; 13] = {
    const KIB: usize = 1 << 10;
    [
        4 * KIB,
        6 * KIB,
        8 * KIB,
        12 * KIB,
        16 * KIB,
        24 * KIB,
        32 * KIB,
        48 * KIB,
        64 * KIB,
        96 * KIB,
        128 * KIB,
        192 * KIB,
        256 * KIB,
    ]
};

impl Padding {
    /// The smallest class that holds `len` bytes and the marker.
    fn class(self, len: usize) -> Result<usize, Refused> {
        match self {
            Self::Entry => ENTRY_CLASSES
                .into_iter()
                .find(|&class| len < class)
                .ok_or(Refused),
            Self::Page => PAGE_CLASSES
                .into_iter()
                .find(|&class| len < class)
                .ok_or(Refused),
            Self::Exactly(size) => {
                if len < size {
                    Ok(size)
                } else {
                    Err(Refused)
                }
            }
        }
    }

    /// Pads, with room for a tag.
    pub(crate) fn pad(self, message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let size = self.class(message.len())?;
        let mut out = Zeroizing::new(Vec::with_capacity(size + 16));
        out.extend_from_slice(message);
        out.push(0x80);
        out.resize(size, 0);
        Ok(out)
    }

    /// Removes the padding, and refuses any but the one [`Padding::pad`] makes.
    pub(crate) fn unpad(
        self,
        mut padded: Zeroizing<Vec<u8>>,
    ) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let end = padded.iter().rposition(|&byte| byte != 0).ok_or(Refused)?;
        if padded.get(end) != Some(&0x80) || self.class(end)? != padded.len() {
            return Err(Refused);
        }
        padded.truncate(end);
        Ok(padded)
    }
}
