//! Who is in a region.

use crate::api::{Failure, Person, Reply};
use crate::{Platform, Vault};

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let authority = region.log.authority();
        let me = account.identity.sign.public();
        let mut people: Vec<Person> = authority
            .members()
            .map(|(key, member)| Person {
                name: region.names.get(key).cloned(),
                role: member.grant.role.into(),
                admin: authority.is_admin(key),
                since: member.since,
                by: region.names.get(&member.by).cloned(),
                me: *key == me,
            })
            .collect();
        people.sort_by(|a, b| b.role.cmp(&a.role).then_with(|| a.name.cmp(&b.name)));
        Ok(Reply::People(people))
    })
}
