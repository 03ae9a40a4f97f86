"""An honest client of one space: it reads, verifies, remembers, writes, rotates, and goes on after a restore."""
import inbox
from rules import H, JUMP, SPACE, Blob, St, Stop, Tomb, on, sign
from space import State, leaf_of, opened, step
from store import load

def card(lead, epoch, key): return sign(St(SPACE, epoch, lead, 0, (), (epoch, inbox.key_of(key))))
def unwrap(n, s): return s.body[1:] if s.body[0] == "restate" else (n, s)    # a lost restate: its inner statement once more

class Client:
    def __init__(self, name, rng):
        self.name, self.rng, self.st, self.key = name, rng, State(), {}
        self.held, self.acks, self.queue, self.lost, self.alarms, self.stopped, self.pages, self.again = {}, {}, [], [], [], None, (None, ()), set()
        self.put_out = set()                               # whom this lead knows to have been put out, and finds standing after a restore
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
            if (a, b) in self.st.resumes: continue
            if on("restate"): self.lost += [(n, s) for n, s in sorted(self.held.items()) if a < n < b]
            if on("put_out"): self.put_out |= {name for name in self.st.ever if name in st.roles and name not in self.st.roles and self.st.ever[name] > a}
        self.st = st
    def digest_at(self, srv, seq):
        try: return self.fold(State(), [e for e in srv.read(0) if e[0] <= seq]).digest()
        except Stop: return None
    def rotation(self, srv, tail=(), beyond=(0, 0)):
        """Stage: everything re-sealed under a new key, at its old seq, then tail (unsigned bodies), then a rotate for those who stand."""
        epoch = max(self.st.epoch, beyond[0]) + 1; key = H("R", self.rng.random())
        keep = dict(self.key); self.key[epoch] = key
        out = []
        for n, blob in srv.read(0):
            p = opened(self.open(blob), blob)
            if p is None: p = (Tomb(H(blob) if on("typed") else leaf_of(None, blob)) if on("tomb") else None)
            out.append((n, self.seal(p, epoch) if p is not None else Blob(blob.id, epoch, "?", "?", False)))
        st, n = self.st.copy(), max(srv.next, beyond[1])
        for body in (*tail, ("rotate",)):
            if body[0] == "rotate": body = ("rotate", epoch, tuple(sorted(st.roles)))
            s = self.say(*body, epoch=st.epoch, seen=(st.seq, st.head)); b = self.seal(s, epoch)
            trial = st.copy()
            if step(trial, n, s, b)[1] is None: st = trial; out.append((n, b)); n += 1    # what wouldn't count isn't said
            elif body[0] == "rotate": st = None; break
        self.key = keep
        if st is None: return None
        readers = {name: key for name, role in st.roles.items() if role != "collector"}
        return epoch, out, readers, [*st.roles], card(self.name, epoch, key)
    def going_on(self, srv, everybody=()):
        """What a lead commits after a restore: the log that is left, a resume beyond all it knows of, and what it still holds."""
        self.take_envelope(srv); view = State(); self.fold(view, srv.read(0)); mine, self.st = self.st, view
        lost = [unwrap(n, s) for n, s in sorted(self.held.items()) if n > view.seq]
        held = tuple(("hold", w) for w in inbox.look(self, srv).values())
        out = [name for name in view.roles if name not in mine.roles and name in mine.ever]
        here = [(name, role) for name, role in mine.roles.items() if view.roles.get(name) != role]
        if on("ahead") and mine.seq <= view.seq: out, here = [], []        # the log that is left knows more than this lead
        tail = [("resume", view.seq, view.head), *(("revoke", name) for name in out), *(("grant", *g) for g in here)]
        if on("restate"): tail += [("restate", n, s) for n, s in lost if s.body[0] in ("change", "admit")]
        if held and on("in_hold"): tail += [("admit", held)]
        beyond = (max(mine.epoch, view.epoch) + JUMP, max(mine.seq, view.seq) + JUMP) if on("jump") else (0, 0)
        expect, staged = (srv.epoch, srv.next), self.rotation(srv, tail, beyond)
        self.st = mine
        return expect, staged
