//! What an organisation keeps of somebody beside name and address.

use crate::birth::Day;
use crate::contact::{Handle, Language, Messenger, Phone};
use crate::draw::Draw;
use crate::home::Home;
use crate::lists::LISTS;
use crate::manner::other;
use crate::person::Person;
use crate::tree::TREE;

/// The last year anything was added in.
const LAST_YEAR: usize = 2025;

/// Where a contact came from, and the day it was added.
pub(crate) fn source(draw: &mut Draw) -> (&'static str, String) {
    let at = LISTS.sources.weights.draw(draw);
    let year = draw.between(LISTS.source_years[at], LAST_YEAR);
    let word = LISTS.sources.words[at];
    let word = if draw.percent(80) { word.be } else { word.ru };
    (word, Day::of_year(draw, year).plain())
}

/// None to four tags, mostly in the language of the row.
pub(crate) fn tags(draw: &mut Draw, language: Language) -> Vec<&'static str> {
    let many = draw.weighed(&[(24, 0), (36, 1), (26, 2), (11, 3), (3, 4)]);
    let mut tags = Vec::new();
    for _ in 0..many {
        let word = LISTS.tags.words[LISTS.tags.weights.draw(draw)];
        let language = match draw.percent(22) {
            true => other(language),
            false => language,
        };
        let tag = *word.get(language);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The number of the precinct where people of this home vote.
pub(crate) fn precinct(home: &Home) -> u16 {
    let people = TREE.places[home.place]
        .towns
        .first()
        .map_or(1, |town| town.people);
    let precincts = 3 + people / 3;
    let at = (home.street * 17 + home.house / 10) % precincts;
    u16::try_from(1 + at).unwrap_or(u16::MAX)
}

/// Names in messengers, and phones that some are reached by there.
pub(crate) fn messengers(draw: &mut Draw, person: &Person, phones: &[Phone]) -> Vec<Handle> {
    let mut handles = Vec::new();
    if draw.percent(32) {
        handles.push(Handle {
            messenger: Messenger::Telegram,
            name: person.handle.clone(),
        });
    }
    if let Some(phone) = phones.first().filter(|_| draw.percent(18)) {
        handles.push(Handle {
            messenger: draw.weighed(&[
                (65, Messenger::Viber),
                (20, Messenger::WhatsApp),
                (15, Messenger::Signal),
            ]),
            name: phone.number.clone(),
        });
    }
    handles
}
