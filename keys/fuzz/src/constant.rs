//! Always the same bytes: a fuzzer's finding must come again, and what two seals draw of it is the same.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// Randomness that isn't any.
pub(crate) struct Constant;

impl TryRng for Constant {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(7)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(7)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.fill(7);
        Ok(())
    }
}

impl TryCryptoRng for Constant {}
