//! The values of one column.

use std::collections::HashMap;

use minicbor::{Decode, Decoder, Encode};

use crate::Refused;
use crate::statement::Value;

/// The registry of column types. A reader refuses one it doesn't know, and reads the log instead.
#[derive(Encode, Decode)]
pub(super) enum Values {
    /// The values, one item after the other.
    #[n(1)]
    Plain(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// The different values in the order they come first, one item after the other; then which one each row has: the low bytes
    /// of all, and if there are more than 256, the high bytes of all.
    #[n(2)]
    Dictionary(
        #[cbor(n(0), with = "minicbor::bytes")] Vec<u8>,
        #[cbor(n(1), with = "minicbor::bytes")] Vec<u8>,
    ),
}

impl Values {
    pub(super) fn of(values: &[&Value], dictionary: bool) -> Result<Self, Refused> {
        if !dictionary {
            let plain = values.iter().flat_map(|value| value.as_bytes());
            return Ok(Self::Plain(plain.copied().collect()));
        }
        let mut words = Vec::new();
        let mut codes: HashMap<&[u8], u16> = HashMap::new();
        let mut low = Vec::with_capacity(values.len());
        let mut high = Vec::with_capacity(values.len());
        for value in values {
            let next = u16::try_from(codes.len()).map_err(|_| Refused)?;
            let code = *codes.entry(value.as_bytes()).or_insert_with(|| {
                words.extend_from_slice(value.as_bytes());
                next
            });
            let [above, below] = code.to_be_bytes();
            low.push(below);
            high.push(above);
        }
        if codes.len() > 256 {
            low.extend(high);
        }
        Ok(Self::Dictionary(words, low))
    }

    /// So many values.
    pub(super) fn read(&self, count: usize) -> Result<Vec<Value>, Refused> {
        match self {
            Self::Plain(items) => {
                let values = split(items)?;
                if values.len() == count {
                    Ok(values)
                } else {
                    Err(Refused)
                }
            }
            Self::Dictionary(items, codes) => {
                let words = split(items)?;
                let wide = words.len() > 256;
                let (low, high) = codes.split_at_checked(count).ok_or(Refused)?;
                if high.len() != if wide { count } else { 0 } {
                    return Err(Refused);
                }
                let code = |(row, low): (usize, &u8)| {
                    let high = high.get(row).copied().unwrap_or(0);
                    let code = usize::from(u16::from_be_bytes([high, *low]));
                    words.get(code).cloned().ok_or(Refused)
                };
                low.iter().enumerate().map(code).collect()
            }
        }
    }
}

/// The items that lie one after the other.
fn split(items: &[u8]) -> Result<Vec<Value>, Refused> {
    let mut decoder = Decoder::new(items);
    let mut values = Vec::new();
    while decoder.position() < items.len() {
        values.push(decoder.decode().map_err(|_| Refused)?);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many different values, the first of them twice.
    fn different(count: u16) -> Vec<Value> {
        let number = |number: u16| Value::text(&number.to_string());
        (0..count).chain([0]).map(number).collect()
    }

    #[test]
    fn a_code_has_a_second_byte_where_one_is_too_few() {
        for (count, wide) in [
            (1, false),
            (255, false),
            (256, false),
            (257, true),
            (300, true),
        ] {
            let values = different(count);
            let written = Values::of(&values.iter().collect::<Vec<_>>(), true);
            let Ok(Values::Dictionary(words, codes)) = written else {
                panic!("no dictionary of {count}");
            };
            let bytes = if wide { 2 } else { 1 };
            assert_eq!(codes.len(), bytes * values.len(), "{count}");
            let read = |codes: &[u8]| {
                let written = Values::Dictionary(words.clone(), codes.to_vec());
                written.read(values.len()).ok()
            };
            assert_eq!(read(&codes), Some(values.clone()), "{count}");
            // As if it were the other: a byte for each row more, or less.
            let other = match wide {
                true => codes[..values.len()].to_vec(),
                false => [codes.clone(), vec![0; values.len()]].concat(),
            };
            assert_eq!(read(&other), None, "{count}");
        }
    }
}
