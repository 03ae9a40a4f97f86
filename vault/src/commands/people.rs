//! Who is in a region.

use crate::api::{Failure, Person, Reply};
use crate::{Platform, Vault};

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let authority = region.log.authority();
        let me = account.identity.sign.public();
        let dismisses = account.keyring.founding.is_some() && authority.path().len() == 1;
        let mut people: Vec<Person> = authority
            .members()
            .map(|(key, member)| Person {
                key: key.0,
                name: region.name_of(key),
                role: member.grant.role.into(),
                admin: authority.is_admin(key),
                since: member.since,
                by: region.name_of(&member.by),
                me: *key == me,
                removable: *key != me
                    && authority.is_lead(&me)
                    && (dismisses || !authority.is_admin(key))
                    && !authority.ranks_above(key, &me),
            })
            .collect();
        people.sort_by(|a, b| b.role.cmp(&a.role).then_with(|| a.name.cmp(&b.name)));
        Ok(Reply::People(people))
    })
}
