"""Who may say what, as the statements so far decide. Log and card share it; what the author had seen only a log can ask."""

import curve
from base import need
from chain import EDITOR, LEAD
from people import fingerprint
from statement import APPOINT, BEACON, CHANGE, CREATE, FOUND, GRANT, REVOKE, ROTATE

BY_FOUNDER = {APPOINT}
BY_LEADS = {CREATE, GRANT, REVOKE, ROTATE}
BY_EDITORS = {CHANGE, BEACON}


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
        if said.kind == FOUND:
            return self.founder is None and fingerprint(said.author) == self.pinned
        if said.kind in BY_FOUNDER:
            return said.author == self.founder
        if said.kind in BY_LEADS:
            return self.is_lead(said.author)
        return self.is_lead(said.author) or self.members.get(said.author) == EDITOR

    def apply(self, said, seq, knows):
        """The effect, or a refusal that changes nothing. `knows(key)`: had the author seen the last change to `key`?"""
        {FOUND: self.found, APPOINT: self.appoint, CREATE: self.create, GRANT: self.grant,
         REVOKE: self.revoke}[said.kind](said, seq, knows)

    def one_kem_key(self, people):
        new = {}
        for signing, encrypting in people:
            known = self.kem_of.get(signing, new.get(signing, encrypting))
            need(known == encrypting)
            new[signing] = encrypting
        return new

    def found(self, said, seq, _knows):
        organisation, _, root, admins, _ = said.content
        need(root == self.space and organisation == said.organisation and admins)
        self.kem_of.update(self.one_kem_key(admins))
        self.founder, self.organisation = said.author, organisation
        self.admins = {signing for signing, _ in admins}
        self.changed.update({key: seq for key in self.admins})

    def appoint(self, said, seq, knows):
        added, dismissed = said.content
        need(all(knows(signing) for signing, _ in added))
        need(all(key in self.admins for key in dismissed))
        self.kem_of.update(self.one_kem_key(added))
        for key in dismissed:
            self.admins.discard(key)
            self.members.pop(key, None)
            self.changed[key] = seq
        for signing, _ in added:
            self.admins.add(signing)
            self.changed[signing] = seq

    def create(self, said, _seq, _knows):
        child, _ = said.content
        need(child != self.space and child not in self.children)
        self.children.add(child)

    def grant(self, said, seq, knows):
        (signing, encrypting), role, capability, _, _ = said.content
        need(knows(signing) and knows(said.author))
        need(signing not in self.admins or role == LEAD)
        curve.strong_point(capability)
        self.kem_of.update(self.one_kem_key([(signing, encrypting)]))
        self.members[signing] = role
        self.changed[signing] = seq

    def revoke(self, said, seq, _knows):
        key, = said.content
        need(key in self.members and key not in self.admins)
        del self.members[key]
        self.changed[key] = seq
