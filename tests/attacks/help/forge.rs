//! Forgeries: what the crates' own functions refuse to make.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use keys::encode::{decode, encode};
use keys::invitation::Link;
use keys::seal::Place;
use keys::statement::{Body, Grant, SignedStatement};
use keys::{Identity, MemberKeys, Role, Secret, SignKey, SignatureBytes};
use minicbor::{Decode, Encode};
use sha2::Sha256;
use tests::native::rng;
use vault::api::Invitation;

/// A signed statement, taken apart.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(crate) struct Parts {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) statement: Vec<u8>,
    #[n(1)]
    pub(crate) signature: SignatureBytes,
}

impl Parts {
    pub(crate) fn of(signed: &SignedStatement) -> Self {
        decode(&encode(signed)).unwrap()
    }

    pub(crate) fn join(&self) -> SignedStatement {
        decode(&encode(self)).unwrap()
    }
}

/// The one-time secret in an invitation's link, for who has read the link.
pub(crate) fn link_secret(invitation: &Invitation) -> Secret {
    let text = invitation.fragment.rsplit('/').next().unwrap();
    Link::decode(&URL_SAFE_NO_PAD.decode(text).unwrap())
        .unwrap()
        .secret
}

/// The public keys of somebody made up.
pub(crate) fn keys_of(identity: &Identity) -> MemberKeys {
    identity.public().unwrap()
}

/// A grant's statement, without an envelope.
pub(crate) fn forged_grant(member: MemberKeys, role: Role) -> Body {
    let capability = SignKey::make(&mut rng()).public();
    Body::Grant(Grant {
        member,
        role,
        capability,
        slot: 7,
        sealed_name: Vec::new(),
    })
}

/// Key and commitment of a blob, from the protocol's text: HKDF(secret, len(label) ‖ label ‖ context ‖ blob id).
fn key_and_commitment(secret: &Secret, place: &Place, blob_id: &[u8; 32]) -> ([u8; 32], [u8; 32]) {
    let label = place.label.bytes();
    let length = [u8::try_from(label.len()).unwrap()];
    let context = place.context();
    let mut out = [0; 64];
    Hkdf::<Sha256>::new(None, secret.expose())
        .expand_multi_info(&[&length, label, &context, blob_id], &mut out)
        .unwrap();
    (out[..32].try_into().unwrap(), out[32..].try_into().unwrap())
}

/// Seals a plaintext as it is, padded or not, under the real key.
pub(crate) fn raw_seal(secret: &Secret, place: &Place, plaintext: &[u8]) -> Vec<u8> {
    let blob_id = *Secret::make(&mut rng()).expose();
    let (key, commitment) = key_and_commitment(secret, place, &blob_id);
    let mut body = plaintext.to_vec();
    let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
    let tag = cipher
        .encrypt_inout_detached(
            &Nonce::default(),
            &place.context(),
            body.as_mut_slice().into(),
        )
        .unwrap();
    [&[1], blob_id.as_slice(), &commitment, &body, &tag].concat()
}

/// What a two-key forgery needs of one of its keys.
pub(crate) struct RawKey {
    pub(crate) key: [u8; 32],
    pub(crate) commitment: [u8; 32],
    pub(crate) context: Vec<u8>,
}

impl RawKey {
    pub(crate) fn of(secret: &Secret, place: &Place, blob_id: &[u8; 32]) -> Self {
        let (key, commitment) = key_and_commitment(secret, place, blob_id);
        Self {
            key,
            commitment,
            context: place.context(),
        }
    }

    /// AES-GCM's opinion alone, without any commitment.
    pub(crate) fn opens(&self, body: &[u8], tag: &[u8; 16]) -> Option<Vec<u8>> {
        let mut plain = body.to_vec();
        let cipher = Aes256Gcm::new_from_slice(&self.key).unwrap();
        let opened = cipher.decrypt_inout_detached(
            &Nonce::default(),
            &self.context,
            plain.as_mut_slice().into(),
            &(*tag).into(),
        );
        opened.ok().map(|()| plain)
    }

    /// Encrypts, and forgets the tag.
    pub(crate) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut body = plaintext.to_vec();
        let cipher = Aes256Gcm::new_from_slice(&self.key).unwrap();
        cipher
            .encrypt_inout_detached(&Nonce::default(), &self.context, body.as_mut_slice().into())
            .unwrap();
        body
    }

    /// The tag over any context and plaintext.
    pub(crate) fn tag(&self, context: &[u8], plaintext: &[u8]) -> [u8; 16] {
        let mut body = plaintext.to_vec();
        let cipher = Aes256Gcm::new_from_slice(&self.key).unwrap();
        cipher
            .encrypt_inout_detached(&Nonce::default(), context, body.as_mut_slice().into())
            .unwrap()
            .into()
    }
}
