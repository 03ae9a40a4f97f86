"""The rules by name, each of which can be switched off, and symbolic cryptography: a signature is a hash that only its author's
name can make, a seal opens for whoever holds its key."""
import hashlib
from typing import NamedTuple

SPACE_RULES = dict(
    sig="a statement counts only with its author's signature", space="... only in the space it names",
    role="... only if its author has the right at that place in the log",
    epoch="... only in the epoch that is current at that place",
    seen="... only if its seen (seq, head) is on the reader's own chain",
    window="... only if seen lies within the last W entries", dup="the same statement is applied once",
    latest="a grant counts only if its author knew the last change to whom it lets in",
    based="a change can't claim to be based on what its author hasn't seen",
    conflict="a stale change keeps the other value beside it",
    gap="seqs are consecutive, except at a resume", remembered="nothing behind one's own remembered head is accepted",
    readback="an acknowledged statement must be read back at its seq", resign="an acknowledged but stale own change is signed again",
    tomb="what doesn't open keeps its leaf through a rotation", typed="a tomb can't stand in for a statement",
    stray="a rotate that is sealed in the epoch it ends, or a later one, is noise", everybody="a rotation names exactly those who stand",
    cas_epoch="append names the epoch", cas_commit="commit compares (epoch, seq)", atomic="commit is all or nothing",
    purge="commit purges the old blobs", once="a repeated append returns the first seq",
    cp_cas="the server swaps checkpoint pages by compare-and-swap", cp_confirm="a checkpoint serves strangers only after a second author's word",
    cp_auth="roles come from signed statements, never from a checkpoint's state", jump="a resume skips seqs and epochs past what its lead remembers",
    frozen="a restored space takes nothing before it has resumed", restate="a restore re-appends the original statements", ahead="a lead says anew who stands only if it knows more than the log that is left",
    put_out="a lead whose log lost a removal to a restore says it again",
    base="a delta checkpoint builds only on a base its author has verified", survivor="what survived a restore can't be restated")
INBOX_RULES = dict(
    in_card="an inbox key is believed only on a card that a lead has signed", in_sig="words count only with their collector's signature",
    in_epoch="a post names the epoch whose key it is sealed to", in_wrap="what is refused for its epoch is wrapped once more, to the new key",
    in_again="the same blob again succeeds, also after it was taken, in a later epoch", in_commit="no commit while anything waits in the inbox",
    in_hold="a rotation first takes what waits into the log", in_known="nobody's words are held who never stood",
    in_member="only a member's words become a record", in_once="the same words are one record, whatever blob or verdict they come in")
TREE_RULES = dict(
    t_sig="a statement counts only with its author's signature", t_space="... only in the region it names",
    t_role="... only if its author leads or edits there, or above", t_copies="a log opens with the pinned founding",
    t_created="the creation said above is the one that a log opens with, whole", t_rank="nobody is revoked, or lowered, by who ranks below",
    t_further="parent changes nothing further up than its author's own region",
    t_overtaken="... by who has seen the last one", t_any="... and may name an older epoch: one that lied about it is undone",
    t_admins="admins answer to the founding key only", t_latest="a grant or an appointment knows the last change",
    t_rising="of appointments the one with the highest number holds", t_everybody="a rotation names exactly those who stand",
    t_runs="a slot is believed if its secrets are what the log commits to",
    t_kem="what is wrapped for those above goes to keys that a log bears out, not to what the server shows",
    t_stands="who doesn't stand rotates nothing, and what a commit says is judged before it is sent", t_carry="what changes above is said below",
    t_appoint="appointments are carried down", t_due="a region that names another epoch, or other keys, than run above is due",
    t_commit="parent names other keys in a commit only, right after its rotate",
    t_past="a cascade goes on past a region that fails", t_handed="a rotation hands the ending key of L on to the next leads",
    t_remembered="nothing behind one's own remembered head is accepted", t_purge="commit purges the old blobs and slots",
    t_atomic="commit is all or nothing", t_cas="commit compares epoch and place")
OFF, W, SPACE, JUMP = set(), 12, "space", 1000

def on(rule): return rule not in OFF
def H(*parts): return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]

class St(NamedTuple):          # seen = (seq, head) as the author read them; body = (kind, ...)
    space: str; epoch: int; author: str; nonce: int; seen: tuple; body: tuple; sig: str = ""
class Tomb(NamedTuple):        # stands where a blob didn't open; holds the hash of that blob, not a leaf
    blob_hash: str
class Blob(NamedTuple):        # sealed under key; ok=False is a blob whose tag fails
    id: int; epoch: int; key: str; payload: object; ok: bool = True
class Words(NamedTuple):       # what a collector hands in: the signature is over place, inbox key and encapsulation too
    space: str; epoch: int; inbox: str; enc: int; author: str; id: int; value: str; sig: str = ""
class Stop(Exception): """A hard stop: the client goes no further with what this server says."""
class Refused(Exception): """The server refused (409 and the like)."""

def sign(s): return s._replace(sig=H("sk", s.author, s[:-1]))
def signed(s): return s.sig == sign(s).sig
