//! `space/…`: what the server keeps for one region.

use keys::{Hash, Nonce, SpaceId, Token};
use minicbor::{Decode, Encode};

use crate::{Blob, Capability};

/// [`CreateSpace`] → [`crate::Done`].
pub const CREATE: &str = "space/create";
/// A signed request (operation `Append`) with [`AppendParams`] → [`Appended`].
pub const APPEND: &str = "space/append";
/// A signed request (operation `Manage`) with [`ManageParams`] → [`Appended`].
pub const MANAGE: &str = "space/manage";
/// A signed request (operation `Stage`) with [`StageParams`] → [`crate::Done`].
pub const STAGE: &str = "space/stage";
/// A signed request (operation `Commit`) with [`CommitParams`] → [`Appended`].
pub const COMMIT: &str = "space/commit";
/// A signed request (operation `Resume`) with [`ResumeParams`] → [`Appended`].
pub const RESUME: &str = "space/resume";
/// [`EnvelopesRequest`] → [`EnvelopesAnswer`].
pub const ENVELOPES: &str = "space/envelopes";

/// `[token, space, capabilities, epoch, card, block, entries]`: all of it or nothing; the same request again succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CreateSpace {
    /// What it costs.
    #[n(0)]
    pub token: Token,
    /// Its random id.
    #[n(1)]
    pub space: SpaceId,
    /// Who may do what, dummies included; at least one may manage.
    #[n(2)]
    pub capabilities: Vec<Capability>,
    /// The epoch it starts in.
    #[n(3)]
    pub epoch: u32,
    /// The sealed card.
    #[n(4)]
    pub card: Blob,
    /// The envelope block.
    #[n(5)]
    pub block: Blob,
    /// The first entries; they get the seqs from 1.
    #[n(6)]
    pub entries: Vec<Blob>,
}

/// `[epoch, entries]`: consecutive seqs for at least one entry; the same request again answers the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct AppendParams {
    /// The epoch the entries are sealed in; must be the space's.
    #[n(0)]
    pub epoch: u32,
    /// Sealed entries: `1 ‖ blob id ‖ …`.
    #[n(1)]
    pub entries: Vec<Blob>,
}

/// `[epoch, previous block's hash, block, capabilities, entries, card or null]`: replaces block and capabilities and appends what says so,
/// if the block is still the one it was made from. The last one again answers the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ManageParams {
    /// The space's epoch; it doesn't change.
    #[n(0)]
    pub epoch: u32,
    /// SHA-256 of the block this replaces.
    #[n(1)]
    pub previous: Hash,
    /// The new block.
    #[n(2)]
    pub block: Blob,
    /// The full new set; at least one may manage.
    #[n(3)]
    pub capabilities: Vec<Capability>,
    /// Entries to append with it, none is allowed.
    #[n(4)]
    pub entries: Vec<Blob>,
    /// A new card, if it changes too.
    #[n(5)]
    pub card: Option<Blob>,
}

/// `[epoch, staging, after, pages]`: what the entries after this seq will be in the next epoch, in pages. A staging is one
/// capability's; it begins after seq 0, goes on where it ended, and another one of the same capability takes its place. The same
/// again succeeds. Nobody reads it before [`CommitParams`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StageParams {
    /// The epoch that is to end.
    #[n(0)]
    pub epoch: u32,
    /// Which staging: drawn at random.
    #[n(1)]
    pub staging: Nonce,
    /// The last seq put aside before these, 0 if there is none.
    #[n(2)]
    pub after: u64,
    /// At least one, ascending.
    #[n(3)]
    pub pages: Vec<StagedPage>,
}

/// `[last seq, page]`: a page stands for all entries up to its seq, from the page before it on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StagedPage {
    /// The seq of its last entry: where it lies.
    #[n(0)]
    pub seq: u64,
    /// Sealed: `2 ‖ 1 ‖ blob id ‖ …`.
    #[n(1)]
    pub page: Blob,
}

/// `[epoch, staging, previous block's hash, next seq, card, block, capabilities, entries]`: the epoch after this one begins, with
/// the staged entries in place of all there are, and these after them. Epoch, block and next seq must be what the space has, and
/// the staging must be whole; all of it happens or nothing. What was is erased. The same again answers the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CommitParams {
    /// The epoch that ends.
    #[n(0)]
    pub epoch: u32,
    /// Which staging.
    #[n(1)]
    pub staging: Nonce,
    /// SHA-256 of the block this replaces.
    #[n(2)]
    pub previous: Hash,
    /// The seq the space would give next: one past the last staged.
    #[n(3)]
    pub next_seq: u64,
    /// The new epoch's sealed card.
    #[n(4)]
    pub card: Blob,
    /// The new epoch's block.
    #[n(5)]
    pub block: Blob,
    /// The full new set; at least one may manage.
    #[n(6)]
    pub capabilities: Vec<Capability>,
    /// Entries of the new epoch that follow, at least the one that says so.
    #[n(7)]
    pub entries: Vec<Blob>,
}

/// `[commit, next epoch]`: a [`CommitParams`] whose staging goes on beyond the space's end, with seqs left out in between, and begins a
/// later epoch than the next. A space that was restored from a backup takes nothing else before it; what lies in its inbox goes with
/// it, for whoever resumes has taken it into the staging.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ResumeParams {
    /// As for a commit.
    #[n(0)]
    pub commit: CommitParams,
    /// The epoch that begins.
    #[n(1)]
    pub next_epoch: u32,
}

/// `[first seq]`: the entries got this seq and those after it. With no entries, the next free one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Appended {
    /// The first entry's seq; a space's first is 1.
    #[n(0)]
    pub first_seq: u64,
}

/// `[space, known block's hash or null, wait]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnvelopesRequest {
    /// Of which space.
    #[n(0)]
    pub space: SpaceId,
    /// Waits while the block still has this hash.
    #[n(1)]
    pub known: Option<Hash>,
    /// At most so long, up to [`crate::limits::WAIT_MAX_SECONDS`].
    #[n(2)]
    pub wait_seconds: u8,
}

/// `[epoch, card, block]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnvelopesAnswer {
    /// The space's epoch.
    #[n(0)]
    pub epoch: u32,
    /// The sealed card.
    #[n(1)]
    pub card: Blob,
    /// The envelope block.
    #[n(2)]
    pub block: Blob,
}
