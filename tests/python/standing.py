"""Who may say what, as the statements so far decide. Log and card share it; what the author had seen only a log can ask."""

import curve
from base import need
from chain import EDITOR, LEAD
from kem import check_key
from people import check_member, fingerprint, keys_hash
from statement import (
    ADMIT, APPOINT, CHANGE, CREATE, CRITERIA, ERASE, FOUND, GRANT, MOVE_IN, MOVE_OUT, PARENT, RESUME, REVOKE, ROTATE)

BY_FOUNDER = {APPOINT}
SLOTS = 512
NAME_AT_MOST, CRITERIA_AT_MOST = 256, 64 << 10
DEPTH, LABEL, CHILDREN = 8, 1024, 1024
BY_LEADS = {CREATE, GRANT, REVOKE, ERASE, RESUME, ROTATE}
COPIED = {APPOINT, CREATE, GRANT, PARENT}


def roles(leads, editors):
    return {**dict.fromkeys(editors, EDITOR), **dict.fromkeys(leads, LEAD)}


class Standing:
    def __init__(self, space, pinned):
        self.space, self.pinned = space, pinned
        self.founder = self.organisation = None
        self.admins, self.members = set(), {}   # members: signing key to role
        self.appointed = 0                      # the number of the appointment that counts
        self.kem_of, self.changed = {}, {}      # changed: signing key to the seq of its last change
        self.children, self.hash_of = set(), {}
        self.wrote = set()                      # once admins, leads or editors
        self.path, self.above = [], []          # above: for each region but the last, its leads and its editors
        self.parent = None                      # seq, epoch, commitment and keys of the last `parent`
        self.rotated = None                     # seq and author of the last `rotate`
        self.first = None                       # what the creation committed to

    def arrived(self):
        return self.path[-1:] == [self.space]

    def rank(self, key):
        """0 for an admin, a lead's depth and one; None for who leads nowhere."""
        if key in self.admins:
            return 0
        for depth, (leads, _) in enumerate(self.above):
            if key in leads:
                return depth + 1
        return len(self.path) if self.members.get(key) == LEAD else None

    def is_lead(self, key):
        return self.rank(key) is not None

    def ranks_above(self, higher, lower):
        higher, lower = self.rank(higher), self.rank(lower)
        return higher is not None and (lower is None or higher < lower)

    def stands(self, key):
        return key in self.admins or key in self.members

    def may_say(self, said):
        """Who may say what, and that it is about this organisation (rule 3)."""
        if said.kind == FOUND:
            organisation, _, root, admins, _ = said.content
            return (self.founder is None and fingerprint(said.author) == self.pinned and bool(admins)
                    and said.epoch == 1 and root == said.space and organisation == said.organisation)
        if self.founder is None or said.organisation != self.organisation or said.space != self.path[0 if said.kind == APPOINT else -1]:
            return False
        if not self.arrived() and (said.kind not in COPIED or said.kind == GRANT and said.content[1] != LEAD):
            return False
        if said.kind == PARENT:
            rank = self.rank(said.author)
            return rank is not None and len(self.path) > 1 and rank < len(self.path)
        if said.kind in BY_FOUNDER:
            return said.author == self.founder
        if said.kind == CRITERIA:
            return said.author in self.admins or (len(self.path) > 1 and self.is_lead(said.author))
        if said.kind in BY_LEADS:
            return self.is_lead(said.author)
        return (self.is_lead(said.author) or self.members.get(said.author) == EDITOR
                or any(said.author in editors for _, editors in self.above))

    def may_be_restated(self, said, left):
        """Whether its author once could say it, and of a revocation, whether nobody has said since how the person stands."""
        if said.organisation != self.organisation:
            return False
        if said.kind == APPOINT:
            return said.author == self.founder
        if said.kind == CRITERIA:
            return said.author in self.admins or (len(self.path) > 1 and self.is_lead(said.author))
        if said.kind == CREATE:
            return self.is_lead(said.author)
        if said.kind == REVOKE:
            return self.is_lead(said.author) and self.changed.get(said.content[0], 0) <= left
        return said.kind in (CHANGE, ADMIT, MOVE_IN, MOVE_OUT) and (
            said.author in self.wrote or self.is_lead(said.author) or any(said.author in editors for _, editors in self.above))

    def apply(self, said, seq, knows):
        """The effect, or a refusal that changes nothing. `knows(key)`: had the author seen the last change to `key`?"""
        {FOUND: self.found, APPOINT: self.appoint, CREATE: self.create, GRANT: self.grant,
         REVOKE: self.revoke, PARENT: self.say_parent, CRITERIA: self.criteria, ERASE: self.erase}[said.kind](said, seq, knows)

    def erase(self, said, _seq, _knows):
        records, collected, places, _ = said.content
        need(records or collected or places)
        for named in (records, collected, [place[0] for place in places]):
            need(all(before < after for before, after in zip(named, named[1:])))

    def checked(self, people):
        """Signing keys to KEM keys. One signing key has one KEM key for ever."""
        new = {}
        for signing, encrypting in people:
            check_member(signing, encrypting)
            known = self.kem_of.get(signing, new.get(signing, encrypting))
            need(known == encrypting)
            new[signing] = encrypting
        return new

    def found(self, said, _seq, _knows):
        organisation, _, _, admins, recovery = said.content
        check_key(recovery)
        new = self.checked(admins)
        need(len(new) == len(admins))
        self.kem_of.update(new)
        self.founder, self.organisation = said.author, organisation
        self.admins = set(new)
        self.path = [said.space]
        self.wrote |= self.admins

    def appoint(self, said, seq, knows):
        number, admins = said.content
        need(number > self.appointed and admins)
        need(len({signing for signing, _ in admins}) == len(admins))
        carried = said.space != self.space
        new = self.checked(admins)
        need(carried or all(knows(signing) for signing in new.keys() - self.admins))
        self.kem_of.update(new)
        for key in self.admins - new.keys():
            self.members.pop(key, None)  # the place goes with the office
            self.changed[key] = seq
        for key in new.keys() - self.admins:
            self.wrote.add(key)
            self.changed[key] = seq
        self.admins, self.appointed = set(new), number

    def create(self, said, _seq, _knows):
        child, commitment, _, name = said.content
        need(child not in self.path and child not in self.children)
        need(len(self.path) < DEPTH and len(self.children) < CHILDREN and len(name) <= LABEL)
        if self.arrived():
            self.children.add(child)
            return
        leads = {key: self.hash_of[key] for key, role in self.members.items() if role == LEAD and key not in self.admins}
        self.above.append((leads, set()))
        self.path.append(child)
        self.members, self.children, self.parent, self.first = {}, set(), None, commitment

    def say_parent(self, said, seq, _knows):
        epoch, commitment, keys, above, shared = said.content
        further_up = max(self.rank(said.author) - 1, 0)
        for leads, editors in above:
            for names in ([key for key, _ in leads], editors):
                need(names == sorted(set(names)))
                for key in names:
                    curve.strong_point(key)
        for key in shared or ():
            curve.strong_point(key)
        if self.parent is not None and self.arrived() and seq:
            same = [epoch, commitment] == self.parent[1:3]
            unchanged = same and (keys is None or keys == self.parent[3])
            need(unchanged or self.rotated == (seq - 1, said.author))
            keys = self.parent[3] if same and keys is None else keys
        above = [(dict(leads), set(editors)) for leads, editors in above]
        need(len(above) == len(self.above) and above[:further_up] == self.above[:further_up])
        for key in keys or ():
            check_key(key)
        for before, after in zip(self.above, above):
            then, now = roles(*before), roles(*after)
            for key in then.keys() | now.keys():
                if then.get(key) != now.get(key):
                    self.changed[key] = seq
        self.above, self.parent = above, [seq, epoch, commitment, keys]

    def grant(self, said, seq, knows):
        (signing, encrypting), role, capability, slot, _ = said.content
        need(slot < SLOTS and (signing in self.members or len(self.members) < SLOTS))
        need(knows(signing) and knows(said.author))
        need(not self.ranks_above(signing, said.author) or role == LEAD)
        curve.strong_point(capability)
        self.kem_of.update(self.checked([(signing, encrypting)]))
        self.members[signing] = role
        self.hash_of[signing] = keys_hash((signing, encrypting))
        if role >= EDITOR:
            self.wrote.add(signing)
        self.changed[signing] = seq

    def criteria(self, said, _seq, _knows):
        name, criteria, minimum_app = said.content
        need(any(part is not None for part in said.content))
        need(name is None or len(name.encode()) <= NAME_AT_MOST)
        need(criteria is None or len(criteria) <= CRITERIA_AT_MOST)

    def revoke(self, said, seq, _knows):
        key, = said.content
        need(key in self.members and key not in self.admins and not self.ranks_above(key, said.author))
        del self.members[key]
        self.changed[key] = seq
