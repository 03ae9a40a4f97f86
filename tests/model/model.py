#!/usr/bin/env python3
"""Reference model of one space: log, fold, checkpoint, rotation, restore. Python 3.11, standard library only.

    python3 model.py --histories 3000 --seed 1     random histories, every rule on: no violation may appear
    python3 model.py --mutations                   each rule switched off in turn: a violation must appear

Cryptography is symbolic: a signature is a hash only the author's name can make, a seal opens for whoever holds its key.
Read in order: rules, statements, the fold (the heart), server, client; histories.py draws the random histories and checks them.
"""
import copy, hashlib, sys
from typing import NamedTuple

RULES = dict(
    sig="a statement counts only with its author's signature", space="... only in the space it names",
    role="... only if its author has the right at that place in the log",
    epoch="... only in the epoch that is current at that place",
    seen="... only if its seen (seq, head) is on the reader's own chain",
    window="... only if seen lies within the last W entries", dup="the same statement is applied once",
    based="a change can't claim to be based on what its author hasn't seen",
    conflict="a stale change keeps the other value beside it",
    gap="seqs are consecutive, except at a resume", remembered="nothing behind one's own remembered head is accepted",
    readback="an acknowledged statement must be read back at its seq", resign="an acknowledged but stale own change is signed again",
    tomb="what doesn't open keeps its leaf through a rotation", typed="a tomb can't stand in for a statement",
    cas_epoch="append names the epoch", cas_commit="commit compares (epoch, seq)", atomic="commit is all or nothing",
    purge="commit purges the old blobs", once="a repeated append returns the first seq",
    cp_cas="the server swaps checkpoint pages by compare-and-swap", cp_confirm="a checkpoint serves strangers only after a second author's word",
    cp_auth="roles come from signed statements, never from a checkpoint's state", jump="a resume skips seqs and epochs past what its lead remembers",
    frozen="a restored space takes nothing before it has resumed", restate="a restore re-appends the original statements",
    base="a delta checkpoint builds only on a base its author has verified", survivor="what survived a restore can't be restated")
OFF, W, SPACE, JUMP = set(), 12, "space", 1000
def on(rule): return rule not in OFF
def H(*parts): return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]

# ---- statements and seals
class St(NamedTuple):          # seen = (seq, head) as the author read them; body = (kind, ...)
    space: str; epoch: int; author: str; nonce: int; seen: tuple; body: tuple; sig: str = ""
class Tomb(NamedTuple):        # stands where a blob didn't open; holds the hash of that blob, not a leaf
    blob_hash: str
class Blob(NamedTuple):        # sealed under key; ok=False is a blob whose tag fails
    id: int; epoch: int; key: str; payload: object; ok: bool = True
class Stop(Exception): """A hard stop: the client goes no further with what this server says."""
class Refused(Exception): """The server refused (409 and the like)."""

def sign(s): return s._replace(sig=H("sk", s.author, s[:6]))
def leaf_of(payload, blob):
    if payload is None: return H("void", H(blob))
    if isinstance(payload, Tomb): return H("void", payload.blob_hash) if on("typed") else payload.blob_hash
    return H("leaf", payload)
NEEDS = dict(change=("editor", "lead"), cp=("editor", "lead"), confirm=("editor", "lead"), restate=("editor", "lead"),
             grant=("lead",), rotate=("lead",), resume=("lead",))

# ---- the fold: log -> state, the one function everybody must agree on
class State:
    def __init__(self, root="lead"):
        self.root, self.epoch, self.seq, self.head = root, 1, 0, H("start", SPACE)
        self.heads, self.leaves = {0: self.head}, {}       # the last W entries only
        self.roles, self.auth = {root: "lead"}, []         # auth: the signed statements that made the roles
        self.wrote = {root}                                # who ever could change anything here
        self.recs = {}                                     # (record, field) -> (value, seq, values it silently met)
        self.cp, self.said = None, {}                      # newest checkpoint leaf; leaf -> (author, last seq, hash, confirmers)
        self.alias, self.survivors, self.resumes = {}, {}, []    # resumes: (restored seq, seq of the resume)
        self.alarms, self.applied = [], []                 # not part of the digest
    def copy(self):
        new = copy.copy(self)
        for k, v in vars(self).items():
            if isinstance(v, (dict, list)): setattr(new, k, v.copy())
        return new
    def digest(self):
        return H(self.epoch, self.seq, self.head, self.heads, sorted(self.leaves.items()), sorted(self.roles.items()), self.cp,
                 sorted(self.wrote), sorted(self.recs.items()), sorted(self.alias.items()), sorted(self.survivors), self.resumes)

def judge(st, s, leaf):
    """Why a statement at the next place of the log is void, or None."""
    if on("dup") and leaf in st.leaves: return "duplicate"
    if not isinstance(s, St): return "unopenable"
    if on("sig") and s.sig != sign(s).sig: return "forged"
    if on("space") and s.space != SPACE: return "other space"
    if on("epoch") and s.epoch != st.epoch: return "other epoch"
    if s.seen[0] not in st.heads:
        if on("window") and s.seen[0] < min(st.heads): return "stale"
        if on("seen") and s.seen[0] > st.seq: return "fork"
    elif on("seen") and st.heads[s.seen[0]] != s.seen[1]: return "fork"
    if on("role") and st.roles.get(s.author) not in NEEDS[s.body[0]]: return "no right"
    if s.body[0] == "change" and on("based") and s.body[3] > s.seen[0]: return "based on the future"
    if s.body[0] == "cp" and s.body[2] != s.seen[0]: return "checkpoint of another place"
    if s.body[0] == "resume" and s.body[1:3] != (st.seq, st.head): return "resume of another place"
    return None

def apply_change(st, leaf, at, author, key, value, based):
    value0, at0, others = st.recs.get(key, (None, 0, ()))
    based = st.alias.get(based, based)
    others = (others + (value0,) if on("conflict") else ()) if at0 > based else ()
    st.recs[key] = (value, at, others)
    st.applied.append((leaf, key, value, at, based, author))

def step(st, n, payload, blob):
    """One log entry. Moves the chain always, the state only if the statement counts. Returns (leaf, reason it is void)."""
    leaf = leaf_of(payload, blob)
    why = judge(st, payload, leaf)
    if n != st.seq + 1 and on("gap") and not (why is None and payload.body[0] == "resume" and n > st.seq):
        raise Stop(f"gap {st.seq} -> {n}")
    before = (st.seq, st.head)
    st.seq, st.head = n, H("head", SPACE, n, st.head, leaf)
    if why is None:
        kind, *b = payload.body
        if kind == "change": apply_change(st, leaf, n, payload.author, *b)
        elif kind == "grant":
            st.roles[b[0]] = b[1]; st.auth.append(payload)
            if b[1] in NEEDS["change"]: st.wrote = st.wrote | {b[0]}
        elif kind == "rotate":
            st.epoch = b[0]; st.auth.append(payload)
            for name in b[1]: st.roles.pop(name, None)
        elif kind == "cp": st.cp = leaf; st.said[leaf] = (payload.author, b[1], b[2], set())
        elif kind == "confirm" and b[0] in st.said: st.said[b[0]][3].add(payload.author)
        elif kind == "resume": st.resumes.append((before[0], n)); st.survivors |= st.leaves; st.auth.append(payload)
        elif kind == "restate":                            # b = (old seq, original statement)
            why = restate(st, n, *b)
    st.heads[n], st.leaves[leaf] = st.head, st.leaves.get(leaf, n)
    while len(st.heads) > W: del st.heads[next(iter(st.heads))]
    while len(st.leaves) > W: del st.leaves[next(iter(st.leaves))]
    if why: st.alarms.append((n, leaf, why))
    return leaf, why

def restate(st, n, old_seq, s):
    leaf = H("leaf", s)
    if on("sig") and s.sig != sign(s).sig or s.space != SPACE: return "forged inside"
    restored = next((a for a, b in st.resumes if a < old_seq < b), None)
    if restored is None: return "nothing to restate"
    if on("survivor") and (s.seen[0] <= restored - W or leaf in st.survivors): return "survived already"
    if leaf in st.survivors: return None if not on("survivor") and apply_change(st, leaf, n, s.author, *s.body[1:]) else "twice"
    if on("based") and s.body[0] == "change" and s.body[3] > s.seen[0]: return "based on the future"
    if s.body[0] != "change" or s.author not in st.wrote: return "no right inside"
    st.survivors[leaf] = n
    apply_change(st, leaf, n, s.author, *s.body[1:])
    st.alias[old_seq] = n                                  # later based-on values that name the lost seq still resolve
    return None

# ---- the server: blobs, seqs, compare-and-swap; knows nothing else
class Server:
    def __init__(self, key):
        self.epoch, self.next, self.log, self.old = 1, 1, {}, []
        self.env, self.caps, self.ids, self.frozen = {"lead": key}, {"lead"}, {}, False
        self.pages, self.newest = {}, None                 # checkpoint leaf -> (base, pages)
    def append(self, who, epoch, blob):
        if who not in self.caps or self.frozen: raise Refused("capability")
        if on("once") and blob.id in self.ids: return self.ids[blob.id]
        if on("cas_epoch") and epoch != self.epoch: raise Refused("epoch")
        self.ids[blob.id] = n = self.next
        self.log[n] = blob; self.next += 1
        return n
    def commit(self, who, expect, epoch, entries, env, crash=False):
        """Swap a staged epoch in. entries carry their seqs: a rotation never renumbers."""
        if who not in self.caps: raise Refused("capability")
        if on("cas_commit") and expect != (self.epoch, self.next): raise Refused("moved on")
        if crash and on("atomic"): return
        old, self.epoch, self.env, self.frozen = self.log, epoch, env, False
        if crash: return                                   # half a commit: new epoch, old log
        self.log, self.caps, self.next = dict(entries), set(env), max(n for n, _ in entries) + 1
        if not on("purge"): self.old += old.values()
    def swap_pages(self, expect, leaf, base, page):
        """A new checkpoint's pages; whatever it doesn't build on goes."""
        if on("cp_cas") and expect != self.newest: raise Refused("checkpoint moved on")
        old, self.newest, self.pages = self.pages, leaf, {leaf: (base, page)}
        while base in old: self.pages[base] = old[base]; base = old[base][0]
    def read(self, since): return [(n, b) for n, b in sorted(self.log.items()) if n > since]
    def restored(self, backup):
        new = copy.deepcopy(backup)
        new.frozen = on("frozen")
        return new

def load(pages, leaf):
    """State of a checkpoint: its base, then its own pages over it."""
    if leaf not in pages: return None
    base, page = pages[leaf]; st = page.copy()
    if base:
        under = load(pages, base)
        if under is None: return None
        st.recs = under.recs | st.recs
    return st

# ---- a client
class Client:
    def __init__(self, name, rng):
        self.name, self.rng, self.st, self.key = name, rng, State(), {}
        self.held, self.acks, self.queue, self.lost, self.alarms, self.stopped, self.pages, self.again = {}, {}, [], [], [], None, (None, ()), set()
    def take_envelope(self, srv):
        if self.name in srv.env: self.key.setdefault(srv.epoch, srv.env[self.name])
    def open(self, blob):
        return blob.payload if blob.ok and self.key.get(blob.epoch) == blob.key else None
    def seal(self, payload, epoch): return Blob(self.rng.getrandbits(60), epoch, self.key[epoch], payload)
    def say(self, *body, **over):
        f = dict(space=SPACE, epoch=self.st.epoch, author=self.name, nonce=self.rng.getrandbits(60), seen=(self.st.seq, self.st.head), body=body)
        return sign(St(**(f | over)))
    def fold(self, st, entries):
        for n, blob in entries:
            payload = self.open(blob)
            leaf, why = step(st, n, payload, blob)
            if on("readback") and self.acks.pop(n, leaf) != leaf: self.alarms.append("acknowledged, not there")
            if isinstance(payload, St):
                if why is None: self.held[n] = payload
                if payload.author == self.name and payload.body[0] == "change" and why in ("stale", "other epoch") and on("resign") and leaf not in self.again:
                    self.again.add(leaf); self.queue.append(payload.body)
        return st
    def sync(self, srv, entries=None):
        """Read what is new. entries: what a lying server shows instead."""
        if self.stopped: return
        self.take_envelope(srv); self.pages = (srv.newest, tuple(srv.pages)); past = dict(srv.pages); self.load = lambda leaf: load(past, leaf)
        try:
            new = srv.read(self.st.seq) if entries is None else entries
            if entries is None and srv.next <= self.st.seq: return self.resumed(srv)
            st = self.st.copy()
            try: self.adopt(self.fold(st, new))
            except Stop:
                if entries is not None: raise
                self.resumed(srv)
        except Stop as stop: self.stopped = str(stop)
    def resumed(self, srv):
        """The log doesn't continue my head. Start over; only a resume whose restored head I had myself excuses it."""
        mine, st = self.st, State()
        if srv.frozen: return
        self.fold(st, srv.read(0))
        mark = next((a for a, b in st.resumes if a < mine.seq < b), None)
        if on("remembered"):
            if mark is None: raise Stop("behind my remembered head")
            if mark in mine.heads and self.fold(State(), [e for e in srv.read(0) if e[0] <= mark]).head != mine.heads[mark]: raise Stop("not my past")
        self.adopt(st)
    def adopt(self, st):
        """Whatever I hold from the seqs a resume skipped is to be appended again, read back or only acknowledged."""
        for a, b in st.resumes:
            if (a, b) not in self.st.resumes and on("restate"): self.lost += [(n, s) for n, s in sorted(self.held.items()) if a < n < b]
        self.st = st
    def digest_at(self, srv, seq):
        try: return self.fold(State(), [e for e in srv.read(0) if e[0] <= seq]).digest()
        except Stop: return None
    def rotation(self, srv, removed=(), tail=(), beyond=(0, 0)):
        """Stage: everything re-sealed under a new key, at its old seq, then tail (unsigned bodies), then rotate."""
        epoch = max(self.st.epoch, beyond[0]) + 1; key = H("R", self.rng.random())
        keep = dict(self.key); self.key[epoch] = key
        out = []
        for n, blob in srv.read(0):
            p = self.open(blob)
            if p is None: p = (Tomb(H(blob) if on("typed") else leaf_of(None, blob)) if on("tomb") else None)
            out.append((n, self.seal(p, epoch) if p is not None else Blob(blob.id, epoch, "?", "?", False)))
        st, n = self.st.copy(), max(srv.next, beyond[1])
        for body in (*tail, ("rotate", epoch, tuple(removed))):
            s = self.say(*body, epoch=st.epoch, seen=(st.seq, st.head)); b = self.seal(s, epoch)
            step(st, n, s, b); out.append((n, b)); n += 1
        self.key = keep
        return epoch, out, {m: key for m in srv.env if m not in removed and m in st.roles}

def unwrap(n, s): return s.body[1:] if s.body[0] == "restate" else (n, s)    # a lost restate: its inner statement once more

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    import histories
    sys.exit(histories.main())
