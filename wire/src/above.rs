//! `space/above`: what regions below hold for those above them, one slot of each block. Whoever knows a space's id is given the
//! whole block anyway; this saves reading it.

use keys::SpaceId;
use minicbor::{Decode, Encode};

use crate::Blob;
use crate::limits::{SLOT_LEN, SYNC_READS};

/// [`AboveRequest`] → [`AboveAnswer`].
pub const PATH: &str = "space/above";

/// `[[space, slot]…]`; their number is one of [`SYNC_READS`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct AboveRequest {
    /// Which slots of which spaces.
    #[n(0)]
    pub slots: Vec<Asked>,
}

/// `[space, slot]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Asked {
    /// Of which space.
    #[n(0)]
    pub space: SpaceId,
    /// Which of the fixed slots.
    #[n(1)]
    pub slot: u8,
}

impl AboveRequest {
    /// Pads to the next of [`SYNC_READS`] with spaces that nobody has; `None` if there are too many for one request. The
    /// answer's items come in the order of the slots.
    #[must_use]
    pub fn padded(mut slots: Vec<Asked>, mut invent: impl FnMut() -> SpaceId) -> Option<Self> {
        let class = SYNC_READS.into_iter().find(|class| slots.len() <= *class)?;
        let slot = slots.first().map_or(0, |asked| asked.slot);
        slots.resize_with(class, || Asked {
            space: invent(),
            slot,
        });
        Some(Self { slots })
    }
}

/// `[[epoch, slot]…]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct AboveAnswer {
    /// In the order they were asked for.
    #[n(0)]
    pub slots: Vec<Slot>,
}

/// `[epoch, slot]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Slot {
    /// The space's epoch; 0 for one that isn't there.
    #[n(0)]
    pub epoch: u32,
    /// Always as long as a slot.
    #[n(1)]
    pub slot: Blob,
}

impl Slot {
    /// What is said of a space that isn't there.
    #[must_use]
    pub fn none() -> Self {
        Self {
            epoch: 0,
            slot: Blob(vec![0; SLOT_LEN]),
        }
    }
}

/// Where a fixed slot lies in a block of this many bytes: after a head that is shorter than a slot.
#[must_use]
pub fn place(block_len: usize, slot: u8) -> core::ops::Range<usize> {
    let start = block_len % SLOT_LEN + usize::from(slot) * SLOT_LEN;
    start..start + SLOT_LEN
}
