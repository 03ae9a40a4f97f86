//! The card of an epoch: what even a collector must know of a region, signed by a lead whose authority it carries.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::{decode, encode};
use crate::epoch::Access;
use crate::kem::KemPublic;
use crate::log::Authority;
use crate::padding::Padding;
use crate::sign::{Purpose, SignKey, Signature};
use crate::statement::SignedStatement;
use crate::{Day, Hash, Label, PublicKey, Refused, SignatureBytes, seal};

/// Signature domain of cards.
pub enum CardPurpose {}
impl Purpose for CardPurpose {
    const LABEL: Label = Label::CardSignature;
}

/// What a card says.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Card {
    #[n(0)]
    version: u8,
    /// The region's name.
    #[n(1)]
    pub region: String,
    /// What to ask people; opaque here.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub criteria: Vec<u8>,
    /// Collectors' entries are sealed to it.
    #[n(3)]
    pub inbox: KemPublic,
    /// The epoch's commitment.
    #[n(4)]
    pub commitment: Hash,
    /// Apps older than this open the region read-only.
    #[n(5)]
    pub minimum_app: u32,
    /// The day it was signed.
    #[n(6)]
    pub day: Day,
    /// The lead who signed it.
    #[n(7)]
    pub lead: PublicKey,
    /// `found` and the appointments and grants that make the signer a lead.
    #[n(8)]
    pub chain: Vec<SignedStatement>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct SignedCard {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    card: Vec<u8>,
    #[n(1)]
    signature: SignatureBytes,
}

/// A card whose signature, signer and commitment held.
#[derive(Debug, Clone)]
pub struct VerifiedCard {
    card: Card,
    authority: Authority,
}

impl VerifiedCard {
    /// What it says.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The organisation and the leads its chain establishes.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}

fn message(place: &seal::Place, card: &[u8]) -> Vec<u8> {
    [place.context().as_slice(), card].concat()
}

impl Card {
    /// A card for an epoch.
    ///
    /// # Errors
    /// [`Refused`] never, for an access made here.
    pub fn new(
        access: &Access,
        region: String,
        criteria: Vec<u8>,
        lead: PublicKey,
        chain: Vec<SignedStatement>,
        day: Day,
    ) -> Result<Self, Refused> {
        Ok(Self {
            version: 1,
            region,
            criteria,
            inbox: access.inbox().ok_or(Refused)?.public()?,
            commitment: access.commitment().ok_or(Refused)?,
            minimum_app: 1,
            day,
            lead,
            chain,
        })
    }

    /// Signs and seals it under F.
    ///
    /// # Errors
    /// [`Refused`] if it is too large.
    pub fn seal(
        &self,
        access: &Access,
        lead: &SignKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Refused> {
        let card = encode(self);
        let signature = lead
            .sign::<CardPurpose>(&message(&access.epoch().place(Label::CardSignature), &card))
            .to_bytes();
        let signed = encode(&SignedCard { card, signature });
        seal::seal(
            &access.form().ok_or(Refused)?,
            &access.epoch().place(Label::Card),
            Padding::Entry,
            &signed,
            rng,
        )
    }

    /// Opens a card: seal, signature, the signer's authority back to the pinned founding key, and the commitment.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(access: &Access, founding: Hash, blob: &[u8]) -> Result<VerifiedCard, Refused> {
        let epoch = access.epoch();
        let bytes = seal::open(
            &access.form().ok_or(Refused)?,
            &epoch.place(Label::Card),
            Padding::Entry,
            blob,
        )?;
        let signed: SignedCard = decode(&bytes)?;
        let card: Card = decode(&signed.card)?;
        if card.version != 1 || Some(card.commitment) != access.commitment() {
            return Err(Refused);
        }
        Signature::<CardPurpose>::from_bytes(signed.signature).verify(
            &card.lead,
            &message(&epoch.place(Label::CardSignature), &signed.card),
        )?;
        let authority = Authority::of_chain(founding, epoch, &card.chain)?;
        if !authority.is_lead(&card.lead) {
            return Err(Refused);
        }
        // A region below the root began with what its creation committed to.
        if epoch.number == 1 && !authority.runs(access) {
            return Err(Refused);
        }
        card.inbox.checked()?;
        // Who can derive the inbox key doesn't take a lead's word for it.
        if let Some(inbox) = access.inbox()
            && inbox.public()? != card.inbox
        {
            return Err(Refused);
        }
        Ok(VerifiedCard { card, authority })
    }
}

impl core::fmt::Debug for Card {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            version,
            region: _,
            criteria: _,
            inbox: _,
            commitment,
            minimum_app,
            day,
            lead,
            chain,
        } = self;
        f.debug_struct("Card")
            .field("version", version)
            .field("commitment", commitment)
            .field("minimum_app", minimum_app)
            .field("day", day)
            .field("lead", lead)
            .field("chain", chain)
            .finish_non_exhaustive()
    }
}
