//! Answers padded to a size class.

use keys::{Refused, encode};
use minicbor::{Decode, Encode};

use crate::limits::SYNC_ANSWERS;

/// The answer and zeros up to the next size class.
pub(crate) fn to_padded<T: Encode<()>>(answer: &T) -> Vec<u8> {
    let mut bytes = encode::encode(answer);
    bytes.resize(size_class(bytes.len()), 0);
    bytes
}

/// Reads a padded answer; refuses bytes [`to_padded`] wouldn't have written.
pub(crate) fn from_padded<T>(bytes: &[u8]) -> Result<T, Refused>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.skip().map_err(|_| Refused)?;
    let (answer, padding) = bytes.split_at_checked(decoder.position()).ok_or(Refused)?;
    if bytes.len() != size_class(answer.len()) || padding.iter().any(|byte| *byte != 0) {
        return Err(Refused);
    }
    encode::decode(answer)
}

fn size_class(len: usize) -> usize {
    let last = SYNC_ANSWERS[SYNC_ANSWERS.len() - 1];
    SYNC_ANSWERS
        .into_iter()
        .find(|class| len <= *class)
        .unwrap_or_else(|| len.next_multiple_of(last))
}

/// Padding for an answer whose length would tell too much.
macro_rules! padded {
    ($answer:ident) => {
        impl $answer {
            /// The answer and zeros up to the next size class.
            #[must_use]
            pub fn to_padded(&self) -> Vec<u8> {
                $crate::padding::to_padded(self)
            }

            /// Reads a padded answer.
            ///
            /// # Errors
            #[doc = concat!(
                "[`keys::Refused`] for bytes [`", stringify!($answer), "::to_padded`] wouldn't have written."
            )]
            pub fn from_padded(bytes: &[u8]) -> Result<Self, keys::Refused> {
                $crate::padding::from_padded(bytes)
            }
        }
    };
}
pub(crate) use padded;
