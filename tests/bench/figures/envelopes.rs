//! Wrapping a region's key to 500 members, against the bare cryptography of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use ed25519_dalek::{Signer, SigningKey};
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeS, setup_sender_with_rng};
use keys::envelope::{Block, wrap_slot};
use keys::{Access, Epoch, Identity, KemPublic, Refused, SignKey, SpaceId};
use rand_core::Rng;
use tests::native::rng;

use crate::figure::{Figure, Target};
use crate::timing::{best, best_of_both};

const MEMBERS: u16 = 500;
/// What an envelope's payload is padded to.
const PAYLOAD: usize = 256;

/// Milliseconds for all envelopes, and for a whole block made from nothing.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut random = rng();
    let epoch = Epoch {
        space: SpaceId([7; 32]),
        number: 1,
    };
    let (access, lead) = (Access::make(epoch, &mut random), SignKey::make(&mut random));
    let members = people(MEMBERS.into())?;
    let mut block = Block::make(epoch, members.len(), &mut random).map_err(refused)?;
    let signer = SigningKey::from_bytes(&[7; 32]);
    let few: Vec<&[KemPublic]> = members.chunks(10).collect();
    let few = |part: usize| few.get(part).copied().unwrap_or_default();
    let (ours, reference) = best_of_both(
        members.len() / 10,
        |part| fill(&mut block, &access, few(part), &lead),
        |part| {
            few(part)
                .iter()
                .try_for_each(|member| bare(member, &signer))
        },
    )?;
    let whole = best(|| whole(&access, &members, &lead))?;
    Ok(vec![
        Figure::new(
            "envelopes of 500 members / HPKE seal, sign, key generation",
            ours * 1e3,
            "ms",
        )
        .against(reference * 1e3)
        .promised(Target::RatioAtMost(1.3)),
        Figure::new(
            "the whole block of 500 from nothing, dummies too",
            whole * 1e3,
            "ms",
        ),
    ])
}

/// So many people's public keys.
fn people(count: usize) -> Result<Vec<KemPublic>> {
    let mut rng = rng();
    let keys = (0..count).map(|_| Identity::make(&mut rng).kem.public().map_err(refused));
    keys.collect()
}

/// Seconds for a block of so many members made from nothing, as a rotation makes it.
pub(super) fn of_members(count: usize) -> Result<f64> {
    let mut rng = rng();
    let epoch = Epoch {
        space: SpaceId([7; 32]),
        number: 1,
    };
    let (access, lead) = (Access::make(epoch, &mut rng), SignKey::make(&mut rng));
    let members = people(count)?;
    best(|| whole(&access, &members, &lead))
}

fn whole(access: &Access, members: &[KemPublic], lead: &SignKey) -> Result<()> {
    let mut rng = rng();
    let mut slots = BTreeMap::new();
    for (index, member) in (0..).zip(members) {
        let capability = SignKey::make(&mut rng);
        let slot = wrap_slot(access, &capability, member, lead, &mut rng).map_err(refused)?;
        slots.insert(index, slot);
    }
    let block = Block::with(access.epoch(), members.len(), &slots, &mut rng);
    block.map(drop).map_err(refused)
}

/// A capability and an envelope for each member, put into the block.
fn fill(block: &mut Block, access: &Access, members: &[KemPublic], lead: &SignKey) -> Result<()> {
    let mut rng = rng();
    for (index, member) in (0..).zip(members) {
        let capability = SignKey::make(&mut rng);
        let slot = wrap_slot(access, &capability, member, lead, &mut rng).map_err(refused)?;
        block.replace(index, &slot).map_err(refused)?;
    }
    Ok(())
}

/// The same primitives on as many bytes, nothing else: no commitment, no checks, no encoding.
fn bare(member: &KemPublic, lead: &SigningKey) -> Result<()> {
    let mut rng = rng();
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let capability = SigningKey::from_bytes(&seed);
    let recipient = <XWing as Kem>::PublicKey::from_bytes(&member.0).map_err(hpke_error)?;
    let (_, mut sender) = setup_sender_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &recipient,
        b"bench",
        &mut rng,
    )
    .map_err(hpke_error)?;
    let mut payload = vec![0; PAYLOAD];
    let signature = lead.sign(capability.verifying_key().as_bytes()).to_bytes();
    payload
        .get_mut(..64)
        .context("room for a signature")?
        .copy_from_slice(&signature);
    sender.seal(&payload, b"bench").map_err(hpke_error)?;
    Ok(())
}

fn hpke_error(error: hpke::HpkeError) -> anyhow::Error {
    anyhow!("HPKE: {error:?}")
}

fn refused(_: Refused) -> anyhow::Error {
    anyhow!("refused")
}
