//! What a capability may do in a space.

use keys::PublicKey;
use minicbor::{Decode, Encode};

/// A set of rights, one bit each; unknown bits are refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rights(u8);

impl Rights {
    /// Put sealed entries into the inbox.
    pub const POST: Self = Self(1);
    /// Read the log.
    pub const READ: Self = Self(2);
    /// Append to the log.
    pub const APPEND: Self = Self(4);
    /// Replace block and capabilities, begin another epoch, open mailboxes.
    pub const MANAGE: Self = Self(8);

    /// A collector's.
    pub const COLLECTOR: Self = Self::POST;
    /// A viewer's.
    pub const VIEWER: Self = Self::READ;
    /// An editor's.
    pub const EDITOR: Self = Self(2 | 4);
    /// A lead's.
    pub const LEAD: Self = Self(2 | 4 | 8);

    /// The set these bits stand for, if every bit is known.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits < 16 { Some(Self(bits)) } else { None }
    }

    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every right of `other` is in this set.
    #[must_use]
    pub const fn allows(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl<C> Encode<C> for Rights {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u8(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Rights {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_bits(d.u8()?).ok_or_else(|| minicbor::decode::Error::message("rights"))
    }
}

/// One key the server knows in a space: `[rights, key]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Capability {
    /// What it may do.
    #[n(0)]
    pub rights: Rights,
    /// Who may do it: a random key per member and epoch, or a dummy.
    #[n(1)]
    pub key: PublicKey,
}
