//! The envelope block of an epoch: role secrets wrapped to members, among dummies of the same bytes.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch, Role};
use crate::kem::{self, COMMITMENT_LEN, ENC_LEN, KemKey, KemPublic};
use crate::padding::Padding;
use crate::sign::{Purpose, SignKey};
use crate::wrapped::{Bound, Opened, Sender};
use crate::{Hash, Label, PublicKey, Refused, Secret};

/// Bytes of one slot: encapsulation 1,120, commitment 32, payload 256, tag 16.
pub const SLOT_LEN: usize = ENC_LEN + COMMITMENT_LEN + PAYLOAD_LEN + 16;
/// Slots before the members': to the parent's L, E and R keys, and the recovery key at the root.
pub const FIXED_SLOTS: usize = 4;
/// How many member slots a block may have.
pub const MEMBER_SLOTS: [usize; 4] = [8, 32, 128, 512];

/// Which of the fixed slots is the recovery key's.
pub const RECOVERY_SLOT: usize = 3;

const PAYLOAD_LEN: usize = 256;
/// Room for what a slot holds; a packet's envelope is of the same size.
pub(crate) const PAYLOAD: Padding = Padding::Exactly(PAYLOAD_LEN);

/// Signature domain of a lead's grant inside an envelope.
pub enum GrantPurpose {}
impl Purpose for GrantPurpose {
    const LABEL: Label = Label::EnvelopeGrant;
}

/// What a member gets. Signed by the lead who wraps it.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The role's secret and its epoch.
    pub access: Access,
    /// The member's capability on the space.
    pub capability: SignKey,
    /// The lead who wrapped it: whether it is a lead, the log says.
    pub lead: PublicKey,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Payload {
    #[n(0)]
    role: Role,
    #[n(1)]
    secret: Secret,
    #[n(2)]
    capability: Secret,
    #[n(3)]
    commitment: Hash,
    #[n(4)]
    lead: PublicKey,
}

/// What the lead signs: `[label, space, epoch, role, H(recipient), H(enc), H(payload)]`.
#[derive(Encode)]
#[cbor(array)]
struct GrantMessage {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    place: Vec<u8>,
    #[n(1)]
    role: Role,
    #[n(2)]
    recipient: Hash,
    #[n(3)]
    enc: Hash,
    #[n(4)]
    payload: Hash,
}

fn message(epoch: Epoch, role: Role, bound: &Bound) -> Vec<u8> {
    encode(&GrantMessage {
        place: epoch.place(Label::EnvelopeGrant).context(),
        role,
        recipient: bound.recipient,
        enc: bound.enc,
        payload: bound.payload,
    })
}

/// Wraps an access and a capability to a member: one slot.
///
/// # Errors
/// [`Refused`] for a recipient key that isn't one.
pub fn wrap_slot(
    access: &Access,
    capability: &SignKey,
    to: &KemPublic,
    lead: &SignKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Refused> {
    let payload = Zeroizing::new(encode(&Payload {
        role: access.role(),
        secret: access.expose().clone(),
        capability: Secret::from_bytes(capability.expose_seed()),
        commitment: access.commitment().ok_or(Refused)?,
        lead: lead.public(),
    }));
    let sender = Sender {
        author: lead,
        place: access.epoch().place(Label::Envelope),
        padding: PAYLOAD,
        to,
    };
    let message = |bound: &Bound| message(access.epoch(), access.role(), bound);
    let wrapped = sender.wrap::<GrantPurpose>(&payload, rng, message)?;
    Ok(wrapped.to_bytes())
}

/// A dummy: a real encapsulation to a key that is thrown away.
fn dummy_slot(epoch: Epoch, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
    let nobody = KemKey::make(rng).public()?;
    let wrapped = kem::wrap(&nobody, &epoch.place(Label::Envelope), rng, |_| {
        PAYLOAD.pad(&[])
    })?;
    Ok(wrapped.to_bytes())
}

/// Opens one slot: commitment, tag, the lead's signature over this very encapsulation and recipient, and the chain
/// against the epoch commitment.
///
/// # Errors
/// [`Refused`], also for slots that are somebody else's.
pub fn open_slot(key: &KemKey, epoch: Epoch, slot: &[u8]) -> Result<Grant, Refused> {
    let opened = Opened::open(key, &epoch.place(Label::Envelope), PAYLOAD, slot)?;
    let payload: Payload = decode(&opened.payload)?;
    let message = message(epoch, payload.role, &opened.bound);
    opened.verify::<GrantPurpose>(&payload.lead, &message)?;
    let access = Access::new(epoch, payload.role, payload.secret);
    if access.commitment() != Some(payload.commitment) {
        return Err(Refused);
    }
    Ok(Grant {
        access,
        capability: SignKey::from_seed(payload.capability.expose()),
        lead: payload.lead,
    })
}

/// The block as stored: `[1, epoch, slots]`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Block {
    #[n(0)]
    version: u8,
    #[n(1)]
    epoch: u32,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    slots: Vec<u8>,
}

impl Block {
    /// All dummies, for up to `members` members.
    ///
    /// # Errors
    /// [`Refused`] for more than 512.
    pub fn make(epoch: Epoch, members: usize, rng: &mut impl CryptoRng) -> Result<Self, Refused> {
        Self::with(epoch, members, &BTreeMap::new(), rng)
    }

    /// These slots, by their index among the members', and dummies around them, for up to `members` members.
    ///
    /// # Errors
    /// [`Refused`] for more than 512, or a slot beyond the last.
    pub fn with(
        epoch: Epoch,
        members: usize,
        taken: &BTreeMap<u16, Vec<u8>>,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Refused> {
        let size = MEMBER_SLOTS
            .into_iter()
            .find(|&size| members <= size)
            .ok_or(Refused)?;
        let mut slots = Vec::with_capacity((FIXED_SLOTS + size) * SLOT_LEN);
        for _ in 0..FIXED_SLOTS {
            slots.extend_from_slice(&dummy_slot(epoch, rng)?);
        }
        for (index, _) in (0u16..).zip(0..size) {
            match taken.get(&index).filter(|slot| slot.len() == SLOT_LEN) {
                Some(slot) => slots.extend_from_slice(slot),
                None => slots.extend_from_slice(&dummy_slot(epoch, rng)?),
            }
        }
        if taken.keys().any(|index| usize::from(*index) >= size) {
            return Err(Refused);
        }
        Ok(Self {
            version: 1,
            epoch: epoch.number,
            slots,
        })
    }

    /// The member slots of a block for so many members, all of them; nothing for more than 512.
    #[must_use]
    pub fn slots_for(members: usize) -> Option<Vec<u16>> {
        let size = MEMBER_SLOTS.into_iter().find(|&size| members <= size)?;
        Some((0..u16::try_from(size).ok()?).collect())
    }

    /// Reads a block and checks its shape: version 1, a known number of slots.
    ///
    /// # Errors
    /// [`Refused`] otherwise.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let block: Self = decode(bytes)?;
        let sizes = MEMBER_SLOTS.map(|size| (FIXED_SLOTS + size) * SLOT_LEN);
        if block.version == 1 && sizes.contains(&block.slots.len()) {
            Ok(block)
        } else {
            Err(Refused)
        }
    }

    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// The epoch it claims to be of; opening a slot proves it.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Member slots in all, dummies included.
    #[must_use]
    pub fn capacity(&self) -> u16 {
        u16::try_from(self.slots.len() / SLOT_LEN - FIXED_SLOTS).unwrap_or(u16::MAX)
    }

    /// Member slot `index`.
    #[must_use]
    pub fn slot(&self, index: u16) -> Option<&[u8]> {
        self.slots
            .chunks_exact(SLOT_LEN)
            .nth(FIXED_SLOTS + usize::from(index))
    }

    /// Fixed slot `index`.
    #[must_use]
    pub fn fixed(&self, index: usize) -> Option<&[u8]> {
        let mut slots = self.slots.chunks_exact(SLOT_LEN).take(FIXED_SLOTS);
        slots.nth(index)
    }

    /// Puts a slot in place of a fixed one.
    ///
    /// # Errors
    /// [`Refused`] if there is no such slot.
    pub fn set_fixed(&mut self, index: usize, slot: &[u8]) -> Result<(), Refused> {
        if index >= FIXED_SLOTS || slot.len() != SLOT_LEN {
            return Err(Refused);
        }
        self.slots[index * SLOT_LEN..][..SLOT_LEN].copy_from_slice(slot);
        Ok(())
    }

    /// Puts a slot in place of a dummy.
    ///
    /// # Errors
    /// [`Refused`] if there is no such slot.
    pub fn replace(&mut self, index: u16, slot: &[u8]) -> Result<(), Refused> {
        let at = (FIXED_SLOTS + usize::from(index)) * SLOT_LEN;
        self.slots
            .get_mut(at..at + SLOT_LEN)
            .filter(|_| slot.len() == SLOT_LEN)
            .ok_or(Refused)?
            .copy_from_slice(slot);
        Ok(())
    }

    /// Puts a fresh dummy in a slot.
    ///
    /// # Errors
    /// [`Refused`] if there is no such slot.
    pub fn clear(
        &mut self,
        epoch: Epoch,
        index: u16,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Refused> {
        self.replace(index, &dummy_slot(epoch, rng)?)
    }

    /// Doubles up to the next size when every slot is taken.
    ///
    /// # Errors
    /// [`Refused`] at 512.
    pub fn grow(&mut self, epoch: Epoch, rng: &mut impl CryptoRng) -> Result<(), Refused> {
        let now = usize::from(self.capacity());
        let next = MEMBER_SLOTS
            .into_iter()
            .find(|&size| size > now)
            .ok_or(Refused)?;
        for _ in now..next {
            self.slots.extend_from_slice(&dummy_slot(epoch, rng)?);
        }
        Ok(())
    }

    /// Finds one's own slot by trying: the remembered index first, then all.
    ///
    /// # Errors
    /// [`Refused`] if none opens.
    pub fn find(
        &self,
        key: &KemKey,
        epoch: Epoch,
        remembered: Option<u16>,
    ) -> Result<(u16, Grant), Refused> {
        if epoch.number != self.epoch {
            return Err(Refused);
        }
        remembered
            .into_iter()
            .chain(0..self.capacity())
            .find_map(|index| Some((index, open_slot(key, epoch, self.slot(index)?).ok()?)))
            .ok_or(Refused)
    }
}
