//! A field's value: any one CBOR item, carried verbatim so that an older app damages nothing it doesn't understand.

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
        d.skip()?;
        let item = d
            .input()
            .get(start..d.position())
            .ok_or_else(|| minicbor::decode::Error::message("item"))?;
        Ok(Self(item.to_vec()))
    }
}
