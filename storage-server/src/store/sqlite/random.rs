//! Random bytes from the operating system, the only source the server has.

use crate::store::StoreError;

/// Fills the buffer.
pub(super) fn random_bytes(out: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(out).map_err(|error| StoreError::Failed(Box::new(error)))
}

/// A row number that tells nothing: between 1 and 2^bits − 1, for up to 62 bits.
pub(super) fn random_number(bits: u32) -> Result<i64, StoreError> {
    let mut bytes = [0; 8];
    random_bytes(&mut bytes)?;
    let number = u64::from_le_bytes(bytes) >> (64 - bits);
    Ok(number.cast_signed().max(1))
}
