"""Random histories of one space, with a liar among the members and a server that lies; and what must hold after each."""
import copy, random
from collections import Counter
import inbox
from client import Client, card, unwrap
from inbox import Collector, identity
from lies import Lies
from rules import H, W, Refused, Stop, on, signed
from space import State, rights
from store import Server, load

class World(Lies):
    def __init__(self, seed):
        self.seed, self.rng, self.bad, self.count = seed, random.Random(seed), [], Counter()
        self.srv = Server("K1", card("lead", 1, "K1")); self.backup = None; self.acked, self.tick, self.evil = {}, 0, False
        self.c = {n: Client(n, self.rng) for n in ("lead", "lea", "ada", "bob", "viv", "mal")}     # mal: an editor who lies
        self.col = {n: Collector(n, self.rng) for n in ("col", "cal")}                              # cal: a collector who lies
        self.leads, self.honest, self.gone, self.old_keys = ["lead", "lea"], ["lead", "lea", "ada", "bob"], set(), []
        self.c["lead"].sync(self.srv)
        for name, role in (("lea", "lead"), ("ada", "editor"), ("bob", "editor"), ("viv", "viewer"), ("mal", "editor"), ("col", "collector"), ("cal", "collector")):
            self.srv.posts.add(name)
            if name in self.c: self.srv.env[name] = "K1"; self.srv.caps.add(name)
            self.put("lead", "grant", name, role)
    def put(self, who, *body):
        """An honest client says something: sign on its own view, append, sign again if the epoch moved."""
        c = self.c[who]
        if c.stopped or who in self.gone: return None
        for _ in range(2):
            if c.st.epoch not in c.key: c.sync(self.srv); continue
            s = c.say(*body); blob = c.seal(s, c.st.epoch)
            try: n = self.srv.append(who, c.st.epoch, blob)
            except Refused: c.sync(self.srv); continue
            if self.rng.random() < .1 and self.srv.append(who, c.st.epoch, blob) != n: self.bad.append("stored twice")
            c.held[n], c.acks[n] = s, H("leaf", s)
            if body[0] == "change": self.acked[body[2]] = (who, body)
            return s
        if body[0] == "change": c.queue.append(body)
        return None
    # honest doings
    def change(self):
        who = self.rng.choice(self.honest); c = self.c[who]
        if c.queue and on("resign"): return self.put(who, *c.queue.pop(0))
        key = ("r%d" % self.rng.randrange(3), "f%d" % self.rng.randrange(2)); self.tick += 1
        body = ("change", key, f"{who}{self.tick}", c.st.recs.get(key, (0, 0))[1])
        if self.rng.random() < .2: c.queue.append(body)      # typed offline, sent later
        else: self.put(who, *body)
    def sync(self):
        c = self.c[self.rng.choice(list(self.c))]; c.sync(self.srv); self.flush(c)
    def flush(self, c):
        while c.lost and not c.stopped and not self.srv.frozen:
            n, s = unwrap(*c.lost.pop(0))
            restored = next((a for a, b in c.st.resumes if a < n < b), 0)
            if s.body[0] not in ("change", "admit") or H("leaf", s) in c.st.survivors or c.name not in self.honest: continue
            if s.seen[0] <= restored - W and s.author == c.name: c.queue.append(s.body)      # never counted: too old
            else: self.put(c.name, "restate", n, s)
        if c.name in self.leads and c.put_out and not c.stopped and not self.srv.frozen:
            out, c.put_out = c.put_out & set(c.st.roles), set()
            if out: self.rotate(out, by=c.name)
    def collect(self):
        col = self.col["col"]
        if self.rng.random() < .6: self.tick += 1; col.write(f"col{self.tick}")
        col.hand_in(self.srv)
    def admit(self, who=None):
        """An editor deals with what waits: in the inbox, or held in the log by a rotation."""
        who = who or self.rng.choice(self.honest); c = self.c[who]; c.sync(self.srv)
        if c.stopped or self.srv.frozen or c.st.epoch not in c.key or self.srv.epoch != c.st.epoch: return
        found = inbox.look(c, self.srv); words = {identity(w): w for w in [*c.st.held.values(), *found.values()]}
        if words and (verdicts := inbox.admit(c, words.values())): self.put(who, "admit", verdicts)
        c.sync(self.srv)
        if not c.stopped: self.srv.bag.remove([i for i, w in found.items() if identity(w) in c.st.dealt or not on("in_once")])
    def hold(self, lead):
        """Before a commit: what waits is taken into the log unseen, and the inbox emptied."""
        if not on("in_hold") and on("in_commit"): self.srv.bag.blobs.clear(); return
        found = inbox.look(lead, self.srv); new = tuple(("hold", w) for w in found.values() if identity(w) not in lead.st.dealt and identity(w) not in lead.st.held)
        if new and on("in_hold") and not self.put(lead.name, "admit", new): return
        if on("in_commit"): self.srv.bag.blobs.clear()
        lead.sync(self.srv)
    def checkpoint(self):
        who = self.rng.choice(self.honest); c = self.c[who]
        if self.rng.random() < .5: c.sync(self.srv)
        if c.stopped or self.srv.frozen or c.st.epoch not in c.key: return
        base, (newest, known) = c.st.cp, c.pages
        delta = base in known and self.rng.random() < .6 and self.verified(c, base)
        page = c.st.copy(); page.recs = {k: v for k, v in c.st.recs.items() if not delta or c.load(base).recs.get(k) != v}
        s = c.say("cp", base, c.st.seq, c.st.digest())
        try:
            self.srv.swap_pages(newest, H("leaf", s), base if delta else None, page)
            self.srv.append(who, c.st.epoch, c.seal(s, c.st.epoch))
        except Refused: c.sync(self.srv)
    def verified(self, c, base):
        """Build a delta only on a base whose hash one has recomputed; else write it in full."""
        author, at, digest, _ = c.st.said[base]
        return not on("base") or c.digest_at(self.srv, at) == digest
    def confirm(self):
        who = self.rng.choice(self.honest); c = self.c[who]; c.sync(self.srv)
        if not c.stopped and c.st.cp in c.st.said:
            author, at, digest, _ = c.st.said[c.st.cp]
            if author != who and c.digest_at(self.srv, at) == digest: self.put(who, "confirm", c.st.cp)
    def rotate(self, out=(), by=None):
        lead = self.c[by or self.rng.choice(self.leads)]; crash = self.rng.choice(("no", "no", "no", "cut", "stage", "commit"))
        for name in out:                                   # at once, in one request: no capability, and a revocation
            lead.sync(self.srv)
            if lead.stopped or self.srv.frozen or lead.st.epoch not in lead.key: return
            if name in lead.st.roles and not self.put(lead.name, "revoke", name): return
            for rights in (self.srv.caps, self.srv.posts): rights.discard(name)
            self.srv.env.pop(name, None); self.gone.add(name)
        for attempt in range(4):
            lead.sync(self.srv)
            if lead.stopped or self.srv.frozen or lead.st.epoch not in lead.key or crash == "cut": return
            self.hold(lead)
            expect = (self.srv.epoch, self.srv.next); staged = lead.rotation(self.srv)
            if crash == "stage" or staged is None: return
            race = self.rng.random() if attempt == 0 else 1
            if race < .3: self.put("ada", "change", ("r0", "f0"), f"race{self.rng.random()}", 0)
            elif race < .4 and by is None: self.rotate(by="lea" if lead.name == "lead" else "lead")
            elif race < .6: self.collect()
            before = set(self.srv.env.values())
            try: self.srv.commit(lead.name, expect, *staged, crash=crash == "commit")
            except Refused: continue
            if crash == "no": self.old_keys += before
            return
    def detain(self):
        name = self.rng.choice(("mal", "cal", "viv"))
        if name not in self.gone: self.rotate([name], by=self.rng.choice(self.leads))
    def save(self): self.backup = copy.deepcopy(self.srv)
    def restore(self):
        if self.backup is None or self.rng.random() < .5: return
        self.srv, self.backup, lead = self.srv.restored(self.backup), None, self.c[self.rng.choice(self.leads)]
        if self.rng.random() < .5: self.put("ada", "change", ("r0", "f0"), f"early{self.rng.random()}", 0)   # before the lead is there
        if "mal" in self.gone: self.evil_append("change", ("r9", "f"), "EVIL", 0)      # its old capability is back
        expect, staged = lead.going_on(self.srv)
        if staged is None: self.bad.append("a restored space can't go on"); return
        self.srv.commit(lead.name, expect, *staged); self.count["restored"] += 1
        for c in self.c.values(): c.acks.clear()
        lead.sync(self.srv)                                # it must not forget what it just jumped past
    # ---- checks
    def reader(self):
        c = Client("reader", self.rng); k = {b.epoch: b.key for b in self.srv.log.values() if b.key != "?"}; c.key = k; return c
    def fold_truth(self):
        return self.reader().fold(State(), self.srv.read(0))
    def check_checkpoints(self, truth):
        """A stranger starts from a checkpoint, with the tail alone; it must arrive where the full fold arrives."""
        for leaf in self.srv.pages:
            st = load(self.srv.pages, leaf)
            if leaf not in truth.said: continue
            if st is None: self.bad.append("checkpoint without its base"); continue
            author, at, digest, _ = truth.said[leaf]
            if on("cp_auth"):
                judged = State()                           # judged again, from their signatures
                for place, s in st.auth:
                    if signed(s) and judged.roles.get(s.author) == "lead" and s.body[0] != "resume": rights(judged, place, s)
                st.roles = judged.roles
            honest = st.digest() == digest
            if not honest and author in self.honest: self.bad.append("checkpoint doesn't open to its own hash"); continue
            if not honest: continue
            st.said, st.applied, st.alarms = {}, [], []
            try: end = self.reader().fold(st, self.srv.read(at))
            except Stop: continue                          # a restore came after it
            if (end.said[leaf][3] - {author} if on("cp_confirm") and leaf in end.said else not on("cp_confirm")):
                self.count["checkpoint"] += 1
                if end.digest() != truth.digest(): self.bad.append("checkpoint + tail differs from the full fold")
    def check(self):
        for _ in range(3):
            for name in self.honest:
                c = self.c[name]; c.sync(self.srv); self.flush(c)
                while c.queue and on("resign") and not c.stopped and self.put(name, *c.queue.pop(0)): pass
            self.col["col"].hand_in(self.srv, lossy=False)
            if not self.srv.frozen: self.admit("ada")
        for name in self.honest: self.c[name].sync(self.srv)
        try: truth = self.fold_truth()
        except Stop as s: self.bad.append(f"honest log doesn't fold: {s}"); return
        ends = {}
        for name in self.honest:
            c = self.c[name]
            if c.stopped: self.bad.append(f"honest client stopped: {c.stopped}")
            if c.alarms: self.bad.append(f"honest client alarmed: {c.alarms[0]}")
            ends.setdefault((c.st.epoch, c.st.head), set()).add(c.st.digest())
            if c.st.digest() != truth.digest(): self.bad.append("honest clients differ")
        if any(len(d) > 1 for d in ends.values()): self.bad.append("one head, two states")
        if len({b.epoch for b in self.srv.log.values()}) > 1 or {b.epoch for b in self.srv.log.values()} != {self.srv.epoch}: self.bad.append("two epochs valid")
        if any(b.key in self.old_keys for b in [*self.srv.log.values(), *self.srv.old]): self.bad.append("old key opens what the server holds")
        if "EVIL" in str(truth.recs) or "eve" in truth.roles: self.bad.append("forgery counted")
        if any(name not in truth.roles for name in self.honest): self.bad.append("somebody honest stands no more")
        if self.gone & set(truth.roles): self.bad.append("put out, and stands again")
        if "FUTURE" in str(truth.recs): self.bad.append("overwrote what it never saw, silently")
        if max(Counter(a[0] for a in truth.applied).values(), default=0) > 1: self.bad.append("applied twice")
        for value, (who, body) in self.acked.items():
            mine = [a for a in truth.applied if a[2] == value]
            if not mine: self.bad.append("acknowledged change lost"); continue
            _, key, _, at, _, _ = mine[-1]; now = truth.recs[key]
            if value != now[0] and value not in now[2] and not any(a[1] == key and a[4] >= at for a in truth.applied):
                self.bad.append("acknowledged change overwritten unseen")
        self.check_inbox(truth); self.check_checkpoints(truth)
    def check_inbox(self, truth):
        col, key = self.col["col"], {inbox.key_of(k) for k in self.srv.env.values()}
        waiting = {identity(b.payload): b for b in self.srv.bag.blobs.values() if b.id in col.mine}
        if any(b.key not in key for b in waiting.values()): self.bad.append("words wait that only a retired key opens")
        if "server" in col.mine.values(): self.bad.append("the server reads what was collected")
        for which, era in col.acked:
            if era == self.srv.era and which not in truth.dealt and which not in truth.held and which not in waiting: self.bad.append("acknowledged words lost")
        if col.unsent and on("in_card"): self.bad.append("words that never arrive")
        if max(Counter(t[1] for t in truth.taken if t[0] == "record").values(), default=0) > 1: self.bad.append("one entry, two records")
        if any(t[0] == "record" and not t[3] for t in truth.taken): self.bad.append("words of somebody gone became a record")
        if any(t[2] == "eve" for t in truth.taken): self.bad.append("a stranger's words held")
    def run(self, steps):
        doings = [(self.change, 10), (self.sync, 8), (self.collect, 3), (self.admit, 1.5), (self.lie, 3), (self.lie_inbox, 1.5), (self.checkpoint, 1.5), (self.confirm, 1.5), (self.rotate, 1),
                  (self.detain, .6), (self.lying_server, 2), (self.stolen_lead, .3), (self.kept_back, .2), (self.save, 1), (self.restore, 1.2)]
        names, weights = zip(*doings)
        for doing in self.rng.choices(names, weights, k=steps): doing(); self.count[doing.__name__] += 1
        self.check()
        return self
