"""Keys that go down the tree, the server's spaces, and an honest client that reads, leads, carries down and rotates.

A secret is a tuple: ("L", x) gives ("E", ..), that gives ("R", ..); each has a private key for the regions below. Who has R reads the log."""
from typing import NamedTuple
from rules import H, Refused, St, on, sign
from tree import Log, genesis, next_head, opened

def weaker(secret):
    kind, x = secret
    return {"L": [("E", H(x, "E")), ("kl", x)], "E": [("R", H(x, "R")), ("ke", x)], "R": [("kr", x)]}.get(kind, [])
def chain(l): e = weaker(l)[0]; return {"lead": l, "editor": e, "viewer": weaker(e)[0]}
def kems(l): c = chain(l); return tuple(("pub", *weaker(c[r])[-1]) for r in ("lead", "editor", "viewer"))
def commit_of(l): return H("commitment", chain(l)["viewer"])

class Env(NamedTuple):         # a secret and a capability, wrapped to a person or to a key of the region above
    to: tuple; space: str; epoch: int; role: str; secret: tuple; commitment: str; cap: str; signer: str
class Space:
    def __init__(self, entries, slots, env, caps): self.epoch, self.log, self.slots, self.env, self.caps, self.stuck, self.old = 1, entries, slots, env, caps, False, []
class Server:
    def __init__(self): self.spaces = {}
    def append(self, space, cap, epoch, entries, env=None, gone=()):
        """Adds to the log; with a lead's capability also to the block, and takes capabilities out: one request."""
        s = self.spaces[space]
        if s.caps.get(cap, "viewer") == "viewer" or s.epoch != epoch or env and s.caps[cap] != "lead": raise Refused("capability")
        s.log = s.log + entries
        for e in env or (): s.env[e.to] = e; s.caps[e.cap] = e.role
        for name in gone:
            e = s.env.pop(("person", name), None)
            if e: s.caps.pop(e.cap, None)
    def commit(self, space, cap, expect, epoch, entries, slots, env, crash=False):
        s = self.spaces[space]
        if s.caps.get(cap) != "lead" or s.stuck: raise Refused("capability")
        if on("t_cas") and expect != (s.epoch, len(s.log)): raise Refused("moved on")
        if crash and on("t_atomic"): return
        if not on("t_purge"): s.old += s.log + list(s.slots.values())
        s.epoch = epoch
        if crash: return
        s.log, s.slots, s.env = entries, slots, env; s.caps = {e.cap: e.role for e in [*slots.values(), *env.values()]}

class View:                    # one region, as a client has it open
    def __init__(self, space): self.space, self.log, self.read, self.secret, self.role, self.cap, self.epoch = space, Log(space), [], None, None, None, 0
    def lead(self): return self.role == "lead"

class Person:
    def __init__(self, name, rng, org): self.name, self.rng, self.org, self.views, self.direct, self.held, self.heads, self.bad = name, rng, org, {}, set(), set(), {}, []
    # ---- reading
    def fold(self, view, space, secret):
        """Replays what the server shows with this reading secret; None if it isn't a log that goes on from what is remembered."""
        lock = chain_down(secret)
        shown = [(opened(p, e) if key == lock else H("noise", i), e) for i, (key, e, p) in enumerate(space.log)]
        same = len(view.read) <= len(shown) and all(a[0] == b[0] for a, b in zip(view.read, shown))
        log = view.log.copy() if same else Log(view.space)
        for n, (p, e) in enumerate(shown[log.seq:], log.seq + 1): log.step(n, p)
        seq, head = self.heads.get(view.space, (0, genesis(view.space)))
        if on("t_remembered") and (log.seq < seq or log.heads.get(seq) != head): return None
        return log, shown
    def take(self, srv, name, env, confirms):
        """Opens or renews one region, if its log bears the envelope out."""
        space, view = srv.spaces[name], self.views.get(name) or View(name)
        if env is None or env.space != name or env.epoch != space.epoch: return False
        folded = self.fold(view, space, env.secret)
        if not folded or not folded[0].arrived() or on("t_runs") and (folded[0].epoch, folded[0].commitment or env.commitment) != (env.epoch, env.commitment): return False
        if not confirms(folded[0]): return False
        view.log, view.read = folded; view.secret, view.role, view.cap, view.epoch = env.secret, env.role, env.cap, env.epoch
        self.views[name] = view; self.heads[name] = (view.log.seq, view.log.head); self.held.add(env.secret)
        return True
    def privates(self, view):
        """Keys that open slots below: of the epoch that runs, and those handed on."""
        out, todo = [], [view.secret]
        while todo: s = todo.pop(); out.append(s); todo += weaker(s)
        held = {("hand", *s) for s in out if s[0] == "L"}
        for p, _ in reversed(view.read):
            if isinstance(p, St) and p.body[0] == "rotate" and p.body[3] and p.body[3][0] in held:
                out.append(("kl", p.body[3][1])); held.add(("hand", "L", p.body[3][1]))
        return {("pub", *s) for s in out}
    def sync(self, srv):
        for name in sorted(self.direct):
            env = srv.spaces[name].env.get(("person", self.name))
            if not self.take(srv, name, env, lambda log: log.members.get(self.name) == env.role): self.views.pop(name, None)
        tried = set(self.direct) & set(self.views)
        while found := [(v, c) for v in self.views.values() for c, (_, o) in v.log.children.items() if o and c not in tried and c in srv.spaces]:
            for above, child in found:
                tried.add(child); env = srv.spaces[child].slots.get(above.role)
                if not (env and env.to in self.privates(above) and self.take(srv, child, env, lambda log: self.confirms(above, child, log, env))): self.views.pop(child, None)
        for name in set(self.views) - tried: del self.views[name]           # nothing above opens it any more
    def confirms(self, above, child, log, env):
        made = above.log.children[child]
        return (env.signer in log.wrapped_by and (not log.caps or env.cap in log.caps) and log.open
                and log.path[:-1] == above.log.path and (not on("t_created") or log.created.body[1:] == (child, *made)))
    # ---- writing
    def say(self, view, *body, epoch=None, seen=None, author=None):
        return sign(St(view.space, epoch or view.log.epoch, author or self.name, self.rng.getrandbits(60), seen or (view.log.seq, view.log.head), body))
    def counts(self, view, *said): log = view.log.copy(); return not any(log.step(log.seq + 1, opened(s, view.epoch)) for s in said)
    def put(self, srv, view, *said, env=None, gone=()):
        if on("t_stands") and not self.counts(view, *said): return False
        try: srv.append(view.space, view.cap, view.epoch, [(chain_down(view.secret), view.epoch, s) for s in said], env, gone)
        except Refused: return False
        self.sync(srv); return True
    def leads(self, view): return view.lead() and (view.log.is_lead(self.name) or not on("t_stands"))
    def wrap(self, view, secret, name, role, epoch): return Env(("person", name), view.space, epoch, role, chain(secret)[role], commit_of(secret), H("cap", self.rng.random()), self.name)
    def slots(self, space, secret, epoch, keys):
        return {r: Env(k, space, epoch, r, chain(secret)[r], commit_of(secret), H("cap", self.rng.random()), self.name) for r, k in zip(("lead", "editor", "viewer"), keys or ())}
    def held_above(self, view):
        up = self.views.get(view.log.path[-2]) if len(view.log.path) > 1 else None
        return up if up and up.lead() and view.log.is_above(self.name) else None
    def keys_above(self, srv, view):
        """What an open region is wrapped to: keys one holds, else those that the log names. What the server shows is no source."""
        if not view.log.open: return None
        if not on("t_kem") and self.org.shown: return self.org.shown
        up = self.held_above(view)
        return kems(up.secret) if up else view.log.kem
    def those_above(self, view):
        up = max(0, (view.log.rank(self.name) or 0) - 1)
        held = [self.views.get(s) if d >= up else None for d, s in enumerate(view.log.path[:-1])]
        return tuple(v.log.own() if v else said for v, said in zip(held, view.log.above))
    def carry(self, srv, view):
        """Says here what isn't said yet of those above."""
        log, root = view.log, self.views.get(view.log.path[0])
        if not self.leads(view) or len(log.path) < 2: return
        if root and on("t_appoint"):
            for s in [s for s in root.log.makers if s.body[0] == "appoint"][-1:]:
                if s not in view.log.known: self.put(srv, view, s)
        view = self.views.get(view.space)
        if view and view.log.parent and view.log.is_above(self.name) and on("t_carry"):
            above = self.those_above(view)
            if above != tuple(view.log.above): self.put(srv, view, self.say(view, "parent", *view.log.parent, None, above, None))
    def due(self, view):
        up, log = self.held_above(view), view.log
        if not self.leads(view): return False
        moved = up and log.open and log.parent and on("t_due") and (up.log.epoch != log.parent[0] or kems(up.secret) != log.kem)
        return log.due or bool(moved)
    def rotate(self, srv, view, crash=False):
        """New keys for one region: for those who stand, and for those above by what this lead holds or the log names."""
        self.carry(srv, view); view = self.views.get(view.space)
        if not view or not view.lead() or on("t_stands") and not view.log.is_lead(self.name): return False
        log, up, keys = view.log, self.held_above(view), self.keys_above(srv, view)
        l, epoch, lock = ("L", H("L", self.rng.random())), view.epoch + 1, None
        slots = self.slots(view.space, l, epoch, keys); env = {("person", n): self.wrap(view, l, n, r, epoch) for n, r in log.members.items()}
        rotate = self.say(view, "rotate", commit_of(l), tuple(sorted(log.members)), (("hand", *l), view.secret[1]) if on("t_handed") else None, tuple(e.cap for e in slots.values()) or None)
        said = [rotate]
        if up and log.open:
            at = (log.seq + 1, next_head(view.space, log.seq + 1, log.head, rotate))
            said.append(self.say(view, "parent", up.log.epoch, commit_of(up.secret), keys, self.those_above(view), None, epoch=epoch, seen=at))
        trial, lock = log.copy(), chain_down(l)
        if any([trial.step(trial.seq + 1, s) for s in said]) and on("t_stands"): return False
        entries = [(lock, epoch, p) for p, _ in view.read] + [(lock, epoch, s) for s in said]
        try: srv.commit(view.space, view.cap, (view.epoch, log.seq), epoch, entries, slots, env, crash)
        except Refused: return False
        self.sync(srv); return True
    def finish(self, srv, top=None, stop=99):          # stop: the browser dies after so many
        """What is left to do, from the top down; a region that fails doesn't keep the others waiting."""
        tried = set()
        while stop > 0:
            due = [v for v in self.views.values() if v.space not in tried and self.due(v) and (top is None or top in v.log.path)]
            if not due: return
            view = min(due, key=lambda v: (len(v.log.path), v.space)); tried.add(view.space); stop -= 1
            if not self.rotate(srv, view) and not on("t_past"): return
def chain_down(secret):
    while secret[0] != "R": secret = weaker(secret)[0]
    return secret
