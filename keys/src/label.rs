//! Domain separation: every derivation, seal and signature names its purpose with one of these labels.

/// What a key, a seal or a signature is for. The byte string is `skrynia/1/<purpose>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// Signed request to the storage server.
    Request,
    /// Signed statement in a space's log.
    Statement,
    /// Lead's signature inside an envelope.
    EnvelopeGrant,
    /// HPKE info of an envelope.
    Envelope,
    /// HPKE export that commits an envelope to its key.
    EnvelopeCommitment,
    /// Lead's signature on a card.
    CardSignature,
    /// Seal of a card, under F.
    Card,
    /// Seal of a statement, under R.
    Entry,
    /// Seal of a name in the roster, under a key from L.
    RosterName,
    /// Key for roster names, derived from L.
    RosterKey,
    /// Seal of the ending epoch's roster key, under the next one's.
    RosterChain,
    /// HPKE info of an inbox entry.
    InboxEntry,
    /// Collector's signature inside an inbox entry.
    InboxSignature,
    /// Seal of the ending epoch's key for regions below, under the next one's roster key.
    BelowChain,
    /// E from L.
    ChainEdit,
    /// R from E.
    ChainRead,
    /// F from R.
    ChainForm,
    /// Commitment to an epoch's chain, from F.
    EpochCommitment,
    /// KEM seed derived from L, for children.
    KemLead,
    /// KEM seed derived from E, for children.
    KemEdit,
    /// KEM seed derived from R, for children.
    KemRead,
    /// Inbox KEM seed derived from R.
    KemInbox,
    /// Dummy capability keys, derived from L.
    DummyCapability,
    /// Recovery KEM seed, derived from the founding key.
    KemRecovery,
    /// Signing key of the founding key's seed.
    FoundingKey,
    /// Fingerprint of the founding public key.
    FoundingFingerprint,
    /// The root's space, derived from the founding key: who has enough shares finds it.
    RootSpace,
    /// Checksum of a printed share.
    Share,
    /// The recovery slot's capability, derived from L.
    RecoveryCapability,
    /// Argon2 output to keyring lookup id.
    KeyringLookup,
    /// Argon2 output to keyring sealing key.
    KeyringKey,
    /// Argon2 output to keyring write key.
    KeyringWrite,
    /// Argon2 output and a file's hash, together in place of the first.
    KeyFile,
    /// Seal of a keyring.
    Keyring,
    /// Seal of a head list.
    HeadList,
    /// What stands for the stretched words where a head list lies.
    HeadListKeys,
    /// What pays for a head list, from the token that paid for the keyring.
    HeadListToken,
    /// What stands for a region in a head list.
    HeadListRegion,
    /// What stands for a place and its head in a head list.
    HeadListMark,
    /// Mailbox id from an invitation's secret.
    MailboxId,
    /// Seal of the newcomer's post in a mailbox.
    MailboxPost,
    /// Seal of a packet's records, under a key of its own.
    Packet,
    /// HPKE info of a packet's envelope.
    PacketEnvelope,
    /// Lead's signature inside a packet's envelope.
    PacketGrant,
    /// Seal of what leads know of a packet, under the roster's key.
    PacketNote,
    /// Hash of a member's public keys.
    MemberKeys,
    /// Six words both sides read.
    SixWords,
    /// Admission token i of a batch.
    Token,
    /// Leaf of a blob that doesn't open.
    VoidLeaf,
    /// A place in the head chain.
    Head,
    /// Six words that two people compare, of a place and its head.
    HeadCode,
    /// Hash of a state.
    State,
    /// Seal and hash of a page, under R.
    Page,
    /// Seal of a page of a log, under R.
    LogPage,
    /// Hash of what is left of a statement.
    Erased,
}

impl Label {
    /// The label's bytes, as in the protocol's table of labels.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Request => b"skrynia/1/request",
            Self::Statement => b"skrynia/1/statement",
            Self::EnvelopeGrant => b"skrynia/1/envelope-grant",
            Self::Envelope => b"skrynia/1/envelope",
            Self::EnvelopeCommitment => b"skrynia/1/envelope-commitment",
            Self::CardSignature => b"skrynia/1/card-signature",
            Self::Card => b"skrynia/1/card",
            Self::Entry => b"skrynia/1/entry",
            Self::RosterName => b"skrynia/1/roster-name",
            Self::RosterKey => b"skrynia/1/roster-key",
            Self::RosterChain => b"skrynia/1/roster-chain",
            Self::InboxEntry => b"skrynia/1/inbox-entry",
            Self::InboxSignature => b"skrynia/1/inbox-signature",
            Self::BelowChain => b"skrynia/1/below-chain",
            Self::ChainEdit => b"skrynia/1/chain-edit",
            Self::ChainRead => b"skrynia/1/chain-read",
            Self::ChainForm => b"skrynia/1/chain-form",
            Self::EpochCommitment => b"skrynia/1/epoch-commitment",
            Self::KemLead => b"skrynia/1/kem-lead",
            Self::KemEdit => b"skrynia/1/kem-edit",
            Self::KemRead => b"skrynia/1/kem-read",
            Self::KemInbox => b"skrynia/1/kem-inbox",
            Self::DummyCapability => b"skrynia/1/dummy-capability",
            Self::KemRecovery => b"skrynia/1/kem-recovery",
            Self::FoundingKey => b"skrynia/1/founding-key",
            Self::FoundingFingerprint => b"skrynia/1/founding-fingerprint",
            Self::RootSpace => b"skrynia/1/root-space",
            Self::Share => b"skrynia/1/share",
            Self::RecoveryCapability => b"skrynia/1/recovery-capability",
            Self::KeyringLookup => b"skrynia/1/keyring-lookup",
            Self::KeyringKey => b"skrynia/1/keyring-key",
            Self::KeyringWrite => b"skrynia/1/keyring-write",
            Self::KeyFile => b"skrynia/1/key-file",
            Self::Keyring => b"skrynia/1/keyring",
            Self::HeadList => b"skrynia/1/head-list",
            Self::HeadListKeys => b"skrynia/1/head-list-keys",
            Self::HeadListToken => b"skrynia/1/head-list-token",
            Self::HeadListRegion => b"skrynia/1/head-list-region",
            Self::HeadListMark => b"skrynia/1/head-list-mark",
            Self::MailboxId => b"skrynia/1/mailbox-id",
            Self::MailboxPost => b"skrynia/1/mailbox-post",
            Self::Packet => b"skrynia/1/packet",
            Self::PacketEnvelope => b"skrynia/1/packet-envelope",
            Self::PacketGrant => b"skrynia/1/packet-grant",
            Self::PacketNote => b"skrynia/1/packet-note",
            Self::MemberKeys => b"skrynia/1/member-keys",
            Self::SixWords => b"skrynia/1/six-words",
            Self::Token => b"skrynia/1/token",
            Self::VoidLeaf => b"skrynia/1/void-leaf",
            Self::Head => b"skrynia/1/head",
            Self::HeadCode => b"skrynia/1/head-code",
            Self::State => b"skrynia/1/state",
            Self::Page => b"skrynia/1/page",
            Self::LogPage => b"skrynia/1/log-page",
            Self::Erased => b"skrynia/1/erased",
        }
    }
}
