//! Answers padded to a size class.

use keys::{Refused, encode};
use minicbor::{Decode, Encode};

use crate::limits::{ANSWERS_APART, ANSWERS_SMALL};

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
    let small = ANSWERS_SMALL.into_iter().find(|class| len <= *class);
    small.unwrap_or_else(|| {
        let power = 1 << (len - 1).ilog2();
        len.next_multiple_of(ANSWERS_APART.min(power / 4))
    })
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

#[cfg(test)]
mod tests {
    use super::size_class;

    #[test]
    fn classes_lie_a_quarter_of_a_power_apart() {
        let kib = |n: usize| n * 1024;
        for (len, class) in [
            (0, kib(1)),
            (kib(1), kib(1)),
            (kib(1) + 1, kib(4)),
            (kib(4), kib(4)),
            (kib(4) + 1, kib(5)),
            (kib(8), kib(8)),
            (kib(8) + 1, kib(10)),
            (kib(100), kib(112)),
            (kib(256), kib(256)),
            (kib(256) + 1, kib(320)),
            (kib(2_048) + 1, kib(2_112)),
        ] {
            assert_eq!(size_class(len), class, "{len}");
        }
    }
}
