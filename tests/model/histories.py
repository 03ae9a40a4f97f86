"""Random histories of the reference model, with a liar among the members and a server that lies; and what must hold after each."""
import argparse, copy, random, time
from collections import Counter
from model import H, JUMP, OFF, RULES, W, Blob, Client, Refused, Server, St, State, Stop, Tomb, leaf_of, load, on, sign, unwrap

class World:
    def __init__(self, seed):
        self.seed, self.rng, self.bad, self.count = seed, random.Random(seed), [], Counter()
        self.srv = Server("K1"); self.backup = None; self.acked, self.tick = {}, 0
        self.c = {n: Client(n, self.rng) for n in ("lead", "ada", "bob", "viv", "mal")}     # mal: an editor who lies
        self.honest, self.gone, self.old_keys = ["lead", "ada", "bob"], set(), []
        self.c["lead"].sync(self.srv)
        for name, role in (("ada", "editor"), ("bob", "editor"), ("viv", "viewer"), ("mal", "editor")):
            self.srv.env[name] = "K1"; self.srv.caps.add(name)
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
            if s.body[0] != "change" or H("leaf", s) in c.st.survivors or c.name not in self.honest: continue
            if s.seen[0] <= restored - W and s.author == c.name: c.queue.append(s.body)      # never counted: too old
            else: self.put(c.name, "restate", n, s)
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
    def rotate(self, removed=()):
        lead = self.c["lead"]; crash = self.rng.choice(("no", "no", "no", "cut", "stage", "commit"))
        for name in removed: self.srv.caps.discard(name); self.gone.add(name)
        for attempt in range(4):
            lead.sync(self.srv)
            if lead.stopped or crash == "cut": return
            expect = (self.srv.epoch, self.srv.next); staged = lead.rotation(self.srv, removed=tuple(self.gone & set(lead.st.roles)))
            if crash == "stage": return
            if attempt == 0 and self.rng.random() < .4: self.put("ada", "change", ("r0", "f0"), f"race{self.rng.random()}", 0)
            before = set(self.srv.env.values())
            try: self.srv.commit("lead", expect, *staged, crash=crash == "commit")
            except Refused: continue
            if crash == "no": self.old_keys += before
            break
    def detain(self):
        if "mal" not in self.gone: self.rotate(removed=["mal"])
    def save(self): self.backup = copy.deepcopy(self.srv)
    def restore(self):
        if self.backup is None or self.rng.random() < .5: return
        self.srv, self.backup, lead = self.srv.restored(self.backup), None, self.c["lead"]
        if self.rng.random() < .5: self.put("ada", "change", ("r0", "f0"), f"early{self.rng.random()}", 0)   # before the lead is there
        if "mal" in self.gone: self.evil_append("change", ("r9", "f"), "EVIL", 0)      # its old capability is back
        lead.take_envelope(self.srv); view = State(); lead.fold(view, self.srv.read(0)); mine, lead.st = lead.st, view
        lost = [unwrap(n, s) for n, s in sorted(lead.held.items()) if n > view.seq]
        tail = [("resume", view.seq, view.head)] + ([("restate", n, s) for n, s in lost if s.body[0] == "change"] if on("restate") else [])
        expect = (self.srv.epoch, self.srv.next)
        staged = lead.rotation(self.srv, removed=tuple(self.gone), tail=tail,
                               beyond=(max(mine.epoch, view.epoch) + JUMP, max(mine.seq, view.seq) + JUMP) if on("jump") else (0, 0))
        lead.st = mine
        self.srv.commit("lead", expect, *staged); self.count["restored"] += 1
        for c in self.c.values(): c.acks.clear()
        lead.sync(self.srv)                                # it must not forget what it just jumped past
    # lies: mal holds a real key and a real capability
    def evil_append(self, *body, blob=None, **over):
        m = self.c["mal"]
        if m.stopped or m.st.epoch not in m.key: return False
        try: self.srv.append("mal", self.srv.epoch, blob or m.seal(m.say(*body)if not over else self.twist(m, body, over), m.st.epoch)); return True
        except Refused: return False
    def twist(self, m, body, over):
        s = m.say(*body, **{k: v for k, v in over.items() if k != "author"})
        return s._replace(author=over["author"]) if "author" in over else s    # can't sign for somebody else
    def lie(self):
        m = self.c["mal"]; m.sync(self.srv); evil = ("change", ("r0", "f1"), "EVIL", m.st.seq); r = self.rng.randrange(10)
        if r == 0: self.evil_append(*evil, author="ada")
        elif r == 1: self.evil_append(*evil, space="other")
        elif r == 2: self.evil_append(*evil, seen=(m.st.seq, "f" * 24))
        elif r == 3: self.evil_append("grant", "eve", "lead")
        elif r == 4: self.evil_append(*evil, epoch=m.st.epoch - 1)
        elif r == 5 and m.held: self.evil_append(blob=m.seal(self.rng.choice(list(m.held.values())), m.st.epoch)) if m.st.epoch in m.key else 0
        elif r == 6: self.evil_append("change", ("r0", "f1"), "FUTURE", 10**9)
        elif r == 7: self.evil_append(blob=Blob(self.rng.getrandbits(60), m.st.epoch, "?", "?", False))
        elif r == 8 and m.held and m.st.resumes:
            restored = m.st.resumes[-1][0]
            olds = [s for n, s in m.held.items() if s.body[0] == "change" and n <= restored]
            if olds: self.evil_append("restate", restored + 1, self.rng.choice(olds))
        elif r == 9 and "mal" not in self.gone and m.st.epoch in m.key:      # a false checkpoint, with a false lead who confirms it
            fake = m.st.copy(); fake.recs[("r0", "f0")] = ("EVIL", 1, ())
            if self.rng.random() < .5: fake.roles["eve"] = "lead"
            s = m.say("cp", None, m.st.seq, fake.digest())
            if self.evil_append(blob=m.seal(s, m.st.epoch)):
                self.srv.swap_pages(self.srv.newest, H("leaf", s), None, fake)
                self.evil_append(blob=m.seal(sign(m.say("confirm", H("leaf", s))._replace(author="eve")), m.st.epoch))
    def lying_server(self):
        """A victim is shown a twisted tail that ends in an honest statement made on the true one."""
        v, w = self.rng.sample(self.honest, 2); victim = copy.deepcopy(self.c[v])
        self.c[w].sync(self.srv); self.put(w, "change", ("r1", "f1"), f"witness{self.rng.random()}", self.c[w].st.seq)
        victim.take_envelope(self.srv)
        if victim.stopped or self.c[w].stopped or self.srv.read(0)[-1][0] <= victim.st.seq: return
        true = self.srv.read(victim.st.seq)
        if len(true) < 3 or true[0][0] != victim.st.seq + 1: return
        seqs, blobs = [n for n, _ in true], [b for _, b in true]
        i, how = self.rng.randrange(len(true) - 1), self.rng.choice(("drop", "hole", "swap", "again", "flip", "tomb", "unack", "cut"))
        first = true[0][0]
        if how == "drop": del blobs[i]
        elif how == "hole": del blobs[i], seqs[i]
        elif how == "swap": blobs[i], blobs[i + 1] = blobs[i + 1], blobs[i]
        elif how == "again": blobs.insert(i, blobs[i])
        elif how == "flip": blobs[i] = blobs[i]._replace(ok=False)
        elif how == "tomb":                                    # with a member's help: a tomb whose leaf is the statement's
            blobs[i] = victim.seal(Tomb(leaf_of(victim.open(blobs[i]), blobs[i])), blobs[i].epoch)
        elif how == "unack": s = victim.say("change", ("r2", "f0"), "mine", 0); victim.acks[first] = H("leaf", s); del blobs[1:], seqs[1:]
        elif how == "cut":
            victim.sync(self.srv); short = copy.deepcopy(self.srv); short.next = seqs[0]; short.log = {n: b for n, b in short.log.items() if n < seqs[0]}
            victim.sync(short)
            if not victim.stopped and on("remembered") is False: self.bad.append("lying server: cut not noticed")
            return
        if how != "hole": seqs = list(range(first, first + len(blobs)))
        truth = self.fold_truth(); start = len(victim.alarms)
        victim.sync(self.srv, list(zip(seqs, blobs)))
        noticed = victim.stopped or len(victim.alarms) > start or [a for a in victim.st.alarms if a not in truth.alarms and a[2] != "unopenable"]
        self.count["lie:" + how] += 1
        if not noticed and victim.st.digest() != truth.digest(): self.bad.append(f"lying server: {how} not noticed")
        if not noticed and victim.st.recs != truth.recs: self.bad.append(f"lying server: {how}, other records")
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
                st.roles = {st.root: "lead"}
                for s in st.auth:                          # judged again, from their signatures
                    if s.sig != sign(s).sig or st.roles.get(s.author) != "lead": continue
                    if s.body[0] == "grant": st.roles[s.body[1]] = s.body[2]
                    for name in s.body[2] if s.body[0] == "rotate" else (): st.roles.pop(name, None)
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
        if "FUTURE" in str(truth.recs): self.bad.append("overwrote what it never saw, silently")
        if max(Counter(a[0] for a in truth.applied).values(), default=0) > 1: self.bad.append("applied twice")
        for value, (who, body) in self.acked.items():
            mine = [a for a in truth.applied if a[2] == value]
            if not mine: self.bad.append("acknowledged change lost"); continue
            _, key, _, at, _, _ = mine[-1]; now = truth.recs[key]
            if value != now[0] and value not in now[2] and not any(a[1] == key and a[4] >= at for a in truth.applied):
                self.bad.append("acknowledged change overwritten unseen")
        self.check_checkpoints(truth)
    def run(self, steps):
        doings = [(self.change, 10), (self.sync, 8), (self.lie, 3), (self.checkpoint, 1.5), (self.confirm, 1.5), (self.rotate, 1),
                  (self.detain, .3), (self.lying_server, 2), (self.save, .6), (self.restore, .6)]
        names, weights = zip(*doings)
        for doing in self.rng.choices(names, weights, k=steps): doing(); self.count[doing.__name__] += 1
        self.check()
        return self

def histories(n, seed, steps):
    found, count = Counter(), Counter()
    for i in range(n):
        w = World(seed * 1_000_003 + i)
        try: w.run(steps)
        except Exception as e:                            # a mutated rule may break the run itself: not counted as caught
            if not OFF: raise
            w.bad, count["broke"] = [], count["broke"] + 1
        for b in set(w.bad):
            if not found[b]: print(f"   first '{b}': --one {w.seed}") if not OFF else None
            found[b] += 1
        count += w.count
    return found, count

def main():
    a = argparse.ArgumentParser(); a.add_argument("--histories", type=int, default=1500); a.add_argument("--seed", type=int, default=1)
    a.add_argument("--steps", type=int, default=40); a.add_argument("--one", type=int); a.add_argument("--mutations", action="store_true")
    o = a.parse_args(); t = time.monotonic(); failed = False
    if o.one is not None: print(World(o.one).run(o.steps).bad); return 0
    if o.mutations:
        for rule in RULES:
            OFF.clear(); OFF.add(rule); found = Counter(); n = 0
            while not found and n < o.histories: found, n = histories(50, o.seed + n, o.steps)[0], n + 50
            failed |= not found
            print(f"{'caught' if found else 'MISSED':7}{rule:11}{n:5} histories  {', '.join(f'{k} ×{v}' for k, v in found.most_common(3))}")
    else:
        found, count = histories(o.histories, o.seed, o.steps); failed = bool(found)
        print(f"seed {o.seed}: {o.histories} histories of {o.steps} steps, violations: {dict(found) or 'none'}"); print(dict(count))
    print(f"{time.monotonic() - t:.1f} s"); return int(failed)
