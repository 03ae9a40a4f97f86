use keys::{Secret, Stretch};

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

/// A worker is told by number what it stretches.
#[test]
fn what_is_stretched_goes_by_number() {
    let numbers = (0..=4).map(Stretch::from_u8);
    let told = [Stretch::Words, Stretch::SixWords, Stretch::HeadCode].map(Some);
    assert!(numbers.eq([None].into_iter().chain(told).chain([None])));
    assert_eq!(Stretch::HeadCode as u8, 3);
}
