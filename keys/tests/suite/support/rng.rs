//! Random sources that aren't random.

use core::convert::Infallible;

use keys::sha256;
use rand_core::{TryCryptoRng, TryRng};

/// Gives exactly these bytes, and fails the test when they run out.
pub(crate) struct Fixed(pub(crate) Vec<u8>);

/// SHA-256 of a seed and a counter: as good as random, and the same every time.
pub(crate) struct Seeded {
    seed: u64,
    count: u64,
}

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            self.count += 1;
            let block = sha256(&[&self.seed.to_be_bytes(), &self.count.to_be_bytes()]);
            chunk.copy_from_slice(&block.0[..chunk.len()]);
        }
    }
}

impl Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        assert!(
            self.0.len() >= out.len(),
            "more randomness drawn than the vector has"
        );
        out.copy_from_slice(&self.0.drain(..out.len()).collect::<Vec<u8>>());
    }
}

macro_rules! source {
    ($name:ident) => {
        impl TryRng for $name {
            type Error = Infallible;

            fn try_next_u32(&mut self) -> Result<u32, Infallible> {
                let mut out = [0; 4];
                self.fill(&mut out);
                Ok(u32::from_le_bytes(out))
            }

            fn try_next_u64(&mut self) -> Result<u64, Infallible> {
                let mut out = [0; 8];
                self.fill(&mut out);
                Ok(u64::from_le_bytes(out))
            }

            fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
                self.fill(out);
                Ok(())
            }
        }

        impl TryCryptoRng for $name {}
    };
}
source!(Fixed);
source!(Seeded);
