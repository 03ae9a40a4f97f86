//! What each allowed statement changes about who may do what; all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::above::check_capabilities;
use super::{
    Authority, CHILDREN_MAX, Founded, JUMP_EPOCHS, Known, LABEL_MAX, Member, REGIONS_DEEP,
};
use crate::envelope::MEMBER_SLOTS;
use crate::sign::checked;
use crate::statement::{
    Admit, Admitted, Appoint, Create, Erase, Found, Grant, Resume, Revoke, Rotate, Statement,
};
use crate::{MemberKeys, PublicKey, Refused, Role};

impl Authority {
    pub(super) fn resume(&mut self, resume: &Resume) -> Result<(), Refused> {
        let epoch = self.epoch.checked_add(JUMP_EPOCHS).ok_or(Refused)?;
        if resume.epoch < epoch {
            return Err(Refused);
        }
        self.next = Some(resume.epoch);
        // What is left is what it was, with keys of people who were put out since.
        self.rotation_due = true;
        Ok(())
    }

    pub(super) fn found(&mut self, found: &Found, statement: &Statement) -> Result<(), Refused> {
        found.recovery.checked()?;
        let mut admins = BTreeMap::new();
        for keys in &found.admins {
            keys.check()?;
            if admins.insert(keys.sign, keys.clone()).is_some() {
                return Err(Refused);
            }
        }
        self.founded = Some(Founded {
            key: statement.author,
            organisation: found.organisation,
            name: found.name.clone(),
            recovery: found.recovery,
        });
        for keys in admins.values() {
            self.remember(keys, 0, true);
        }
        self.epoch = statement.epoch;
        self.admins = admins;
        self.path = vec![found.root];
        Ok(())
    }

    pub(super) fn appoint(
        &mut self,
        appoint: &Appoint,
        statement: &Statement,
        place: u64,
    ) -> Result<(), Refused> {
        if appoint.number <= self.appointed || appoint.admins.is_empty() {
            return Err(Refused);
        }
        let mut admins = BTreeMap::new();
        for keys in &appoint.admins {
            // Each once, or the second of two KEM keys would win.
            if admins.insert(keys.sign, keys.clone()).is_some() {
                return Err(Refused);
            }
            self.sound(keys)?;
            // Of what was carried down, the numbers tell what its author knew.
            let carried = statement.space != self.here;
            let new = !self.admins.contains_key(&keys.sign);
            if new && !carried && !self.knows_latest(statement, &keys.sign) {
                return Err(Refused);
            }
        }
        let before = core::mem::take(&mut self.admins);
        for key in before.keys().filter(|key| !admins.contains_key(*key)) {
            // An admin's place goes with the office, and what came with it in every open region below.
            self.rotation_due |= self.members.remove(key).is_some() || self.open;
            self.changed(key, place);
        }
        for keys in admins.values() {
            if !before.contains_key(&keys.sign) {
                self.remember(keys, place, true);
            }
        }
        self.admins = admins;
        self.appointed = appoint.number;
        Ok(())
    }

    pub(super) fn create(&mut self, create: &Create, statement: &Statement) -> Result<(), Refused> {
        let known = self
            .children
            .iter()
            .any(|child| child.child == create.child);
        let full = self.path.len() >= REGIONS_DEEP || self.children.len() >= CHILDREN_MAX;
        if known || full || self.path.contains(&create.child) {
            return Err(Refused);
        }
        if create.label.as_bytes().len() > LABEL_MAX {
            return Err(Refused);
        }
        if self.has_arrived() {
            self.children.push(create.clone());
        } else {
            self.descend(create, statement.author);
        }
        Ok(())
    }

    pub(super) fn grant(
        &mut self,
        grant: &Grant,
        statement: &Statement,
        place: u64,
    ) -> Result<(), Refused> {
        self.sound(&grant.member)?;
        checked(&grant.capability)?;
        // A server that kept a grant back can't use it to undo a later revocation. And who granted before being put out and let in
        // again must say it again.
        for key in [&grant.member.sign, &statement.author] {
            if !self.knows_latest(statement, key) {
                return Err(Refused);
            }
        }
        // What an admin is, the founding key says, and of others above those above them: no lead makes less of one.
        if self.ranks_above(&grant.member.sign, &statement.author) && grant.role != Role::Lead {
            return Err(Refused);
        }
        // As many as a block has slots for: nobody fills a region until it can't rotate any more.
        let already = self.members.get(&grant.member.sign);
        let slots = MEMBER_SLOTS[MEMBER_SLOTS.len() - 1];
        if usize::from(grant.slot) >= slots || (already.is_none() && self.members.len() >= slots) {
            return Err(Refused);
        }
        // Whoever could do more still holds the secret of it.
        self.rotation_due |= already.is_some_and(|before| {
            before.grant.role > grant.role && before.grant.role >= Role::Viewer
        });
        self.remember(&grant.member, place, grant.role >= Role::Editor);
        let member = Member {
            grant: grant.clone(),
            since: statement.day,
            granted_by: statement.author,
            by: statement.author,
        };
        self.members.insert(grant.member.sign, member);
        Ok(())
    }

    pub(super) fn revoke(
        &mut self,
        revoke: &Revoke,
        statement: &Statement,
        place: u64,
    ) -> Result<(), Refused> {
        // Only the founding key dismisses an admin, and nobody is put out from below.
        if self.is_admin(&revoke.member) || self.ranks_above(&revoke.member, &statement.author) {
            return Err(Refused);
        }
        let gone = self.members.remove(&revoke.member).ok_or(Refused)?;
        self.rotation_due |= gone.grant.role >= Role::Viewer;
        self.changed(&revoke.member, place);
        Ok(())
    }

    /// The next epoch begins: for exactly those who stand, and with exactly the history before it. Two rotations of one
    /// epoch can't both stand in one log, for the second one hasn't seen the first.
    pub(super) fn rotate(
        &mut self,
        rotate: &Rotate,
        statement: &Statement,
        place: u64,
    ) -> Result<(), Refused> {
        let next = self.next_epoch().ok_or(Refused)?;
        let everybody = self
            .members
            .keys()
            .eq(rotate.members.iter().map(|r| &r.member));
        if !everybody || statement.seen.seq + 1 != place {
            return Err(Refused);
        }
        let mut slots = BTreeSet::new();
        for renewed in &rotate.members {
            checked(&renewed.capability)?;
            let there = usize::from(renewed.slot) < MEMBER_SLOTS[MEMBER_SLOTS.len() - 1];
            if !there || !slots.insert(renewed.slot) {
                return Err(Refused);
            }
        }
        if let Some(above) = &rotate.above {
            check_capabilities(above)?;
        }
        for (member, renewed) in self.members.values_mut().zip(&rotate.members) {
            member.grant.capability = renewed.capability;
            member.grant.slot = renewed.slot;
            member.by = statement.author;
        }
        self.epoch = next;
        self.next = None;
        self.commitment = Some(rotate.commitment);
        self.rotated_at = place;
        self.capabilities = rotate.above;
        self.wrapped_by = vec![statement.author];
        self.rotation_due = false;
        Ok(())
    }

    /// Until the next rotation it is there still.
    pub(super) fn erase(&mut self, erase: &Erase) -> Result<(), Refused> {
        let records = erase.records.is_sorted_by(|a, b| a < b);
        let collected = erase.collected.is_sorted_by(|a, b| a < b);
        let places = erase.places.is_sorted_by(|a, b| a.seq < b.seq);
        let nothing =
            erase.records.is_empty() && erase.collected.is_empty() && erase.places.is_empty();
        if nothing || !(records && collected && places) {
            return Err(Refused);
        }
        self.rotation_due = true;
        Ok(())
    }

    /// Entries are judged as they would be if their authors had written them here: sound, by somebody who stands, or at least
    /// once stood as long as nobody makes a record of it.
    pub(super) fn admit(&self, admit: &Admit, statement: &Statement) -> Result<(), Refused> {
        if admit.entries.is_empty() {
            return Err(Refused);
        }
        for entry in &admit.entries {
            let (handed, accepted) = match entry {
                Admitted::Accepted(handed) => (handed, true),
                Admitted::Held(handed) => (handed, false),
                Admitted::Dropped(_) => continue,
                // A rotation leaves these, and nobody says them.
                Admitted::ErasedRecord(..) | Admitted::ErasedHeld(_) => return Err(Refused),
            };
            let author = handed.check(statement.space)?.author;
            let stands = self.members.contains_key(&author);
            let known = self.known.contains_key(&author);
            if handed.epoch > self.epoch || !known || (accepted && !stands) {
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// Whether these keys may be let in: whole, and the ones this person always had. One signing key has one KEM key for ever:
    /// nobody's envelopes are quietly redirected.
    fn sound(&self, keys: &MemberKeys) -> Result<(), Refused> {
        keys.check()?;
        let other = self.known.get(&keys.sign).is_some_and(|k| k.keys != *keys);
        if other { Err(Refused) } else { Ok(()) }
    }

    /// Whether a statement's author knew of the last change to what somebody may do.
    fn knows_latest(&self, statement: &Statement, key: &PublicKey) -> bool {
        statement.seen.seq >= self.changed_at(key)
    }

    pub(super) fn changed_at(&self, key: &PublicKey) -> u64 {
        let above = self.above_changed.get(key).copied();
        let here = self.known.get(key).map(|known| known.changed);
        above.max(here).unwrap_or(0)
    }

    fn changed(&mut self, key: &PublicKey, place: u64) {
        if let Some(known) = self.known.get_mut(key) {
            known.changed = place;
        }
    }

    fn remember(&mut self, keys: &MemberKeys, changed: u64, writes: bool) {
        let keys = keys.clone();
        let wrote = writes || self.known.get(&keys.sign).is_some_and(|known| known.wrote);
        let known = Known {
            keys,
            changed,
            wrote,
        };
        self.known.insert(known.keys.sign, known);
    }
}
