//! A ciphertext that AES-GCM opens under two keys. GCM's tag is linear in each block of ciphertext, so one block can be
//! chosen for which the tags under both keys are the same (as in the partitioning oracles of Len, Grubbs, Ristenpart).

use super::forge::RawKey;

/// An element of GF(2^128) as GCM writes it: the highest bit is the coefficient of x⁰.
type Element = u128;

const ONE: Element = 1 << 127;

fn multiply(a: Element, b: Element) -> Element {
    let (mut product, mut shifted) = (0, b);
    for bit in (0..128).rev() {
        if a >> bit & 1 == 1 {
            product ^= shifted;
        }
        let carry = shifted & 1;
        shifted >>= 1;
        if carry == 1 {
            shifted ^= 0xe1 << 120;
        }
    }
    product
}

fn power(base: Element, mut exponent: u128) -> Element {
    let (mut result, mut square) = (ONE, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    result
}

fn inverse(a: Element) -> Element {
    power(a, u128::MAX - 1)
}

fn elements(bytes: &[u8]) -> impl Iterator<Item = Element> {
    bytes.chunks(16).map(|chunk| {
        let mut block = [0; 16];
        block[..chunk.len()].copy_from_slice(chunk);
        Element::from_be_bytes(block)
    })
}

fn lengths(context: usize, body: usize) -> Element {
    ((context as u128 * 8) << 64) | (body as u128 * 8)
}

/// The hash key, and the mask over every tag.
fn hash_key_and_mask(key: &RawKey) -> (Element, Element) {
    let tag = |context: &[u8]| Element::from_be_bytes(key.tag(context, &[]));
    let mask = tag(&[]);
    (
        multiply(tag(&[0; 16]) ^ mask, inverse(lengths(16, 0))),
        mask,
    )
}

fn hash(hash_key: Element, context: &[u8], body: &[u8]) -> Element {
    let blocks = elements(context)
        .chain(elements(body))
        .chain([lengths(context.len(), body.len())]);
    blocks.fold(0, |sum, block| multiply(sum ^ block, hash_key))
}

/// Changes the second block of `body`, and gives the tag that then holds under both keys.
pub(crate) fn tag_for_both(one: &RawKey, other: &RawKey, body: &mut [u8]) -> [u8; 16] {
    body[16..32].fill(0);
    let (key_one, mask_one) = hash_key_and_mask(one);
    let (key_other, mask_other) = hash_key_and_mask(other);
    let difference = hash(key_one, &one.context, body)
        ^ mask_one
        ^ hash(key_other, &other.context, body)
        ^ mask_other;
    // The length block is multiplied once, the last block of the body twice, and so on to the second one.
    let times = body.len() as u128 / 16;
    let block = multiply(
        difference,
        inverse(power(key_one, times) ^ power(key_other, times)),
    );
    body[16..32].copy_from_slice(&block.to_be_bytes());
    (hash(key_one, &one.context, body) ^ mask_one).to_be_bytes()
}
