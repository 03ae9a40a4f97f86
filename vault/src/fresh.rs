//! How new what is shown is, and signs of life: whoever may write says now and then that they are here, so that a server that keeps
//! everything new back can't pass for a quiet region.

use std::collections::{BTreeMap, BTreeSet};

use keys::statement::{Body, Statement};
use keys::{Day, PublicKey, Role};

use crate::account::Account;
use crate::api::{Failure, Freshness};
use crate::region::Region;
use crate::{Platform, Vault, append};

/// So far from each other clocks may be, in days.
const CLOCKS_OFF: Day = 2;
/// Of so many days running, two people are to have signed one.
const DAYS: Day = 3;
const PEOPLE: usize = 2;
/// Regions in which a sign of life is given between two looks for news.
const AT_ONCE: usize = 8;

/// Who was heard when, in one region.
#[derive(Default)]
pub(crate) struct Heard {
    /// The days that each author has signed.
    authors: BTreeMap<PublicKey, BTreeSet<Day>>,
    /// The day of the first statement.
    began: Option<Day>,
    /// The day on which the keys were renewed last.
    renewed: Option<Day>,
}

impl Heard {
    /// A day that somebody signed, whatever was said.
    pub(crate) fn note(&mut self, author: PublicKey, day: Day) {
        self.authors.entry(author).or_default().insert(day);
    }

    pub(crate) fn hear(&mut self, statement: &Statement) {
        let Statement { author, day, .. } = statement;
        self.note(*author, *day);
        self.began = self.began.or(Some(*day));
        if matches!(statement.body, Body::Rotate(_) | Body::Resume(_)) {
            self.renewed = Some(*day);
        }
    }
}

impl Region {
    /// Authors who count, and when they were heard last. The founding key signs too, but it is nobody's word that history goes on.
    /// What claims to come from further ahead than clocks are wrong says nothing.
    fn authors(&self, today: Day) -> impl Iterator<Item = (&PublicKey, Day)> {
        let authority = self.log.authority();
        let authors = self.heard.authors.iter();
        let count = authors.filter(|(author, _)| authority.is_editor(author));
        count.filter_map(move |(author, days)| {
            let newest = days
                .range(..=today.saturating_add(CLOCKS_OFF))
                .next_back()?;
            Some((author, (*newest).min(today)))
        })
    }

    /// The newest day that somebody other than `me` signed.
    pub(crate) fn newest_by_others(&self, me: Option<&PublicKey>, today: Day) -> Option<Day> {
        let others = self
            .authors(today)
            .filter(|(author, _)| Some(*author) != me);
        others.map(|(_, day)| day).max()
    }

    pub(crate) fn freshness(&self, me: &PublicKey, today: Day) -> Freshness {
        Freshness {
            newest_other: self.newest_by_others(Some(me), today),
            keys_since: self.heard.renewed.or(self.heard.began),
        }
    }

    /// Whether it is this person's turn to say that history goes on: somebody else would look in vain for two people who signed one of
    /// these days, and isn't it already. Who has come these days has just spoken to somebody here.
    fn wants_beacon(&self, me: &PublicKey, today: Day) -> bool {
        let usable = !self.broken && !self.lapsed && !self.behind && !self.is_outdated();
        // What got no answer is to be sent again as it is, and nothing else before it.
        if !usable || self.role() < Role::Editor || self.unanswered.is_some() {
            return false;
        }
        let first = today.saturating_sub(DAYS - 1);
        let authority = self.log.authority();
        let came = authority.member(me).map(|member| member.since);
        let came = came.or(self.heard.began).unwrap_or(today);
        let new = came >= first && came <= today.saturating_add(CLOCKS_OFF);
        let lately = self.authors(today).filter(|(_, day)| *day >= first);
        let lately: Vec<&PublicKey> = lately.map(|(author, _)| author).collect();
        !new && lately.len() < PEOPLE && !lately.contains(&me) && authority.is_editor(me)
    }
}

/// The newest day signed by somebody else in each region.
pub(crate) fn newest<P: Platform>(vault: &Vault<P>) -> Result<Vec<(u16, Option<Day>)>, Failure> {
    let today = vault.today();
    vault.with(|account| {
        let me = account.identity.sign.public();
        let regions = account.regions();
        let newest =
            regions.map(|(number, region)| (number, region.newest_by_others(Some(&me), today)));
        Ok(newest.collect())
    })
}

/// Gives signs of life where they are missing, at most once a day and region.
pub(crate) async fn keep<P: Platform>(vault: &Vault<P>) {
    let today = vault.today();
    let wanted = vault.with_mut(|account| Ok(wanted(account, today)));
    for number in wanted.unwrap_or_default() {
        // Should it fail, somebody else gives one, or this device tomorrow.
        let _ = append::append(vault, number, vec![Body::Beacon]).await;
    }
}

fn wanted(account: &mut Account, today: Day) -> Vec<u16> {
    let me = account.identity.sign.public();
    let regions = account.regions().filter(|(_, region)| {
        region.wants_beacon(&me, today) && account.beacons.get(&region.space()) != Some(&today)
    });
    let wanted = regions.map(|(number, region)| (number, region.space()));
    let wanted: Vec<_> = wanted.take(AT_ONCE).collect();
    for (_, space) in &wanted {
        account.beacons.insert(*space, today);
    }
    wanted.into_iter().map(|(number, _)| number).collect()
}
