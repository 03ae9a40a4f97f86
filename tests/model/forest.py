"""Random histories of a tree of regions, with a lead in the middle who lies, a server that lies, and clients that die half way."""
import copy, random
from collections import Counter
from branches import Env, Person, Server, Space, View, chain, chain_down, commit_of, kems, weaker
from rules import H, St, on, sign
from tree import FOUNDER, ROLES, Log, genesis, next_head, opened
from tree_lies import EVIL, Lies

class Forest(Lies):
    def __init__(self, seed):
        self.rng, self.bad, self.count, self.srv, self.shown = random.Random(seed), [], Counter(), Server(), None
        self.intent, self.admins, self.made, self.tick, self.backup, self.stuck, self.mals = {}, {"adm"}, ["root"], 0, None, set(), {}
        self.p = {n: Person(n, self.rng, self) for n in ("adm", "adm2", "sec", "ro", "rv", "la", "ea", "lb", "vb", "laa", "x1", "x2", "mal")}
        l = ("L", "root"); found = sign(St("root", 1, FOUNDER, 0, (0, genesis("root")), ("found", "root", ("adm",))))
        first = sign(St("root", 1, "adm", 0, (1, next_head("root", 1, genesis("root"), found)), ("grant", "adm", "lead")))
        env = self.p["adm"].wrap(View("root"), l, "adm", "lead", 1)
        self.srv.spaces["root"] = Space([(chain_down(l), 1, s) for s in (found, first)], {}, {env.to: env}, {env.cap: "lead"})
        self.intent["adm", "root"] = "lead"; self.p["adm"].direct.add("root"); self.p["adm"].sync(self.srv)
        for n, role in (("sec", "lead"), ("ro", "editor"), ("rv", "viewer")): self.grant("adm", "root", n, role)
        for n, up, lead, kind in (("a", "root", "adm", True), ("b", "root", "adm", True)): self.create(lead, up, n, kind)
        for n, s, role in (("la", "a", "lead"), ("ea", "a", "editor"), ("lb", "b", "lead"), ("vb", "b", "viewer"), ("mal", self.rng.choice(("a", "a", "b")), "lead")): self.grant("adm", s, n, role)
        self.p["la"].sync(self.srv); self.create("la", "a", "aa", True); self.create("la", "a", "ac", False)
        self.grant("la", "aa", "laa", "lead"); self.p["mal"].held.add(EVIL)
    # ---- honest doings
    def view(self, who, space): self.p[who].sync(self.srv); return self.p[who].views.get(space)
    def leading(self):
        who = self.rng.choice([n for n in self.p if n != "mal"]); p = self.p[who]; p.sync(self.srv)
        views = [v for v in p.views.values() if p.leads(v)]
        return (who, p, self.rng.choice(views)) if views else (who, p, None)
    def grant(self, who, space, name, role):
        p, v = self.p[who], self.view(who, space)
        if not v or not p.leads(v): return
        env = p.wrap(v, v.secret, name, role, v.epoch)
        if not chain(v.secret).get(role): return
        if p.put(self.srv, v, p.say(v, "grant", name, role), env=[env]) and p.views.get(space) and p.views[space].log.members.get(name) == role:
            self.intent[name, space] = role; self.p[name].direct.add(space)
            p.finish(self.srv, space) if self.carry(p) else None
    def carry(self, p):
        for name in sorted(p.views, key=lambda s: len(p.views[s].log.path)):
            if name in p.views: p.carry(self.srv, p.views[name])
        return True
    def let_in(self):
        who, p, v = self.leading()
        if v: self.grant(who, v.space, self.rng.choice(("x1", "x2", "ea", "vb", "sec")), self.rng.choice(ROLES))
    def create(self, who, up, name, is_open):
        """The space first, then the word above; the browser may die between the two."""
        p, v = self.p[who], self.view(who, up)
        if not v or not p.leads(v) or len(v.log.path) >= 8 or name in self.made: return
        l = ("L", H("L", self.rng.random())); said = p.say(v, "create", name, commit_of(l), is_open)
        copies = [*v.log.chain_of(who), said]; new = View(name); log = Log(name)
        for n, s in enumerate(copies, 1): log.step(n, s)
        new.log, new.epoch = log, 1
        slots = p.slots(name, l, 1, kems(v.secret) if is_open else None); caps = tuple(e.cap for e in slots.values()) or None
        own = [p.say(new, "parent", v.log.epoch, commit_of(v.secret), kems(v.secret), (*v.log.above, v.log.own()), caps)]
        log.step(log.seq + 1, own[0]); env = {}
        if not is_open:
            own.append(p.say(new, "grant", who, "lead")); e = p.wrap(new, l, who, "lead", 1); env = {e.to: e}; p.direct.add(name); self.intent[who, name] = "lead"
        self.srv.spaces[name] = Space([(chain_down(l), 1, s) for s in (*copies, *own)], slots, env, {e.cap: e.role for e in [*slots.values(), *env.values()]})
        self.made.append(name)
        if self.rng.random() < .9: p.put(self.srv, v, said)
    def found_below(self):
        who, p, v = self.leading()
        if v and len(self.made) < 9: self.create(who, v.space, "n%d" % len(self.made), self.rng.random() < .8)
    def edit(self):
        who = self.rng.choice(list(self.p)); p = self.p[who]; p.sync(self.srv)
        views = [v for v in p.views.values() if v.role != "viewer" and v.log.is_editor(who)]
        if views: self.tick += 1; v = self.rng.choice(views); p.put(self.srv, v, p.say(v, "change", f"{who}{self.tick}")) if who != "mal" else None
    def put_out(self, name=None):
        who, p, v = self.leading()
        if not v: return
        name = name or self.rng.choice(sorted(n for n in v.log.members) or ["x1"])
        if name not in v.log.members or name in (who, "adm") or name in v.log.admins or v.log.ranks_above(name, who): return
        if not p.put(self.srv, v, p.say(v, "revoke", name), gone=[name]) or v.space in p.views and name in p.views[v.space].log.members: return
        self.count["put out"] += 1; self.intent.pop((name, v.space), None); self.renew(p, v.space)
    def renew(self, p, space):
        if self.rng.random() < .2: return                  # dies here
        self.carry(p)
        if space in p.views and self.rng.random() < .9 and p.rotate(self.srv, p.views[space], crash=self.rng.random() < .1): p.finish(self.srv, space, self.rng.choice((0, 1, 99)))
    def detain(self):
        """Mal is put out of everything, by an admin."""
        p = self.p["adm"]
        for name, space in [k for k in self.intent if k[0] == "mal"]:
            v = self.view("adm", space)
            if v and name in v.log.members and p.put(self.srv, v, p.say(v, "revoke", name), gone=[name]): self.intent.pop((name, space)); self.renew(p, space)
    def go_on(self):
        who, p, v = self.leading()
        self.carry(p); p.finish(self.srv)
    def office(self):
        """The founding key appoints or dismisses; the admin at whose side it is appends it to the root."""
        p, v = self.p["adm"], self.view("adm", "root")
        if not v: return
        add, gone = ((), ("adm2",)) if "adm2" in self.admins else (("adm2",), ())
        if not p.put(self.srv, v, p.say(v, "appoint", v.log.appointed + 1, ("adm", *add), author=FOUNDER), gone=gone): return
        self.admins ^= {"adm2"}; self.intent = {k: r for k, r in self.intent.items() if k[0] != "adm2"}      # a dismissal ends memberships too
        if add: self.grant("adm", "root", "adm2", "lead")
        else: self.renew(p, "root")
    def fail(self):
        """A region on which every commit is refused: full, or somebody's spite."""
        name = self.rng.choice(self.made[1:]); self.srv.spaces[name].stuck = True; self.stuck.add(name)
    def save(self): self.backup = copy.deepcopy(self.srv.spaces)
    def back(self):
        """A lying server shows a victim an older state of one region; then the truth again."""
        if not self.backup: return
        who = self.rng.choice([n for n in self.p if n != "mal"]); space = self.rng.choice(sorted(self.backup)); p = self.p[who]
        p.sync(self.srv); seq = p.heads.get(space, (0,))[0]
        if self.rng.random() < .5: p.views.clear()         # signed out and in again: only heads are remembered
        true, self.srv.spaces[space] = self.srv.spaces[space], copy.deepcopy(self.backup[space])
        p.sync(self.srv)
        if space in p.views and seq > len(self.backup[space].log): self.bad.append("an older state believed")
        self.srv.spaces[space] = true
    # ---- what must hold
    def settle(self):
        for _ in range(4):
            for name in sorted(self.p):
                if name == "mal": continue
                p = self.p[name]; p.sync(self.srv); self.carry(p); p.finish(self.srv)
        for p in self.p.values(): p.sync(self.srv)
    def truth(self):
        """Every region that the logs name, read with the keys that run."""
        out = {}
        for name, space in self.srv.spaces.items():
            log = Log(name)
            for n, (_, e, p) in enumerate(space.log, 1): log.step(n, opened(p, e))
            out[name] = log
        return out
    def entitled(self, logs, name, space):
        """The strongest role that honest leads have given somebody here, or above where keys come down."""
        best, here = None, True
        for s in reversed(logs[space].path):
            role = "lead" if name in self.admins and s == "root" else self.intent.get((name, s))
            if here and role and (best is None or ROLES.index(role) > ROLES.index(best)): best = role
            here = here and logs[s].open
        return best
    def opens(self, name, wanted):
        """All that this person can open: with what it ever held, on everything that the server has."""
        p = self.p[name]; known, todo = set(), [*p.held]
        blobs = [x for s in self.srv.spaces.values() for x in (*s.log, *s.slots.values(), *s.env.values(), *s.old)]
        while True:
            while todo:
                t = todo.pop()
                if t not in known: known.add(t); todo += weaker(t)
            keys = {("pub", *t) for t in known} | {("person", name)}
            for b in blobs:
                if isinstance(b, Env): todo += [b.secret] if b.to in keys else []
                elif b[0] in known and isinstance(b[2], St) and b[2].body[0] == "rotate" and b[2].body[3] and b[2].body[3][0][1:] in known: todo.append(("kl", b[2].body[3][1]))
            if not any(t not in known for t in todo): return {w for w in wanted if w in known}
    def check(self):
        self.shown = None; self.settle(); logs = self.truth()
        blocked = {s for s in logs if any(a in self.stuck or a not in self.made for a in logs[s].path)}
        named = {"root"}; [named.update(c for c in logs[s].children) for s in self.made if s in logs]
        for p in self.p.values():
            for space, view in p.views.items() if p.name != "mal" else ():
                up = logs[view.log.path[-2]].children.get(space) if len(view.log.path) > 1 else None
                if up and view.log.created.body[1:] != (space, *up): self.bad.append("opened another region than the one that was created")
                if view.log.rank("eve") is not None: self.bad.append("a stranger stands")
        for space, log in logs.items():
            if space not in named or space not in self.made: continue
            srv = self.srv.spaces[space]
            if log.epoch != srv.epoch: self.bad.append("log and server in different epochs"); continue
            if "EVIL" in str(log.changes): self.bad.append("forgery counted")
            if log.rank("eve") is not None or log.is_editor("eve"): self.bad.append("a stranger stands")
            for (name, s), role in self.intent.items():
                if s == space and log.members.get(name) != role: self.bad.append("somebody honest stands no more")
            if space in blocked: continue
            reads = {b[0] for b in (*srv.log, *srv.old) if not isinstance(b, Env)}; reached = all(logs[s].open for s in log.path[1:])
            if reached and log.admins != self.admins: self.bad.append("other admins below")
            for name in self.p:
                role = self.entitled(logs, name, space)
                if name not in ("mal",) and role and space in named and self.p[name].views.get(space) is None: self.bad.append("somebody can't open what they may")
                if not role and (reached or name != "adm2") and self.opens(name, reads): self.bad.append("opens what is there, put out or never let in")
                if reached and role in ("lead", "editor") and not (log.is_lead(name) if role == "lead" else log.is_editor(name)): self.bad.append("doesn't count below")
                if reached and not role and (log.rank(name) is not None or log.is_editor(name)): self.bad.append("stands, put out or never let in")
    def run(self, steps):
        doings = [(self.let_in, 3), (self.edit, 3), (self.put_out, 2), (self.found_below, 1.5), (self.go_on, 3), (self.office, .7), (self.detain, .5), (self.fail, .15),
                  (self.lie, 5), (self.save, 1), (self.back, 1.5)]
        names, weights = zip(*doings)
        for doing in self.rng.choices(names, weights, k=steps): doing(); self.count[doing.__name__] += 1
        self.check()
        return self
