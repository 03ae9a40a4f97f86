//! Suite 1 a second time, as docs/protocol.md tells it, with a handle on every part that can be wrong.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use ed25519_dalek::{Signer, SigningKey};
use hkdf::Hkdf;
use keys::sha256;
use sha2::Sha256;
use x_wing::TryKeyInit;

use super::cbor::{array, bytes, uint};

/// The order of the Ed25519 group, little-endian.
pub(crate) const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(crate) fn hash(parts: &[&[u8]]) -> [u8; 32] {
    sha256(parts).0
}

/// `[label, space, epoch]`
pub(crate) fn context(label: &[u8], space: &[u8; 32], epoch: u32) -> Vec<u8> {
    array(&[bytes(label), bytes(space), uint(epoch)])
}

/// HKDF-SHA256 without salt, info = len(label) ‖ label ‖ rest.
pub(crate) fn expand<const N: usize>(secret: &[u8; 32], label: &[u8], rest: &[&[u8]]) -> [u8; N] {
    let info = [&[u8::try_from(label.len()).unwrap()], label, &rest.concat()].concat();
    let mut out = [0; N];
    Hkdf::<Sha256>::new(None, secret)
        .expand(&info, &mut out)
        .unwrap();
    out
}

pub(crate) fn pad(message: &[u8], size: usize) -> Vec<u8> {
    let mut out = message.to_vec();
    out.push(0x80);
    out.resize(size, 0);
    out
}

fn gcm(key: &[u8], nonce: [u8; 12], aad: &[u8], msg: &[u8]) -> Vec<u8> {
    let cipher = Aes256Gcm::new_from_slice(key).unwrap();
    cipher
        .encrypt(&Nonce::from(nonce), Payload { msg, aad })
        .unwrap()
}

/// A sealed blob around bytes that are padded already, well or not.
pub(crate) fn seal(
    secret: &[u8; 32],
    label: &[u8],
    space: &[u8; 32],
    epoch: u32,
    blob_id: &[u8; 32],
    padded: &[u8],
) -> Vec<u8> {
    let context = context(label, space, epoch);
    let keys: [u8; 64] = expand(secret, label, &[&context, blob_id]);
    let ciphertext = gcm(&keys[..32], [0; 12], &context, padded);
    [&[1], blob_id.as_slice(), &keys[32..], &ciphertext].concat()
}

pub(crate) fn public(seed: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

/// Ed25519 over len(label) ‖ label ‖ message.
pub(crate) fn sign(seed: &[u8; 32], label: &[u8], message: &[u8]) -> [u8; 64] {
    let message = [&[u8::try_from(label.len()).unwrap()], label, message].concat();
    SigningKey::from_bytes(seed).sign(&message).to_bytes()
}

/// The same signature with S + L in place of S: equal to it for whoever doesn't check.
pub(crate) fn non_canonical(signature: [u8; 64]) -> [u8; 64] {
    let mut out = signature;
    let mut carry = 0;
    for (byte, l) in out[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(l) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    out
}

/// What HPKE (RFC 9180 §5.1) makes of a shared secret.
pub(crate) struct Schedule<const KEY: usize> {
    pub(crate) key: [u8; KEY],
    pub(crate) nonce: [u8; 12],
    pub(crate) exporter: [u8; 32],
}

/// X-Wing, HKDF-SHA256, AES-256-GCM.
const SUITE: &[u8; 10] = b"HPKE\x64\x7a\x00\x01\x00\x02";

fn labeled_extract(suite: &[u8], salt: &[u8], label: &[u8], ikm: &[u8]) -> [u8; 32] {
    let ikm = [b"HPKE-v1", suite, label, ikm].concat();
    Hkdf::<Sha256>::extract(Some(salt), &ikm).0.into()
}

fn labeled_expand<const N: usize>(
    suite: &[u8],
    prk: &[u8; 32],
    label: &[u8],
    info: &[u8],
) -> [u8; N] {
    let length = u16::try_from(N).unwrap().to_be_bytes();
    let info = [&length, b"HPKE-v1".as_slice(), suite, label, info].concat();
    let mut out = [0; N];
    Hkdf::<Sha256>::from_prk(prk)
        .unwrap()
        .expand(&info, &mut out)
        .unwrap();
    out
}

/// Base mode of any suite with HKDF-SHA256.
pub(crate) fn schedule_of<const KEY: usize>(
    suite: &[u8],
    shared: &[u8],
    info: &[u8],
) -> Schedule<KEY> {
    let psk_id_hash = labeled_extract(suite, &[], b"psk_id_hash", &[]);
    let info_hash = labeled_extract(suite, &[], b"info_hash", info);
    let context = [[0].as_slice(), &psk_id_hash, &info_hash].concat();
    let secret = labeled_extract(suite, shared, b"secret", &[]);
    Schedule {
        key: labeled_expand(suite, &secret, b"key", &context),
        nonce: labeled_expand(suite, &secret, b"base_nonce", &context),
        exporter: labeled_expand(suite, &secret, b"exp", &context),
    }
}

/// An envelope slot: the body gets the encapsulation and answers 256 bytes, padded well or not.
pub(crate) fn slot(
    to: &[u8],
    space: &[u8; 32],
    epoch: u32,
    randomness: &[u8; 64],
    body: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let (enc, shared) = encapsulate(to, randomness);
    slot_of(&enc, &shared, space, epoch, &body(&enc))
}

/// An encapsulation and its shared secret.
pub(crate) fn encapsulate(to: &[u8], randomness: &[u8; 64]) -> (Vec<u8>, Vec<u8>) {
    let to = x_wing::EncapsulationKey::new_from_slice(to).unwrap();
    let (enc, shared) = to.encapsulate_deterministic(randomness.into());
    (enc.to_vec(), shared.to_vec())
}

/// The slot of an encapsulation and its shared secret.
pub(crate) fn slot_of(
    enc: &[u8],
    shared: &[u8],
    space: &[u8; 32],
    epoch: u32,
    padded: &[u8],
) -> Vec<u8> {
    wrapped(
        enc,
        shared,
        &context(b"skrynia/1/envelope", space, epoch),
        padded,
    )
}

/// Encapsulation, commitment and ciphertext in a context.
pub(crate) fn wrapped(enc: &[u8], shared: &[u8], context: &[u8], padded: &[u8]) -> Vec<u8> {
    let keys = schedule_of::<32>(SUITE, shared, context);
    let commitment: [u8; 32] = labeled_expand(
        SUITE,
        &keys.exporter,
        b"sec",
        b"skrynia/1/envelope-commitment",
    );
    let ciphertext = gcm(&keys.key, keys.nonce, context, padded);
    [enc, &commitment, &ciphertext].concat()
}

/// The X-Wing public key of a seed.
pub(crate) fn kem_public(seed: &[u8; 32]) -> Vec<u8> {
    let key = x_wing::DecapsulationKey::from(*seed);
    x_wing::KeyExport::to_bytes(x_wing::Decapsulator::encapsulation_key(&key)).to_vec()
}

/// `[sign, kem]` of two seeds.
pub(crate) fn member(sign: &[u8; 32], kem: &[u8; 32]) -> Vec<u8> {
    array(&[bytes(public(sign)), bytes(kem_public(kem))])
}

/// Montgomery u-coordinates that every clamped scalar takes to zero, as they may be written in 32 bytes: order 1, 2, 4 and 8
/// on the curve and its twist, reduced or not, with the ignored high bit or without (RFC 7748 §5, curve25519's own list).
pub(crate) fn low_order_points() -> Vec<[u8; 32]> {
    let hex = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let points = hex.map(|point| <[u8; 32]>::try_from(hex::decode(point).unwrap()).unwrap());
    let high = points.map(|mut point| {
        point[31] |= 0x80;
        point
    });
    points.into_iter().chain(high).collect()
}

/// Ed25519 public keys of small order, and encodings of points that nobody writes (RFC 8032 §5.1.3).
pub(crate) fn weak_keys() -> Vec<[u8; 32]> {
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    .map(|key| hex::decode(key).unwrap().try_into().unwrap())
    .to_vec()
}

/// What X-Wing alone makes of an encapsulation, low-order points and all.
pub(crate) fn decapsulate(seed: &[u8; 32], enc: &[u8]) -> Vec<u8> {
    let enc = x_wing::Ciphertext::try_from(enc).unwrap();
    x_wing::Decapsulate::decapsulate(&x_wing::DecapsulationKey::from(*seed), &enc).to_vec()
}
