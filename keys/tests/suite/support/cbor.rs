//! Deterministic CBOR by hand, so that no test takes the encoder's word for it.

fn head(major: u8, n: u64) -> Vec<u8> {
    let be = n.to_be_bytes();
    let (info, tail): (u8, &[u8]) = match n {
        0..=23 => (u8::try_from(n).unwrap(), &[]),
        24..=0xff => (24, &be[7..]),
        0x100..=0xffff => (25, &be[6..]),
        0x1_0000..=0xffff_ffff => (26, &be[4..]),
        _ => (27, &be),
    };
    [&[major << 5 | info], tail].concat()
}

pub(crate) fn uint(n: impl Into<u64>) -> Vec<u8> {
    head(0, n.into())
}

pub(crate) fn bytes(b: impl AsRef<[u8]>) -> Vec<u8> {
    let b = b.as_ref();
    [head(2, b.len() as u64), b.to_vec()].concat()
}

pub(crate) fn text(t: &str) -> Vec<u8> {
    [head(3, t.len() as u64), t.as_bytes().to_vec()].concat()
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// The same array with its length written one size too long: never canonical.
pub(crate) fn long_array(items: &[Vec<u8>]) -> Vec<u8> {
    [
        vec![0x98, u8::try_from(items.len()).unwrap()],
        items.concat(),
    ]
    .concat()
}
