//! Sizes and times both sides keep to. The server refuses what is beyond them; the app never sends it.

const KIB: usize = 1024;

/// What sealing adds: version, blob id, commitment, tag.
pub const SEAL_OVERHEAD: usize = 1 + 32 + 32 + 16;
/// The largest entry: a statement padded to 256 KiB, and room for its seal.
pub const ENTRY_MAX: usize = 256 * KIB + 128;
/// The smallest entry: a seal around nothing.
pub const ENTRY_MIN: usize = SEAL_OVERHEAD;
/// Entries in one create, append, manage or commit, pages in one stage.
pub const ENTRIES_MAX: usize = 256;
/// The largest card.
pub const CARD_MAX: usize = ENTRY_MAX;
/// Members of a space at most.
pub const MEMBERS_MAX: usize = 512;
/// One slot of an envelope block.
pub const SLOT_LEN: usize = 1424;
/// The largest envelope block: 4 fixed slots, 512 for members, and a head.
pub const BLOCK_MAX: usize = (4 + MEMBERS_MAX) * SLOT_LEN + 64;
/// Capabilities of a space, dummies included: four classes of rights of 512 each, and the fixed slots' own.
pub const CAPABILITIES_MAX: usize = 4 * MEMBERS_MAX + 16;
/// Every keyring, real or not: 16 KiB in its seal.
pub const KEYRING_LEN: usize = 16 * KIB + SEAL_OVERHEAD;
/// The largest mailbox post: 16 KiB, and room for its seal.
pub const POST_MAX: usize = 16 * KIB + 128;
/// The smallest blob of an inbox: version, blob id, encapsulation, commitment, tag.
pub const INBOX_BLOB_MIN: usize = 1 + 32 + 1120 + 32 + 16;
/// The largest: 64 KiB, and room for its seal.
pub const INBOX_BLOB_MAX: usize = 64 * KIB + 2 * KIB;
/// Blobs in one post.
pub const INBOX_POST_MAX: usize = 64;
/// Blob ids in one removal.
pub const INBOX_REMOVE_MAX: usize = 1024;
/// Bytes of blobs one answer carries at most.
pub const INBOX_READ_BYTES: usize = 1024 * KIB;
/// A packet's envelope: as large as a slot of a block.
pub const PACKET_ENVELOPE: usize = SLOT_LEN;
/// The largest note on a packet: 512 bytes in a seal, and a head.
pub const PACKET_NOTE_MAX: usize = 512 + SEAL_OVERHEAD + 16;
/// Packets a space may have.
pub const SPACE_PACKETS: usize = 256;
/// How many days ahead a packet's last one may lie.
pub const PACKET_DAYS: u16 = 60;
/// Pages in a set.
pub const PAGES_MAX: usize = 4_096;
/// Bytes of pages one answer carries at most.
pub const PAGES_READ_BYTES: usize = 2 * 1024 * KIB;
/// The largest request body.
pub const BODY_MAX: usize = 2 * 1024 * KIB;
/// Names and values of all request headers together.
pub const HEADERS_MAX: usize = 8 * KIB;

/// The longest wait of a long-poll.
pub const WAIT_MAX_SECONDS: u8 = 25;
/// How many days a request's day may be off.
pub const DAY_TOLERANCE: u16 = 2;
/// How long a mailbox lives, in days.
pub const MAILBOX_DAYS: u16 = 7;
/// How long a staging lives, in days after the one it began on.
pub const STAGING_DAYS: u16 = 1;

/// Fixed slots of a block, before the members'.
pub const FIXED_SLOTS: u8 = 4;
/// How many reads a sync request may hold, and slots one for those of regions below: padded up to one of these with invented ones.
pub const SYNC_READS: [usize; 4] = [8, 32, 128, 256];
/// Entry bytes one sync answer carries at most, whatever was asked for.
pub const SYNC_BYTES_MAX: u32 = 4 * 1024 * 1024;
/// Entry bytes one sync answer may always carry, so that the largest entry gets through.
pub const SYNC_BYTES_MIN: u32 = 512 * 1024;
/// The two smallest sizes of padded answers, which most have.
pub const ANSWERS_SMALL: [usize; 2] = [KIB, 4 * KIB];
/// Beyond those, four sizes from each power of two to the next, as long as they are no further apart than this; then multiples of it.
pub const ANSWERS_APART: usize = 64 * KIB;

/// Bytes of entries a space may hold.
pub const SPACE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Room beyond that, for what a space's managers write: one that somebody has filled up can still be rid of them.
pub const SPACE_RESERVE: u64 = 64 * 1024 * 1024;
/// Stagings a space may have, each as large as a space.
pub const SPACE_STAGINGS: usize = 2;
/// Sets of pages a space may have beside the one that is kept.
pub const SPACE_PAGE_SETS: usize = 4;
/// Bytes of pages a set may hold.
pub const PAGE_SET_BYTES: u64 = 512 * 1024 * 1024;
/// Blobs a space's inbox may hold.
pub const INBOX_BLOBS: u32 = 20_000;
/// Bytes of blobs it may hold.
pub const INBOX_BYTES: u64 = 64 * 1024 * 1024;
/// Blobs one capability may post on one of the server's days.
pub const POST_BLOBS_A_DAY: u32 = 500;
/// Bytes of blobs it may.
pub const POST_BYTES_A_DAY: u64 = 2 * 1024 * 1024;
/// Live mailboxes a space may have.
pub const SPACE_MAILBOXES: usize = 256;

/// Whether the server's day accepts a request's day.
#[must_use]
pub const fn day_accepted(server: u16, request: u16) -> bool {
    server.abs_diff(request) <= DAY_TOLERANCE
}
/// As far as a staging may jump: seqs stay far below what a store can number.
pub const SEQ_MAX: u64 = 1 << 38;
