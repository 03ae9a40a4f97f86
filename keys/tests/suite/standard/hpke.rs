//! RFC 9180 has no vectors for X-Wing with AES-256-GCM. So the key schedule that the tests wrote a second time is held
//! against the RFC's own, and `vectors/envelope` holds the crate's against that.

use super::unhex;
use crate::support::raw::schedule_of;

/// RFC 9180 A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
#[test]
fn key_schedule() {
    let shared: [u8; 32] =
        unhex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc");
    let info: [u8; 20] = unhex("4f6465206f6e2061204772656369616e2055726e");
    let keys = schedule_of::<16>(b"HPKE\x00\x20\x00\x01\x00\x01", &shared, &info);
    assert_eq!(keys.key, unhex("4531685d41d65f03dc48f6b8302c05b0"));
    assert_eq!(keys.nonce, unhex("56d890e5accaaf011cff4b7d"));
    assert_eq!(
        keys.exporter,
        unhex("45ff1c2e220db587171952c0592d5f5ebe103f1561a2614e38f2ffd47e99e3f8")
    );
}
