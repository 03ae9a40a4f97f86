//! Who is in a region.

use keys::PublicKey;

use super::{recover, shares};
use crate::api::{Failure, Person, Reply, Standing};
use crate::region::Region;
use crate::{Platform, Vault};

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let authority = region.log.authority();
        let me = account.identity.sign.public();
        let dismisses = account.keyring.founding.is_some() && authority.path().len() == 1;
        Ok(Reply::People(people(region, &me, |key| {
            authority.is_lead(&me)
                && (dismisses || !authority.is_admin(key))
                && !authority.ranks_above(key, &me)
        })))
    })
}

/// Members as somebody sees them who may put some of the others out.
fn people(
    region: &Region,
    me: &PublicKey,
    may_put_out: impl Fn(&PublicKey) -> bool,
) -> Vec<Person> {
    let authority = region.log.authority();
    let mut people: Vec<Person> = authority
        .members()
        .map(|(key, member)| Person {
            key: key.0,
            name: region.name_of(key),
            role: member.grant.role.into(),
            admin: authority.is_admin(key),
            since: member.since,
            by: region.name_of(&member.by),
            me: key == me,
            removable: key != me && may_put_out(key),
        })
        .collect();
    people.sort_by(|a, b| b.role.cmp(&a.role).then_with(|| a.name.cmp(&b.name)));
    people
}

/// The root as the server shows it to who has the founding key's cards and remembers nothing of it: a person has to say whether
/// this is how it stood, before anybody is let in.
pub(crate) async fn standing<P: Platform>(
    vault: &Vault<P>,
    cards: &[String],
) -> Result<Reply, Failure> {
    let key = shares::founding_key(cards)?;
    let region = recover::found_again(vault, &key).await?;
    Ok(Reply::Standing(Standing {
        newest: region.newest_by_others(None, vault.today()),
        people: people(&region, &PublicKey([0; 32]), |_| false),
    }))
}
