"""Who lies in the tree: mal, a lead in the middle with real keys, until put out; and a server that helps it."""
import copy
from branches import Env, Space, View, chain, chain_down, commit_of, kems
from rules import H, Refused, St, on, sign
from tree import FOUNDER, Log, genesis, next_head

EVIL = ("L", "evil")
class Lies:
    def evil(self, view, *said):
        """The server puts into a log whatever mal can seal for it."""
        space = self.srv.spaces[view.space]; lock = chain_down(view.secret)
        if space.log and space.log[-1][0] == lock: space.log = space.log + [(lock, space.epoch, s) for s in said]
    def lie(self):
        m = self.p["mal"]; last = {**self.mals, **m.views}; m.sync(self.srv); self.mals = last = {**last, **m.views}
        if not last: return
        v = last[self.rng.choice(sorted(last))]; log, say = v.log, lambda *b, **o: m.say(v, *b, **o)
        kind = self.rng.choice([n for n in dir(self) if n.startswith("lie_")]); self.count[kind] += 1
        getattr(self, kind)(m, v, log, say)
    def lie_epoch(self, m, v, log, say):
        if len(log.path) > 1: self.evil(v, say("parent", 2 ** 32 - 1, "x", kems(EVIL), tuple(log.above), None))
    def lie_keys(self, m, v, log, say):
        if log.parent: self.evil(v, say("parent", *log.parent, kems(EVIL), tuple(log.above), None))
    def lie_commit(self, m, v, log, say):
        """A rotation by mal that names false keys above; somebody above is there before the region's own leads rotate it."""
        if not m.leads(v) or not m.held_above(v) or not log.open: return
        honest = m.say
        m.say = lambda view, *b, **o: honest(view, *(("parent", 2 ** 32 - 1, "x", kems(EVIL), *b[4:]) if b[0] == "parent" else b), **o)
        m.rotate(self.srv, v); del m.say
        for name in ("adm", "sec"): self.p[name].sync(self.srv); self.p[name].finish(self.srv)
    def lie_further(self, m, v, log, say):
        """Somebody made a lead where mal has nothing to say."""
        if len(log.path) > 1 and log.rank("mal") != 0: self.evil(v, say("parent", *(log.parent or (1, "x")), None, ((("eve",), ()), *log.above[1:]), None))
    def lie_own(self, m, v, log, say):
        if log.rank("mal") == len(log.path): self.evil(v, say("parent", *log.parent, None, (*log.above[:-1], (("eve",), ())), None))
    def lie_rank(self, m, v, log, say):
        for name in log.members:
            if log.ranks_above(name, "mal"): self.evil(v, say("revoke", name) if self.rng.random() < .5 else say("grant", name, "viewer"))
    def lie_forged(self, m, v, log, say): self.evil(v, say("grant", "eve", "lead")._replace(author="adm"))
    def lie_place(self, m, v, log, say):
        """Another region's grant."""
        other = self.truth()[self.rng.choice(self.made)]; far = [s for s in other.makers if s.space == other.here != v.space and s.body[0] == "grant" and other.members.get(s.body[1])]
        if far: self.evil(v, self.rng.choice(far))
    def lie_nobody(self, m, v, log, say):
        """What mal says when nothing gives it the right any more."""
        now = self.truth()[v.space]
        if not now.is_editor("mal"): self.evil(v, sign(say("change", "EVIL")._replace(epoch=now.epoch, seen=(now.seq, now.head))))
    def lie_out(self, m, v, log, say):
        """A lead next to mal is put out, and nothing more: its client mustn't destroy the region with a rotation of its own."""
        if not m.leads(v) or v.epoch != self.srv.spaces[v.space].epoch: return
        for name in sorted(log.members):
            if name not in ("mal", "adm") and log.members[name] == "lead" and not log.ranks_above(name, "mal") and name not in log.admins:
                self.evil(v, say("revoke", name))
                if name not in self.truth()[v.space].members: self.intent.pop((name, v.space), None)
                for p in (self.p[name],): p.views.get(v.space) and p.rotate(self.srv, p.views[v.space])
                return
    def lie_appoint(self, m, v, log, say): self.evil(v, say("appoint", 99, ("adm", "eve")))
    def lie_order(self, m, v, log, say):
        """Appointments of the root that nobody has carried down yet: the last one first, or that one alone."""
        p, root = self.p["adm"], self.view("adm", "root")
        if not root or "adm2" in self.admins or len(log.path) < 2: return
        for add in (("adm2",), ()):
            root = p.views["root"]; p.put(self.srv, root, p.say(root, "appoint", root.log.appointed + 1, ("adm", *add), author=FOUNDER))
        said = [s for s in self.truth()["root"].makers if s.body[0] == "appoint" and s not in log.known]
        self.evil(v, *(reversed(said) if self.rng.random() < .5 else said[-1:]))
    def lie_create(self, m, v, log, say):
        """A region below mal's whose own log says something else than the one above, or has a founding of its own."""
        if not m.leads(v) or len(log.path) >= 8 or len(self.srv.spaces) > 11: return
        name = "e%d" % len(self.srv.spaces); l, other = ("L", H("L", self.rng.random())), ("L", H("L", self.rng.random()))
        honest, false = say("create", name, commit_of(l), True), say("create", name, commit_of(other), True)
        copies = [*log.chain_of("mal"), false]
        if self.rng.random() < .5:                         # all that is above, signed by mal and its friend
            found = sign(St("root", 1, "mal", 0, (0, genesis("root")), ("found", "root", ("eve",))))
            copies = [found, *(sign(s._replace(author="eve")) for s in log.makers if s.body[0] == "create"), sign((honest)._replace(author="eve"))]; other = l
        new = View(name); new.log, new.epoch = Log(name), 1
        for n, s in enumerate(copies, 1): new.log.step(n, s)
        own = sign(m.say(new, "parent", log.epoch, commit_of(v.secret), kems(v.secret), (*log.above, log.own()), None)._replace(author="eve" if copies[-1].author == "eve" else "mal"))
        slots = m.slots(name, other, 1, kems(v.secret))
        self.srv.spaces[name] = Space([(chain_down(other), 1, s) for s in (*copies, *([own] if self.rng.random() < .5 else []))], slots, {}, {})
        if copies[-1].author == "eve": slots.update({r: e._replace(signer="eve") for r, e in slots.items()})
        self.evil(v, honest)
    def lie_shown(self, m, v, log, say):
        """The server shows keys of its own as those of the region above, while somebody rotates."""
        self.shown = kems(EVIL); who, p, view = self.leading()
        if view: p.rotate(self.srv, view)
        if any(e.to in kems(EVIL) for e in self.srv.spaces[view.space].slots.values()) and view.log.kem != kems(EVIL) if view else False: self.bad.append("wrapped to keys of the server")
        self.shown = None
    def lie_next(self, m, v, log, say):
        """An epoch of mal's own making, with a rotate that doesn't count; shown to everybody for a while."""
        true = self.srv.spaces[v.space]; up = log.kem
        if not true.log or true.log[-1][0] != chain_down(v.secret) or log.rank("mal") is not None and self.truth()[v.space].rank("mal") is not None: return
        epoch = true.epoch + 1; rotate = sign(say("rotate", commit_of(EVIL), ("mal",), None, None)._replace(epoch=true.epoch))
        env = {("person", n): m.wrap(v, EVIL, n, r, epoch) for n, r in log.members.items()}
        fake = Space([(chain_down(EVIL), epoch, p) for _, _, p in true.log] + [(chain_down(EVIL), epoch, rotate)], m.slots(v.space, EVIL, epoch, up), env, {}); fake.epoch = epoch
        self.srv.spaces[v.space] = fake
        for name, p in self.p.items():
            if name == "mal": continue
            p.sync(self.srv)
            if v.space in p.views and p.views[v.space].secret in chain(EVIL).values(): self.bad.append("believes keys that no log bears out")
        self.srv.spaces[v.space] = true
    def lie_named(self, m, v, log, say):
        """A rotation by mal that leaves somebody out."""
        if not m.leads(v) or v.space not in m.views: return
        out = [n for n in log.members if n not in ("mal", "adm")]; honest = m.say
        if not out: return
        leave = self.rng.choice(out)
        m.say = lambda view, *b, **o: honest(view, *((b[0], b[1], tuple(n for n in b[2] if n != leave), *b[3:]) if b[0] == "rotate" else b), **o)
        m.rotate(self.srv, v); del m.say
    def lie_late(self, m, v, log, say):
        """What an honest lead said in time is kept back, and shown when something has changed."""
        who, p, view = self.leading()
        if not view: return
        said = [p.say(view, "grant", n, r) for n, r in view.log.members.items() if n in ("x1", "x2", "ea", "vb") and n not in view.log.admins]
        if view.log.is_above(who) and view.log.parent: said.append(p.say(view, "parent", *view.log.parent, None, p.those_above(view), None))
        if not said: return
        s = self.rng.choice(said); lock = chain_down(view.secret); space = self.srv.spaces[view.space]
        if s.body[0] == "grant": self.put_out(s.body[1])
        elif p.views.get(view.space): p.put(self.srv, view, p.say(view, "parent", *view.log.parent, None, p.those_above(view), None))
        if space.epoch == s.epoch and space.log[-1][0] == lock:
            space.log = space.log + [(lock, space.epoch, s)]
            if s.body[0] == "parent" and self.truth()[view.space].makers[-1] is s and self.truth()[view.space].seq - s.seen[0] > 1: self.bad.append("an overtaken word counts")
