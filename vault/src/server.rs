//! The storage server's endpoints, typed. An answer that isn't one of ours is an error like no answer at all.

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{BlobId, Day, LookupId, MailboxId, PacketId, SignKey, SpaceId};
use minicbor::{Decode, Encode};
use wire::above::{AboveAnswer, AboveRequest};
use wire::inbox::{InboxAnswer, PostParams, ReadInboxParams, RemoveParams};
use wire::keyring::{KeyringAnswer, MoveKeyringParams, ReadKeyring, WriteKeyringParams};
use wire::mailbox::{CreateMailboxParams, MailboxAnswer, PostMailbox, ReadMailbox};
use wire::packet::{
    ListPacketsParams, PacketAnswer, PacketHead, PacketsAnswer, PutPacketParams, RemovePacketParams,
};
use wire::pages::{PagesAnswers, ReadPagesRequest};
use wire::space::{Appended, CreateSpace, EnvelopesAnswer, EnvelopesRequest};
use wire::sync::{SyncAnswer, SyncRequest};
use wire::{Done, Problem, ProblemKind};

use crate::api::Failure;
use crate::{Answer, Patience, Platform};

/// Why a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallError {
    /// No answer, or none that can be trusted to be the server's.
    Unreachable,
    /// The server refused.
    Problem(Problem),
    /// The server answered with something that isn't its protocol.
    Broken,
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let CallError::Problem(problem) = error else {
            return if error == CallError::Unreachable {
                Self::Offline
            } else {
                Self::Refused
            };
        };
        match problem.kind {
            ProblemKind::Refused => Self::NotAllowed,
            ProblemKind::Token => Self::NoTokens,
            ProblemKind::Changed | ProblemKind::Taken => Self::Changed,
            ProblemKind::Day => Self::Clock {
                server_day: problem.day.unwrap_or(0),
            },
            ProblemKind::TooLarge => Self::TooBig,
            ProblemKind::Quota => Self::Full,
            ProblemKind::Frozen => Self::Frozen,
            ProblemKind::Busy | ProblemKind::Slow | ProblemKind::Failed => Self::Offline,
            ProblemKind::Malformed
            | ProblemKind::Unknown
            | ProblemKind::Method
            | ProblemKind::Media
            | ProblemKind::Headers => Self::Refused,
        }
    }
}

/// How often a request that got no answer is sent again, byte for byte the same, after so many milliseconds.
const AGAIN: [u32; 2] = [500, 2_000];

/// A line that carries nothing for so long is dead, in milliseconds: a bad Tor circuit takes less, or is as good as none.
const SILENCE: u32 = 30_000;
/// A line slower than this while sending is no line, in bytes a millisecond.
const UPLOAD: u32 = 8;

/// How long a request of so many bytes may take that the server may hold back for so long.
fn patience(bytes: usize, wait_seconds: u8) -> Patience {
    let upload = u32::try_from(bytes).unwrap_or(u32::MAX) / UPLOAD;
    let held_back = u32::from(wait_seconds) * 1_000;
    Patience {
        first_byte: upload.saturating_add(held_back + SILENCE),
        next_piece: SILENCE,
    }
}

/// Sends bytes until they are answered. Every mutation of the protocol may be repeated as it is.
async fn send<P: Platform>(
    platform: &P,
    name: &'static str,
    body: Vec<u8>,
) -> Result<Vec<u8>, CallError> {
    send_so(platform, name, body, 0, &AGAIN).await
}

/// The same for a request that the server may hold back, sent again after these waits.
async fn send_so<P: Platform>(
    platform: &P,
    name: &'static str,
    body: Vec<u8>,
    wait_seconds: u8,
    again: &[u32],
) -> Result<Vec<u8>, CallError> {
    let mut waits = again.iter();
    let patience = patience(body.len(), wait_seconds);
    loop {
        let answer = platform.post(name, body.clone(), patience).await;
        let error = match answer {
            Ok(Answer { status: 200, body }) => return Ok(body),
            Ok(Answer { status, body }) => match Problem::from_json(&body) {
                Some(problem) if problem.kind == ProblemKind::Busy => CallError::Problem(problem),
                Some(problem) => return Err(CallError::Problem(problem)),
                // An error page of something that stands before the server: it has said nothing itself.
                None if status >= 500 => CallError::Unreachable,
                None => CallError::Broken,
            },
            Err(_) => CallError::Unreachable,
        };
        match waits.next() {
            Some(wait) => platform.sleep(*wait).await,
            None => return Err(error),
        }
    }
}

async fn call<P: Platform, T>(
    platform: &P,
    name: &'static str,
    body: &impl Encode<()>,
) -> Result<T, CallError>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let bytes = send(platform, name, encode(body)).await?;
    decode(&bytes).map_err(|_| CallError::Broken)
}

pub(crate) async fn read_keyring<P: Platform>(
    platform: &P,
    lookup: LookupId,
) -> Result<Vec<u8>, CallError> {
    let answer: KeyringAnswer =
        call(platform, wire::keyring::READ, &ReadKeyring { lookup }).await?;
    Ok(answer.keyring.0)
}

/// The same for who can do without, and wants to know at once that there is no answer.
pub(crate) async fn read_keyring_once<P: Platform>(
    platform: &P,
    lookup: LookupId,
) -> Result<Vec<u8>, CallError> {
    let body = encode(&ReadKeyring { lookup });
    let bytes = send_so(platform, wire::keyring::READ, body, 0, &[]).await?;
    let answer: KeyringAnswer = decode(&bytes).map_err(|_| CallError::Broken)?;
    Ok(answer.keyring.0)
}

pub(crate) async fn write_keyring<P: Platform>(
    platform: &P,
    key: &SignKey,
    lookup: LookupId,
    day: Day,
    params: &WriteKeyringParams,
) -> Result<(), CallError> {
    let request = SignedRequest::sign(
        key,
        Operation::KeyringWrite,
        SpaceId(lookup.0),
        day,
        encode(params),
    );
    call::<P, Done>(platform, wire::keyring::WRITE, &request)
        .await
        .map(|_| ())
}

/// The keyring goes to another lookup, signed with the write key of the one it leaves.
pub(crate) async fn move_keyring<P: Platform>(
    platform: &P,
    key: &SignKey,
    lookup: LookupId,
    day: Day,
    params: &MoveKeyringParams,
) -> Result<(), CallError> {
    let operation = Operation::KeyringMove;
    let request = SignedRequest::sign(key, operation, SpaceId(lookup.0), day, encode(params));
    call::<P, Done>(platform, wire::keyring::MOVE, &request)
        .await
        .map(|_| ())
}

pub(crate) async fn create_space<P: Platform>(
    platform: &P,
    request: &CreateSpace,
) -> Result<(), CallError> {
    call::<P, Done>(platform, wire::space::CREATE, request)
        .await
        .map(|_| ())
}

/// `request` is kept by the caller, so that a later try sends the same bytes.
pub(crate) async fn append<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<Appended, CallError> {
    call(platform, wire::space::APPEND, request).await
}

pub(crate) async fn manage<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<Appended, CallError> {
    call(platform, wire::space::MANAGE, request).await
}

pub(crate) async fn stage<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<(), CallError> {
    call::<P, Done>(platform, wire::space::STAGE, request)
        .await
        .map(|_| ())
}

pub(crate) async fn commit<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<Appended, CallError> {
    call(platform, wire::space::COMMIT, request).await
}

pub(crate) async fn resume<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<Appended, CallError> {
    call(platform, wire::space::RESUME, request).await
}

pub(crate) async fn put_pages<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<(), CallError> {
    call::<P, Done>(platform, wire::pages::PUT, request)
        .await
        .map(|_| ())
}

pub(crate) async fn keep_pages<P: Platform>(
    platform: &P,
    request: &SignedRequest,
) -> Result<(), CallError> {
    call::<P, Done>(platform, wire::pages::KEEP, request)
        .await
        .map(|_| ())
}

pub(crate) async fn read_pages<P: Platform>(
    platform: &P,
    request: &ReadPagesRequest,
) -> Result<PagesAnswers, CallError> {
    let bytes = send(platform, wire::pages::READ, encode(request)).await?;
    let answer = PagesAnswers::from_padded(&bytes).map_err(|_| CallError::Broken)?;
    if answer.items.len() == request.reads.len() {
        Ok(answer)
    } else {
        Err(CallError::Broken)
    }
}

pub(crate) async fn envelopes<P: Platform>(
    platform: &P,
    request: &EnvelopesRequest,
) -> Result<EnvelopesAnswer, CallError> {
    let (name, wait) = (wire::space::ENVELOPES, request.wait_seconds);
    let bytes = send_so(platform, name, encode(request), wait, &AGAIN).await?;
    decode(&bytes).map_err(|_| CallError::Broken)
}

/// One slot of each block.
pub(crate) async fn above<P: Platform>(
    platform: &P,
    request: &AboveRequest,
) -> Result<AboveAnswer, CallError> {
    call(platform, wire::above::PATH, request).await
}

/// Puts blobs into a space's inbox.
pub(crate) async fn post<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    params: &PostParams,
) -> Result<(), CallError> {
    let request = SignedRequest::sign(key, Operation::Post, space, day, encode(params));
    call::<P, Done>(platform, wire::inbox::POST, &request)
        .await
        .map(|_| ())
}

pub(crate) async fn read_inbox<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    after: Option<BlobId>,
) -> Result<InboxAnswer, CallError> {
    let params = encode(&ReadInboxParams { after });
    let request = SignedRequest::sign(key, Operation::InboxRead, space, day, params);
    let bytes = send(platform, wire::inbox::READ, encode(&request)).await?;
    InboxAnswer::from_padded(&bytes).map_err(|_| CallError::Broken)
}

pub(crate) async fn remove_from_inbox<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    params: &RemoveParams,
) -> Result<(), CallError> {
    let request = SignedRequest::sign(key, Operation::InboxRemove, space, day, encode(params));
    call::<P, Done>(platform, wire::inbox::REMOVE, &request)
        .await
        .map(|_| ())
}

pub(crate) async fn create_mailbox<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    mailbox: MailboxId,
) -> Result<(), CallError> {
    let params = encode(&CreateMailboxParams { mailbox });
    let request = SignedRequest::sign(key, Operation::MailboxCreate, space, day, params);
    call::<P, Done>(platform, wire::mailbox::CREATE, &request)
        .await
        .map(|_| ())
}

pub(crate) async fn post_mailbox<P: Platform>(
    platform: &P,
    mailbox: MailboxId,
    post: Vec<u8>,
) -> Result<(), CallError> {
    call::<P, Done>(
        platform,
        wire::mailbox::POST,
        &PostMailbox {
            mailbox,
            post: post.into(),
        },
    )
    .await
    .map(|_| ())
}

pub(crate) async fn read_mailbox<P: Platform>(
    platform: &P,
    mailbox: MailboxId,
    wait_seconds: u8,
) -> Result<Option<Vec<u8>>, CallError> {
    let request = ReadMailbox {
        mailbox,
        wait_seconds,
    };
    let (name, body) = (wire::mailbox::READ, encode(&request));
    let bytes = send_so(platform, name, body, wait_seconds, &AGAIN).await?;
    let answer: MailboxAnswer = decode(&bytes).map_err(|_| CallError::Broken)?;
    Ok(answer.post.map(|blob| blob.0))
}

pub(crate) async fn sync<P: Platform>(
    platform: &P,
    request: &SyncRequest,
) -> Result<SyncAnswer, CallError> {
    sync_so(platform, request, &AGAIN).await
}

/// The same for who asks again anyway, and wants to know at once that there is no answer.
pub(crate) async fn sync_once<P: Platform>(
    platform: &P,
    request: &SyncRequest,
) -> Result<SyncAnswer, CallError> {
    sync_so(platform, request, &[]).await
}

async fn sync_so<P: Platform>(
    platform: &P,
    request: &SyncRequest,
    again: &[u32],
) -> Result<SyncAnswer, CallError> {
    let (name, wait) = (wire::sync::PATH, request.wait_seconds);
    let bytes = send_so(platform, name, encode(request), wait, again).await?;
    let answer = SyncAnswer::from_padded(&bytes).map_err(|_| CallError::Broken)?;
    if answer.items.len() != request.reads.len() {
        return Err(CallError::Broken);
    }
    Ok(answer)
}

/// Puts a packet into a space.
pub(crate) async fn put_packet<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    params: &PutPacketParams,
) -> Result<(), CallError> {
    let request = SignedRequest::sign(key, Operation::PacketPut, space, day, encode(params));
    call::<P, Done>(platform, wire::packet::PUT, &request)
        .await
        .map(|_| ())
}

/// A space's packets, without their contents.
pub(crate) async fn packets<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
) -> Result<Vec<PacketHead>, CallError> {
    let params = encode(&ListPacketsParams {});
    let request = SignedRequest::sign(key, Operation::PacketRead, space, day, params);
    let bytes = send(platform, wire::packet::LIST, encode(&request)).await?;
    let answer = PacketsAnswer::from_padded(&bytes).map_err(|_| CallError::Broken)?;
    Ok(answer.packets)
}

/// A packet's content.
pub(crate) async fn packet<P: Platform>(
    platform: &P,
    key: &SignKey,
    packet: PacketId,
    day: Day,
) -> Result<Vec<u8>, CallError> {
    let (space, params) = (SpaceId(packet.0), encode(&ListPacketsParams {}));
    let request = SignedRequest::sign(key, Operation::PacketRead, space, day, params);
    let answer: PacketAnswer = call(platform, wire::packet::READ, &request).await?;
    Ok(answer.content.0)
}

/// Deletes a packet.
pub(crate) async fn remove_packet<P: Platform>(
    platform: &P,
    key: &SignKey,
    space: SpaceId,
    day: Day,
    packet: PacketId,
) -> Result<(), CallError> {
    let params = encode(&RemovePacketParams { packet });
    let request = SignedRequest::sign(key, Operation::PacketRemove, space, day, params);
    call::<P, Done>(platform, wire::packet::REMOVE, &request)
        .await
        .map(|_| ())
}
