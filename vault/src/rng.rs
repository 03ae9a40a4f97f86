//! The platform's random source as a `CryptoRng`.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use crate::Platform;

/// Draws from the platform every time; keeps no state.
pub(crate) struct PlatformRng<'a, P>(pub(crate) &'a P);

impl<P: Platform> TryRng for PlatformRng<'_, P> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill_random(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill_random(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_random(out);
        Ok(())
    }
}

impl<P: Platform> TryCryptoRng for PlatformRng<'_, P> {}
