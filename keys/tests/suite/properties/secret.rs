use keys::Secret;

/// A secret is equal to itself only, whichever bit another one differs in.
#[test]
fn secrets_that_differ_in_one_bit_are_two() {
    let bytes: [u8; 32] = core::array::from_fn(|at| at as u8);
    let secret = Secret::from_bytes(&bytes);
    assert!(secret == Secret::from_bytes(&bytes));
    for bit in 0..256 {
        let mut other = bytes;
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(secret != Secret::from_bytes(&other), "bit {bit}");
    }
}
