//! Opening a membership: envelope, card, then the whole log; nothing is shown before all of it holds.

use keys::card::{Card, VerifiedCard};
use keys::envelope::{Block, Grant};
use keys::keyring::Membership;
use keys::{Epoch, Hash, Identity, PublicKey, Role, sha256};
use wire::ProblemKind;
use wire::space::EnvelopesRequest;
use wire::sync::SyncRequest;

use crate::account::Place;
use crate::api::{Alarm, Event, Failure};
use crate::begin::Opening;
use crate::collecting::Collecting;
use crate::region::{Applied, Held, Region};
use crate::restored;
use crate::server::{self, CallError};
use crate::sync::SYNC_BYTES;
use crate::{Platform, Vault, begin};

/// What came of opening a membership.
pub(crate) struct Opened {
    pub(crate) place: Place,
    /// Where the envelope was.
    pub(crate) slot: Option<u16>,
    /// Who let a collector in.
    pub(crate) lead: Option<PublicKey>,
}

impl Opened {
    /// No envelope for this person, as far as this block goes.
    fn nothing(membership: &Membership, block: Hash) -> Self {
        let place = match &membership.waiting {
            Some(_) => Place::Waiting {
                six_words: Vec::new(),
                block: Some(block),
            },
            None => Place::Removed,
        };
        Self {
            place,
            slot: None,
            lead: None,
        }
    }

    /// Whether this person is in.
    pub(crate) fn is_in(&self) -> bool {
        matches!(self.place, Place::Open(_) | Place::Collecting(_))
    }

    /// What the keyring keeps of it.
    pub(crate) fn remember(&self, membership: &mut Membership) {
        if self.is_in() {
            membership.waiting = None;
            membership.slot = self.slot;
            membership.lead = self.lead.or(membership.lead);
        }
    }
}

/// Opens a membership. A region whose envelope or card isn't what the membership expects is refused with an alarm.
pub(crate) async fn open<P: Platform>(
    vault: &Vault<P>,
    identity: &Identity,
    membership: &Membership,
    number: u16,
) -> Result<Opened, Failure> {
    let request = EnvelopesRequest {
        space: membership.space,
        known: None,
        wait_seconds: 0,
    };
    let answer = match server::envelopes(&vault.platform, &request).await {
        Ok(answer) => answer,
        Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Unknown => {
            return Err(Failure::Refused);
        }
        Err(error) => return Err(error.into()),
    };
    let block_hash = sha256(&[&answer.block.0]);
    let epoch = Epoch {
        space: membership.space,
        number: answer.epoch,
    };
    let block = Block::decode(&answer.block.0).map_err(|_| Failure::Refused)?;
    let Ok((slot, grant)) = block.find(&identity.kem, epoch, membership.slot) else {
        return Ok(Opened::nothing(membership, block_hash));
    };
    if grant.access.role() == Role::Collector {
        let card = Card::open(&grant.access, membership.founding, &answer.card.0);
        let remembered = membership.remembered.as_ref();
        let not_older = remembered.is_none_or(|remembered| remembered.epoch <= epoch.number);
        let trusted = card
            .ok()
            .filter(|card| not_older && may_let_in(membership, &grant, card));
        let Some(card) = trusted else {
            return false_envelope(vault, membership, number, block_hash, &request).await;
        };
        return Ok(Opened {
            place: Place::Collecting(Box::new(Collecting::new(&grant, &card, block_hash))),
            slot: Some(slot),
            lead: Some(grant.lead),
        });
    }
    let me = identity.sign.public();
    let Some(region) = verified(vault, membership, number, &me, grant, &answer.card.0).await?
    else {
        return false_envelope(vault, membership, number, block_hash, &request).await;
    };
    Ok(Opened {
        place: Place::Open(Box::new(region)),
        slot: Some(slot),
        lead: None,
    })
}

/// Whether a collector may believe this envelope. Without a log, it is the lead who invited, once and for all, or one whose
/// standing the card proves: whoever rotates signs both.
fn may_let_in(membership: &Membership, grant: &Grant, card: &VerifiedCard) -> bool {
    let keys = card.authority().keys_hash(&grant.lead);
    match &membership.waiting {
        // Or whoever has rotated since, and signed the card as well as the envelope.
        Some(waiting) => {
            keys == Some(waiting.lead)
                || (card.card().lead == grant.lead && card.authority().is_lead(&grant.lead))
        }
        None => membership.lead == Some(grant.lead) || card.authority().is_lead(&grant.lead),
    }
}

/// What was shown doesn't hold, unless it changed while it was looked at.
async fn false_envelope<P: Platform>(
    vault: &Vault<P>,
    membership: &Membership,
    number: u16,
    block: Hash,
    request: &EnvelopesRequest,
) -> Result<Opened, Failure> {
    // A role that changed while the log was read makes a new block: that is no lie.
    let now = server::envelopes(&vault.platform, request).await?;
    if sha256(&[&now.block.0]) != block {
        return Err(Failure::Changed);
    }
    vault
        .platform
        .emit(Event::Alarm(Alarm::FalseEnvelope { region: number }));
    Ok(Opened::nothing(membership, block))
}

/// The region, if card and log bear out the envelope; `None` if they don't.
async fn verified<P: Platform>(
    vault: &Vault<P>,
    membership: &Membership,
    number: u16,
    me: &PublicKey,
    grant: Grant,
    card: &[u8],
) -> Result<Option<Region>, Failure> {
    let Ok(card) = Card::open(&grant.access, membership.founding, card) else {
        return Ok(None);
    };
    if grant.access.role() < Role::Viewer {
        return Ok(None);
    }
    let held = Held::new(grant.clone(), card.card());
    let founding = membership.founding;
    let opening = Opening {
        founding,
        remembered: membership.remembered.map(|known| known.seen.seq),
        held,
    };
    let mut region = match begin::region(vault, number, opening).await? {
        Some(region) => region,
        None => return Ok(None),
    };
    let remembered_holds = membership.remembered.is_none_or(|remembered| {
        // Heads outlive epochs: what was verified in an earlier one stands in every later one.
        remembered.epoch <= region.epoch() && restored::holds(&region.log, &remembered)
    });
    if !remembered_holds && !region.broken {
        region.broken = true;
        let last = region.log.seq();
        region.behind = membership
            .remembered
            .is_some_and(|known| known.seen.seq > last);
        vault
            .platform
            .emit(Event::Alarm(Alarm::HistoryBroken { region: number }));
    }
    if region.broken {
        region.hide();
        // A newcomer has no history to hold against this one: the invitation stays open.
        return Ok(membership.waiting.is_none().then_some(region));
    }
    let authority = region.log.authority();
    let granted = authority.confirms(me, &grant);
    let same_organisation = authority.organisation() == card.authority().organisation();
    let the_one_who_invited = membership.waiting.as_ref().is_none_or(|waiting| {
        let granted_by = authority.member(me).map(|member| member.granted_by);
        let keys = granted_by.and_then(|lead| authority.keys_hash(&lead));
        keys == Some(waiting.lead)
    });
    let runs = authority.runs(&region.access);
    if !(granted && runs && same_organisation && the_one_who_invited) {
        return Ok(None);
    }
    Ok(Some(region))
}

/// Why a log wasn't read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cut {
    /// There is more of it, and it isn't told: what was read may not be all that belongs together.
    Withheld,
    /// The server didn't answer.
    Line(Failure),
}

impl From<Cut> for Failure {
    fn from(cut: Cut) -> Self {
        match cut {
            Cut::Withheld => Self::Refused,
            Cut::Line(failure) => failure,
        }
    }
}

/// Reads a region's log to its end, telling how far it is. Answers what is wrong with it.
pub(crate) async fn catch_up<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    region: &mut Region,
) -> Result<Vec<Alarm>, Failure> {
    let end = catch_up_all(vault, number, vec![region]).await.pop();
    Ok(end.unwrap_or(Err(Cut::Withheld))?)
}

/// The same for many regions, in as many round trips as for one. What is wrong with one holds up no other.
pub(crate) async fn catch_up_all<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    regions: Vec<&mut Region>,
) -> Vec<Result<Vec<Alarm>, Cut>> {
    let mut all: Vec<Reading<'_>> = regions.into_iter().map(Reading::new).collect();
    for one in &mut all {
        one.region.hold_since(vault.today());
    }
    loop {
        let mut open: Vec<&mut Reading<'_>> = all.iter_mut().filter(|one| one.more).collect();
        if open.is_empty() {
            break;
        }
        let cut = match read_on(vault, number, &mut open).await {
            Ok(true) => None,
            Ok(false) => Some(Cut::Withheld),
            Err(failure) => Some(Cut::Line(failure)),
        };
        if let Some(cut) = cut {
            let open = open.into_iter().filter(|one| one.more);
            open.for_each(|one| (one.more, one.cut) = (false, Some(cut.clone())));
        }
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let sum = |of: fn(&Reading<'_>) -> u64| all.iter().map(of).fold(0, u64::saturating_add);
        vault.platform.emit(Event::Progress {
            done: small(sum(|one| one.region.log.seq())),
            total: small(sum(|one| one.last)),
        });
    }
    let ends = all.into_iter().map(|one| match one.cut {
        Some(cut) => Err(cut),
        None => Ok(one.applied.alarms),
    });
    ends.collect()
}

/// One request about all that are open; whether any of them moved on.
async fn read_on<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    open: &mut [&mut Reading<'_>],
) -> Result<bool, Failure> {
    let reads = open
        .iter()
        .map(|one| one.region.read_request(vault.today()));
    let invent = || crate::sync::invented(vault);
    let request = SyncRequest::padded(0, reads.collect(), SYNC_BYTES, invent);
    let answer = server::sync(&vault.platform, &request.ok_or(Failure::Full)?).await?;
    let mut grown = false;
    for (one, item) in open.iter_mut().zip(&answer.items) {
        let (asked, since) = (one.region.asked(), one.region.log.seq());
        one.region.apply_item(number, asked, item, &mut one.applied);
        one.more = item.more && !one.region.broken;
        one.last = item.last_seq;
        grown |= one.region.log.seq() > since || !one.more;
    }
    Ok(grown)
}

/// A log that is being read.
struct Reading<'a> {
    region: &'a mut Region,
    applied: Applied,
    last: u64,
    /// There is more of it.
    more: bool,
    cut: Option<Cut>,
}

impl<'a> Reading<'a> {
    fn new(region: &'a mut Region) -> Self {
        Self {
            region,
            applied: Applied::default(),
            last: 0,
            more: true,
            cut: None,
        }
    }
}
