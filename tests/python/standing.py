"""Who may say what, as the statements so far decide. Log and card share it; what the author had seen only a log can ask."""

import curve
from base import need
from chain import EDITOR, LEAD
from kem import check_key
from people import check_member, fingerprint
from statement import APPOINT, CREATE, CRITERIA, FOUND, GRANT, REVOKE, ROTATE

BY_FOUNDER = {APPOINT}
BY_ADMINS = {CRITERIA}
SLOTS = 512
NAME_AT_MOST, CRITERIA_AT_MOST = 256, 64 << 10
BY_LEADS = {CREATE, GRANT, REVOKE, ROTATE}


class Standing:
    def __init__(self, space, pinned):
        self.space, self.pinned = space, pinned
        self.founder = self.organisation = None
        self.admins, self.members = set(), {}   # members: signing key to role
        self.kem_of, self.changed = {}, {}      # changed: signing key to the seq of its last change
        self.children = set()

    def is_lead(self, key):
        return key in self.admins or self.members.get(key) == LEAD

    def stands(self, key):
        return key in self.admins or key in self.members

    def may_say(self, said):
        """Who may say what, and that it is about this organisation (rule 3)."""
        if said.kind == FOUND:
            organisation, _, root, admins, _ = said.content
            return (self.founder is None and fingerprint(said.author) == self.pinned and bool(admins)
                    and said.epoch == 1 and root == self.space and organisation == said.organisation)
        if self.founder is None or said.organisation != self.organisation:
            return False
        if said.kind in BY_FOUNDER:
            return said.author == self.founder
        if said.kind in BY_ADMINS:
            return said.author in self.admins
        if said.kind in BY_LEADS:
            return self.is_lead(said.author)
        return self.is_lead(said.author) or self.members.get(said.author) == EDITOR

    def apply(self, said, seq, knows):
        """The effect, or a refusal that changes nothing. `knows(key)`: had the author seen the last change to `key`?"""
        {FOUND: self.found, APPOINT: self.appoint, CREATE: self.create, GRANT: self.grant,
         REVOKE: self.revoke, CRITERIA: self.criteria}[said.kind](said, seq, knows)

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

    def appoint(self, said, seq, knows):
        added, dismissed = said.content
        need(all(knows(signing) for signing, _ in added))
        need(len({signing for signing, _ in added}) == len(added))
        need(all(key in self.kem_of for key in dismissed))
        self.kem_of.update(self.checked(added))
        for key in dismissed:
            self.admins.discard(key)
            self.members.pop(key, None)  # whoever is named loses it, an admin or not
            self.changed[key] = seq
        for signing, _ in added:
            self.admins.add(signing)
            self.changed[signing] = seq

    def create(self, said, _seq, _knows):
        child, _ = said.content
        need(child != self.space and child not in self.children)
        self.children.add(child)

    def grant(self, said, seq, knows):
        (signing, encrypting), role, capability, slot, _ = said.content
        need(slot < SLOTS and (signing in self.members or len(self.members) < SLOTS))
        need(knows(signing) and knows(said.author))
        need(signing not in self.admins or role == LEAD)
        curve.strong_point(capability)
        self.kem_of.update(self.checked([(signing, encrypting)]))
        self.members[signing] = role
        self.changed[signing] = seq

    def criteria(self, said, _seq, _knows):
        name, criteria, minimum_app = said.content
        need(any(part is not None for part in said.content))
        need(name is None or len(name.encode()) <= NAME_AT_MOST)
        need(criteria is None or len(criteria) <= CRITERIA_AT_MOST)

    def revoke(self, said, seq, _knows):
        key, = said.content
        need(key in self.members and key not in self.admins)
        del self.members[key]
        self.changed[key] = seq
