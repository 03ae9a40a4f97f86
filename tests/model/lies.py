"""Who lies in one space: mal, an editor with a real key and a real capability, until put out; cal, a collector; a lead's stolen
device; and the server."""
import copy
from inbox import identity, key_of
from rules import H, SPACE, Blob, Refused, Tomb, Words, on, sign
from space import leaf_of

class Lies:
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
    def lie_inbox(self):
        m, r = self.c["mal"], self.rng.randrange(8); m.sync(self.srv); epoch = self.srv.epoch
        if m.stopped or m.st.epoch not in m.key: return
        key = key_of(m.key[m.st.epoch]); who = "mal" if "mal" not in self.gone else "cal"
        def words(author, value): return sign(Words(SPACE, epoch, key, self.rng.getrandbits(60), author, self.rng.getrandbits(60), value))
        def post(w, number=None):
            try: self.srv.bag.post(self.srv, who, epoch, Blob(number or self.rng.getrandbits(60), epoch, key, w))
            except Refused: pass
        waiting = [(i, b.payload) for i, b in self.srv.bag.blobs.items() if b.payload.author == "col"]
        old = [w for _, w in waiting] + [w for s in m.held.values() if s.body[0] == "admit" for v, w in s.body[1] if v != "drop" and w.author == "col"]
        if r == 0: post(words("cal", "EVIL")._replace(author="col"))                       # one's own entry as another's
        elif r == 1 and old: post(self.rng.choice(old)._replace(value="EVIL"))
        elif r == 2: post(words("eve", "EVIL"))
        elif r == 3: self.evil_append("admit", (("hold", words("eve", "EVIL")),))
        elif r == 4 and old: post(self.rng.choice(old)._replace())                 # the same words in another blob
        elif r == 5 and old: w = self.rng.choice(old); self.evil_append("admit", (("record", w), ("hold", w)))
        elif r == 6 and waiting: post(words("cal", "noise"), self.rng.choice(waiting)[0])       # other bytes under an id that waits
        elif r == 7 and "cal" in self.gone: w = words("cal", "late"); self.evil_append("admit", (("record", w),))
        elif r == 7: self.col["col"].write("shown"); self.col["col"].hand_in(self.srv, shown=sign(m.say("card"))._replace(author="lead", body=(epoch, "server")))
    def stolen_lead(self):
        """Somebody at a lead's device says, with its keys, what would leave the log in another epoch than the server, or somebody out."""
        lea = self.c["lea"]; lea.sync(self.srv)
        if lea.stopped or self.srv.frozen or lea.st.epoch not in lea.key or self.srv.epoch != lea.st.epoch: return
        named = tuple(sorted(set(lea.st.roles) - ({"ada"} if self.rng.random() < .5 else set())))
        s = lea.say("rotate", lea.st.epoch + 1, named)
        if self.rng.random() < .5: self.srv.append("lea", lea.st.epoch, lea.seal(s, lea.st.epoch)); return
        if self.srv.bag.blobs: return
        honest = lea.say
        lea.say = lambda *body, **over: honest(*((body[0], body[1], named) if body[0] == "rotate" else body), **over)
        staged = lea.rotation(self.srv); lea.say = honest
        if staged:
            self.old_keys += set(self.srv.env.values()); self.srv.commit("lea", (self.srv.epoch, self.srv.next), *staged)
    def kept_back(self):
        """A lead's grant is kept back by the server, and shown once its member has been put out."""
        lead, name = self.c["lead"], self.rng.choice(("viv", "cal")); lead.sync(self.srv)
        if lead.stopped or self.srv.frozen or name not in lead.st.roles or lead.st.epoch not in lead.key: return
        blob = lead.seal(lead.say("grant", name, lead.st.roles[name]), lead.st.epoch)
        self.rotate([name], by="lea")
        try: self.srv.append("lead", blob.epoch, blob)
        except Refused: pass
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
