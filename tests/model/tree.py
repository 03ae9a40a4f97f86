"""The tree: what one region's log means, the opening copied from the regions above included. One evaluator for root and child.

Bodies: found (admins) · appoint (number, all admins) · create (child, commitment, open) · grant (name, role) · revoke (name) · change (value)
· parent (epoch above, its commitment, its KEM keys or None, [(leads, editors) of each region above], capabilities or None)
· rotate (commitment, names, ending key sealed for the next leads, capabilities of those above or None)"""
import copy
from rules import H, St, on, signed

FOUNDER, DEEP = "founder", 8
def genesis(space): return H("start", space)
def next_head(space, n, head, payload): return H("head", space, n, head, payload)

def opened(payload, lies_in):
    """A rotate that lies in the epoch it ends was appended, not committed, and is noise."""
    return H("noise", payload) if isinstance(payload, St) and payload.body[0] == "rotate" and payload.epoch >= lies_in else payload

class Log:
    def __init__(self, here):
        self.here, self.path, self.above, self.above_changed = here, [], [], {}      # above: [(leads, editors)] from the root on
        self.parent, self.parent_at, self.kem = None, 0, None      # (epoch, commitment) of the region right above; what is wrapped for those there
        self.open, self.created, self.caps, self.wrapped_by = False, None, None, ()
        self.admins, self.members, self.ever, self.children = set(), {}, {}, {}
        self.epoch, self.commitment, self.due, self.appointed = 0, None, False, 0
        self.began, self.seq, self.head, self.heads, self.known, self.makers, self.changes, self.why = 0, 0, genesis(here), {}, set(), [], [], []
    def copy(self):
        new = copy.copy(self)
        for k, v in vars(self).items():
            if isinstance(v, (dict, list, set)): setattr(new, k, v.copy())
        return new
    def arrived(self): return bool(self.path) and self.path[-1] == self.here
    def own(self):
        """Who stands here, as those below are told; admins answer to the founding key only."""
        of = lambda role: tuple(sorted(n for n, r in self.members.items() if r == role and n not in self.admins))
        return of("lead"), of("editor")
    def rank(self, name):
        if name in self.admins: return 0
        for depth, (leads, _) in enumerate(self.above):
            if name in leads: return depth + 1
        return len(self.path) if self.members.get(name) == "lead" else None
    def is_lead(self, name): return self.rank(name) is not None
    def is_editor(self, name): return self.is_lead(name) or self.members.get(name) == "editor" or any(name in e for _, e in self.above)
    def is_above(self, name): r = self.rank(name); return len(self.path) > 1 and r is not None and r < len(self.path)
    def ranks_above(self, one, other): a, b = self.rank(one), self.rank(other); return a is not None and (b is None or a < b)
    def changed_at(self, name): return max(self.ever.get(name, 0), self.above_changed.get(name, 0))

    def chain_of(self, lead):
        """What makes this person a lead: what a log below opens with, before its `create`."""
        needed, out = {lead}, []
        for s in reversed(self.makers):
            if s.space == self.here and s.body[0] == "grant":
                if s.body[1] not in needed: continue
                needed = needed - {s.body[1]} | {s.author}
            out.insert(0, s)
        return out

    def judge(self, s):
        if not isinstance(s, St) or on("t_sig") and not signed(s): return "forged"
        if s in self.known: return "duplicate"
        self.known.add(s)
        kind, *b = s.body; native, author = s.space == self.here, s.author
        if kind == "found":
            return None if not self.path and (author == FOUNDER or not on("t_copies")) and s.epoch == 1 and (s.space == b[0] or not on("t_copies")) else "no founding"
        if not self.path: return "nothing was founded"
        if kind == "appoint" and s.space == self.path[0] and len(self.path) > 1:       # the root's own word, carried down: at any place
            if author != FOUNDER and on("t_admins"): return "no right"
            return None
        if on("t_space") and s.space != self.path[-1]: return "of another region"
        if not self.arrived():
            if not (kind in ("appoint", "create", "parent") or kind == "grant" and b[1] == "lead"): return "not to be copied"
        elif s.epoch != self.epoch: return "other epoch"
        right = {"appoint": author == FOUNDER or not on("t_admins"), "change": self.is_editor(author), "parent": self.is_above(author)}
        if on("t_role") and not right.get(kind, self.is_lead(author)): return "no right"
        if not self.arrived() or not native: return None
        if kind == "parent" and on("t_overtaken") and s.seen[0] < self.parent_at: return "overtaken"
        return None if self.heads.get(s.seen[0]) == s.seen[1] else "fork"

    def step(self, n, payload):
        """One entry. Returns why it is void, or None."""
        self.heads[self.seq] = self.head
        was = self.path and self.arrived(); why = self.judge(payload)
        if why is None: why = self.apply(payload, n if was else 0)
        self.seq, self.head = n, next_head(self.here, n, self.head, payload); self.heads[n] = self.head
        if why: self.why.append((n, why))
        return why

    def apply(self, s, at):
        kind, *b = s.body; author, native = s.author, s.space == self.here
        if kind == "found": self.path, self.admins, self.epoch = [b[0]], set(b[1]), 1; self.ever.update({n: 0 for n in b[1]})
        elif kind == "appoint":
            number, admins = b; new, gone = set(admins) - self.admins, self.admins - set(admins)
            # Words of the root may be carried down in whatever order, and some never: the number says which one counts.
            if not admins or on("t_rising") and number <= self.appointed: return "an older word about the admins"
            if native and at and on("t_latest") and any(s.seen[0] < self.changed_at(n) for n in new): return "didn't know the latest"
            for n in gone: self.due |= self.open or n in self.members; self.members.pop(n, None)
            self.ever.update({n: at for n in new | gone})
            self.admins, self.appointed = set(admins), number
        elif kind == "create":
            if b[0] in self.children or b[0] in self.path or len(self.path) >= DEEP: return "no new region"
            if self.arrived(): self.children[b[0]] = (b[1], b[2])
            else:                                          # one region down
                self.above.append(self.own()); self.path.append(b[0]); self.members, self.children, self.parent, self.open = {}, {}, None, b[2]
                self.wrapped_by, self.epoch, self.commitment, self.created, self.due, self.caps, self.kem = (author,), 1, b[1], s, False, None, None
        elif kind == "parent": return self.say_parent(s, at, *b)
        elif kind == "grant":
            name, role = b
            if on("t_latest") and at and s.seen[0] < self.changed_at(name): return "didn't know the latest"
            if name in self.admins and role != "lead" or on("t_rank") and role != "lead" and self.ranks_above(name, author): return "not from below"
            before = self.members.get(name)
            if before and ROLES.index(role) < ROLES.index(before): self.due = True
            self.members[name] = role; self.ever[name] = at
        elif kind == "revoke":
            if b[0] in self.admins and on("t_admins") or on("t_rank") and self.ranks_above(b[0], author) or b[0] not in self.members: return "not from below"
            del self.members[b[0]]; self.ever[b[0]] = at; self.due = True
        elif kind == "change": self.changes.append((author, b[0]))
        elif kind == "rotate":
            if on("t_everybody") and list(b[1]) != sorted(self.members) or s.seen[0] + 1 != at: return "names others than those who stand"
            self.members = {n: r for n, r in self.members.items() if n in b[1]}
            self.epoch, self.commitment, self.caps, self.wrapped_by, self.due, self.began = self.epoch + 1, b[0], b[3], (author,), False, at
        if kind in ("found", "appoint", "create", "parent") and (at == 0 or kind != "create") or kind == "grant" and b[1] == "lead": self.makers.append(s)
        return None

    def say_parent(self, s, at, epoch, commitment, kem, above, caps):
        rank = self.rank(s.author); up = max(0, rank - 1)
        if len(above) != len(self.above) or on("t_further") and above[:up] != tuple(self.above[:up]): return "further up than its author"
        if not on("t_any") and self.parent and epoch < self.parent[0]: return "an older epoch"
        in_commit = self.began == at - 1 and s.author == self.wrapped_by[0]
        if on("t_commit") and at and self.parent and not in_commit and ((epoch, commitment) != self.parent or kem not in (None, self.kem)): return "keys without an epoch"
        for (leads, editors), (leads_, editors_) in zip(self.above, above):
            before = {**dict.fromkeys(editors, 1), **dict.fromkeys(leads, 2)}; after = {**dict.fromkeys(editors_, 1), **dict.fromkeys(leads_, 2)}
            for n in before.keys() | after.keys():
                if before.get(n) != after.get(n): self.above_changed[n] = at
                if self.open and self.parent and after.get(n, 0) < before.get(n, 0): self.due = True
        self.kem = kem or (self.kem if self.parent == (epoch, commitment) else None)
        self.above, self.parent, self.parent_at, self.caps = list(above), (epoch, commitment), at, caps or self.caps
        if s.author not in self.wrapped_by: self.wrapped_by += (s.author,)
        self.makers.append(s)
        return None
ROLES = ("viewer", "editor", "lead")
