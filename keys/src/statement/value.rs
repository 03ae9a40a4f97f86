//! A field's value: any one item of deterministic CBOR, carried verbatim so that an older app damages nothing it doesn't
//! understand.

use minicbor::{Decoder, Encoder};

/// One CBOR item, as its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Vec<u8>);

impl core::fmt::Debug for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // A value is somebody's name or number: only its size is told.
        write!(f, "Value({} bytes)", self.0.len())
    }
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(crate::encode::encode(&text))
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        let mut decoder = Decoder::new(&self.0);
        decoder.str().ok()
    }

    /// The item's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<C> minicbor::Encode<C> for Value {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.writer_mut()
            .write_all(&self.0)
            .map_err(minicbor::encode::Error::write)
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Value {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let start = d.position();
        // The decoder's own skipping takes a lone "break" and lengths written the long way round: not here.
        let item = d
            .input()
            .get(start..)
            .and_then(|rest| rest.get(..item_len(rest, DEPTH)?))
            .ok_or_else(|| minicbor::decode::Error::message("item"))?;
        d.set_position(start + item.len());
        Ok(Self(item.to_vec()))
    }
}

/// How deep arrays, maps and tags may lie in one another.
const DEPTH: u8 = 16;

/// Length of the item at the beginning, if it is deterministic (RFC 8949 §4.2.1): shortest heads, definite lengths, UTF-8,
/// map keys ascending. Floats are carried in any width.
fn item_len(bytes: &[u8], depth: u8) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    let (major, info) = (bytes.first()? >> 5, bytes.first()? & 31);
    if major == 7 {
        let len = match info {
            20..=23 => 1,
            25 => 3,
            26 => 5,
            27 => 9,
            _ => return None,
        };
        return (len <= bytes.len()).then_some(len);
    }
    let (argument, head) = head(bytes, info)?;
    match major {
        0 | 1 => Some(head),
        2 | 3 => {
            let end = head.checked_add(usize::try_from(argument).ok()?)?;
            let content = bytes.get(head..end)?;
            (major == 2 || core::str::from_utf8(content).is_ok()).then_some(end)
        }
        4 => (0..argument).try_fold(head, |at, _| Some(at + item_len(bytes.get(at..)?, depth)?)),
        5 => {
            let mut at = head;
            let mut last: &[u8] = &[];
            for _ in 0..argument {
                let end = at + item_len(bytes.get(at..)?, depth)?;
                let key = bytes.get(at..end)?;
                if key <= last {
                    return None;
                }
                last = key;
                at = end + item_len(bytes.get(end..)?, depth)?;
            }
            Some(at)
        }
        _ => Some(head + item_len(bytes.get(head..)?, depth)?),
    }
}

/// The number in an item's head, and the head's length, if it is the shortest.
fn head(bytes: &[u8], info: u8) -> Option<(u64, usize)> {
    let (len, least) = match info {
        0..=23 => return Some((info.into(), 1)),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        _ => return None,
    };
    let number = bytes
        .get(1..=len)?
        .iter()
        .fold(0, |n, byte| n << 8 | u64::from(*byte));
    (number >= least).then_some((number, 1 + len))
}
