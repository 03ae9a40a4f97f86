//! Attack 26: AES-GCM doesn't commit to its key. A ciphertext is made that two keys open; the commitment lets one.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use keys::padding::Padding;
use keys::seal::{Place, open};
use keys::{Label, Secret, SpaceId};

use crate::support::raw;

/// A number of GF(2^128) as GCM writes it: bit 0 is the highest.
type Field = u128;

fn multiply(a: Field, mut b: Field) -> Field {
    let mut product = 0;
    for bit in (0..128).rev() {
        if a >> bit & 1 == 1 {
            product ^= b;
        }
        b = if b & 1 == 1 {
            b >> 1 ^ 0xe1 << 120
        } else {
            b >> 1
        };
    }
    product
}

fn power(base: Field, mut exponent: u128) -> Field {
    let (mut out, mut square) = (1 << 127, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            out = multiply(out, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    out
}

/// Blocks of the additional data, and how much of it there is.
fn blocks(bytes: &[u8]) -> Vec<Field> {
    bytes
        .chunks(16)
        .map(|chunk| {
            let mut block = [0; 16];
            block[..chunk.len()].copy_from_slice(chunk);
            Field::from_be_bytes(block)
        })
        .collect()
}

/// H and E(K, J0) of a key, drawn out of the cipher by its own answers.
fn secrets(cipher: &Aes256Gcm) -> (Field, Field) {
    let tag = |aad: &[u8]| {
        let tag = cipher
            .encrypt(&Nonce::default(), Payload { msg: &[], aad })
            .unwrap();
        Field::from_be_bytes(tag.try_into().unwrap())
    };
    // Without data the tag is E(K, J0). With one block A it is A·H² + len·H + E: squaring and roots give H back.
    let mask = tag(&[]);
    let with = |block: Field| tag(&block.to_be_bytes()) ^ mask;
    let square = with(1 << 127) ^ with(0);
    (power(square, 1 << 127), mask)
}

fn ghash(h: Field, aad: &[u8], ciphertext: &[Field]) -> Field {
    let lengths = ((aad.len() as u128 * 8) << 64) | (ciphertext.len() as u128 * 128);
    let all = blocks(aad)
        .into_iter()
        .chain(ciphertext.iter().copied())
        .chain([lengths]);
    all.fold(0, |sum, block| multiply(sum ^ block, h))
}

#[test]
fn a_ciphertext_that_two_keys_open() {
    let place = Place {
        label: Label::Entry,
        space: SpaceId([1; 32]),
        epoch: 1,
    };
    let (context, blob_id) = (place.context(), [9; 32]);
    let secrets_of = [[5; 32], [6; 32]];
    let derived: [[u8; 64]; 2] =
        secrets_of.map(|secret| raw::expand(&secret, place.label.bytes(), &[&context, &blob_id]));
    let ciphers = derived.map(|keys| Aes256Gcm::new_from_slice(&keys[..32]).unwrap());
    let [(h1, mask1), (h2, mask2)] = [secrets(&ciphers[0]), secrets(&ciphers[1])];

    // 64 blocks, all free but the one that makes both tags the same.
    let mut ciphertext = vec![0; 64];
    let wanted =
        ghash(h1, &context, &ciphertext) ^ mask1 ^ ghash(h2, &context, &ciphertext) ^ mask2;
    // The first block counts H^65 in either sum (64 blocks of ciphertext and the lengths).
    let weight = power(h1, 65) ^ power(h2, 65);
    ciphertext[0] = multiply(wanted, power(weight, u128::MAX - 1));
    let tag = ghash(h1, &context, &ciphertext) ^ mask1;
    let body: Vec<u8> = ciphertext
        .iter()
        .chain([&tag])
        .flat_map(|block| block.to_be_bytes())
        .collect();

    // AES-GCM takes it under both keys.
    for cipher in &ciphers {
        cipher
            .decrypt(
                &Nonce::default(),
                Payload {
                    msg: &body,
                    aad: &context,
                },
            )
            .unwrap();
    }
    // The seal takes it under neither of them with the other's commitment: one blob, one key.
    for (own, other) in [(0, 1), (1, 0)] {
        let sealed = [[1].as_slice(), &blob_id, &derived[other][32..], &body].concat();
        let secret = Secret::from_bytes(&secrets_of[own]);
        assert!(open(&secret, &place, Padding::Exactly(1024), &sealed).is_err());
    }
}
