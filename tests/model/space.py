"""One space: what a log means. The heart is `judge` and `step`; everybody who replays the same log must arrive at the same State."""
import copy
import inbox
from rules import H, SPACE, W, St, Stop, Tomb, on, signed

def leaf_of(payload, blob):
    if payload is None: return H("void", H(blob))
    if isinstance(payload, Tomb): return H("void", payload.blob_hash) if on("typed") else payload.blob_hash
    return H("leaf", payload)
WRITES, LEADS = ("editor", "lead"), ("lead",)
NEEDS = dict(change=WRITES, cp=WRITES, confirm=WRITES, restate=WRITES, admit=WRITES, grant=LEADS, revoke=LEADS, rotate=LEADS, resume=LEADS)

class State:
    def __init__(self, root="lead"):
        self.root, self.epoch, self.seq, self.head = root, 1, 0, H("start", SPACE)
        self.heads, self.leaves = {0: self.head}, {}       # the last W entries only
        self.roles, self.auth = {root: "lead"}, []         # auth: the signed statements that made the roles, and their places
        self.ever, self.wrote = {root: 0}, {root}          # who ever stood here and where that changed last; who ever could change anything
        self.recs = {}                                     # (record, field) -> (value, seq, values it silently met)
        self.held, self.dealt = {}, set()                  # collectors' words that wait; hashes of those that became records or were dropped
        self.cp, self.said = None, {}                      # newest checkpoint leaf; leaf -> (author, last seq, hash, confirmers)
        self.alias, self.survivors, self.resumes = {}, {}, []    # resumes: (restored seq, seq of the resume)
        self.alarms, self.applied, self.taken = [], [], []     # not part of the digest
    def copy(self):
        new = copy.copy(self)
        for k, v in vars(self).items():
            if isinstance(v, (dict, list, set)): setattr(new, k, v.copy())
        return new
    def digest(self):
        return H(self.epoch, self.seq, self.head, self.heads, sorted(self.leaves.items()), sorted(self.roles.items()), self.cp, sorted(self.ever.items()),
                 sorted(self.wrote), sorted(self.recs.items()), sorted(self.alias.items()), sorted(self.survivors), self.resumes, sorted(self.held), sorted(self.dealt))

def judge(st, s, leaf):
    """Why a statement at the next place of the log is void, or None."""
    if on("dup") and leaf in st.leaves: return "duplicate"
    if not isinstance(s, St): return "unopenable"
    if on("sig") and not signed(s): return "forged"
    if on("space") and s.space != SPACE: return "other space"
    if on("epoch") and s.epoch != st.epoch: return "other epoch"
    if on("role") and st.roles.get(s.author) not in NEEDS[s.body[0]]: return "no right"
    if s.seen[0] not in st.heads:
        if on("window") and s.seen[0] < min(st.heads): return "stale"
        if on("seen") and s.seen[0] > st.seq: return "fork"
    elif on("seen") and st.heads[s.seen[0]] != s.seen[1]: return "fork"
    kind, *b = s.body
    if kind == "change" and on("based") and b[2] > s.seen[0]: return "based on the future"
    if kind == "cp" and b[1] != s.seen[0]: return "checkpoint of another place"
    if kind == "resume" and tuple(b[:2]) != (st.seq, st.head): return "resume of another place"
    if kind == "grant" and on("latest") and s.seen[0] < st.ever.get(b[0], 0): return "didn't know the latest"
    if kind == "revoke" and b[0] not in st.roles: return "nobody to put out"
    if kind == "rotate" and on("everybody") and list(b[1]) != sorted(st.roles): return "names others than those who stand"
    if kind == "rotate" and s.seen[0] != st.seq: return "doesn't know everything"
    if kind == "admit": return inbox.judge(st, b[0])
    return None

def apply_change(st, leaf, at, author, key, value, based):
    value0, at0, others = st.recs.get(key, (None, 0, ()))
    based = st.alias.get(based, based)
    others = (others + (value0,) if on("conflict") else ()) if at0 > based else ()
    st.recs[key] = (value, at, others)
    st.applied.append((leaf, key, value, at, based, author))

def rights(st, place, s):
    """A statement that makes or unmakes members takes effect."""
    kind, *b = s.body
    if kind == "rotate": st.epoch, st.roles = b[0], {name: st.roles[name] for name in b[1] if name in st.roles}
    elif kind == "grant":
        st.roles[b[0]] = b[1]; st.ever[b[0]] = place
        if b[1] in WRITES: st.wrote = st.wrote | {b[0]}
    else: st.roles.pop(b[0]); st.ever[b[0]] = place
    st.auth.append((place, s))

def opened(payload, blob):
    """A rotate lies where it leads: one that lies in the epoch it ends was appended, not committed, and is noise."""
    ends = isinstance(payload, St) and payload.body[0] == "rotate" and payload.epoch >= blob.epoch
    return None if ends and on("stray") else payload

def step(st, n, payload, blob):
    """One log entry. Moves the chain always, the state only if the statement counts. Returns (leaf, reason it is void)."""
    payload = opened(payload, blob); leaf = leaf_of(payload, blob)
    why = judge(st, payload, leaf)
    if n != st.seq + 1 and on("gap") and not (why is None and payload.body[0] == "resume" and n > st.seq):
        raise Stop(f"gap {st.seq} -> {n}")
    before = (st.seq, st.head)
    st.seq, st.head = n, H("head", SPACE, n, st.head, leaf)
    if why is None:
        kind, *b = payload.body
        if kind == "change": apply_change(st, leaf, n, payload.author, *b)
        elif kind in ("grant", "revoke", "rotate"): rights(st, n, payload)
        elif kind == "admit": inbox.apply(st, leaf, n, b[0])
        elif kind == "cp": st.cp = leaf; st.said[leaf] = (payload.author, b[1], b[2], set())
        elif kind == "confirm" and b[0] in st.said: st.said[b[0]][3].add(payload.author)
        elif kind == "resume": st.resumes.append((before[0], n)); st.survivors |= st.leaves; st.auth.append((n, payload))
        elif kind == "restate": why = restate(st, n, *b)   # b = (old seq, original statement)
    st.heads[n], st.leaves[leaf] = st.head, st.leaves.get(leaf, n)
    while len(st.heads) > W: del st.heads[next(iter(st.heads))]
    while len(st.leaves) > W: del st.leaves[next(iter(st.leaves))]
    if why: st.alarms.append((n, leaf, why))
    return leaf, why

def restate(st, n, old_seq, s):
    """What was lost in a restore counts again, at its new place, under its old id."""
    leaf = H("leaf", s)
    if on("sig") and not signed(s) or s.space != SPACE: return "forged inside"
    restored = next((a for a, b in st.resumes if a < old_seq < b), None)
    if restored is None: return "nothing to restate"
    if on("survivor") and (s.seen[0] <= restored - W or leaf in st.survivors): return "survived already"
    kind, *b = s.body
    if kind not in ("change", "admit") or s.author not in st.wrote: return "no right inside"
    if kind == "admit": why = inbox.judge(st, b[0])
    else: why = "based on the future" if on("based") and b[2] > s.seen[0] else None
    if leaf in st.survivors and on("survivor"): return "twice"
    if why: return why
    st.survivors[leaf] = n
    if kind == "admit": inbox.apply(st, leaf, n, b[0])
    else: apply_change(st, leaf, n, s.author, *b)
    st.alias[old_seq] = n                                  # later based-on values that name the lost seq still resolve
    return None
