//! What the form shows from the start, and what it offers to add: nobody is shown seventy empty fields.

use std::collections::BTreeSet;

use records::fields::{FIELDS, Field, FieldId, Group, Spelling};

use super::Draft;

/// Fields that come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    One(FieldId),
    All(Group, Spelling),
}

/// Something that can be added to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Its key in the translations. Of those with the same key in one place only the next is offered.
    pub(crate) key: &'static str,
    /// Below which group it is offered.
    pub(crate) group: Group,
    what: What,
}

const fn one(key: &'static str, group: Group, id: FieldId) -> Offer {
    let what = What::One(id);
    Offer { key, group, what }
}

const fn all(key: &'static str, group: Group, of: Group, spelling: Spelling) -> Offer {
    let what = What::All(of, spelling);
    Offer { key, group, what }
}

const fn spelled(group: Group) -> Offer {
    let key = match group {
        Group::Person => "add-name-spelling",
        _ => "add-place-spelling",
    };
    all(key, group, group, Spelling::Other)
}

const fn address(key: &'static str, of: Group) -> Offer {
    all(key, Group::Home, of, Spelling::First)
}

/// Everything that isn't in the form from the start.
pub(crate) const OFFERS: &[Offer] = &[
    spelled(Group::Person),
    one("field-nickname", Group::Person, FieldId::NICKNAME),
    one("add-phone", Group::Reach, FieldId::PHONE2),
    one("add-phone", Group::Reach, FieldId::PHONE3),
    one("add-phone", Group::Reach, FieldId::PHONE4),
    one("add-email", Group::Reach, FieldId::EMAIL2),
    one("add-email", Group::Reach, FieldId::EMAIL3),
    one("field-telegram", Group::Reach, FieldId::TELEGRAM),
    one("field-signal", Group::Reach, FieldId::SIGNAL),
    one("field-whatsapp", Group::Reach, FieldId::WHATSAPP),
    one("field-viber", Group::Reach, FieldId::VIBER),
    one("field-messenger", Group::Reach, FieldId::MESSENGER),
    all("add-limits", Group::Reach, Group::Limits, Spelling::First),
    spelled(Group::Home),
    address("group-registered", Group::Registered),
    address("group-workplace", Group::Workplace),
    address("group-letters", Group::Letters),
    spelled(Group::Registered),
    spelled(Group::Workplace),
    spelled(Group::Letters),
    one("field-precinct", Group::Work, FieldId::PRECINCT),
    one("field-source", Group::Work, FieldId::SOURCE),
    one("field-added", Group::Work, FieldId::ADDED),
];

/// The offers that were taken, by their places.
pub(crate) type Taken = BTreeSet<usize>;

impl Offer {
    fn holds(&self, field: &Field) -> bool {
        match self.what {
            What::One(id) => field.id == id,
            What::All(group, spelling) => field.group == group && field.spelling == spelling,
        }
    }

    /// The first of its fields, where one begins to type.
    pub(crate) fn first(&self) -> &'static str {
        let mut fields = FIELDS.iter().filter(|field| self.holds(field));
        fields.next().map_or("", |field| field.key)
    }

    /// Those that hold something of what is there.
    pub(crate) fn taken(draft: &Draft) -> Taken {
        let used = |offer: &Offer| {
            let mut fields = FIELDS.iter().filter(|field| offer.holds(field));
            fields.any(|field| draft.is_there(field.id))
        };
        let all = OFFERS.iter().enumerate();
        all.filter(|(_, offer)| used(offer))
            .map(|(at, _)| at)
            .collect()
    }

    /// What can still be added below a group.
    pub(crate) fn left(group: Group, taken: &Taken) -> Vec<usize> {
        let mut left: Vec<usize> = Vec::new();
        for (at, offer) in OFFERS.iter().enumerate() {
            let said = left.iter().any(|&at| OFFERS[at].key == offer.key);
            if offer.group == group && !taken.contains(&at) && !said {
                left.push(at);
            }
        }
        left
    }
}

/// The fields of a group that stand in the form.
pub(crate) fn shown(group: Group, spelling: Spelling, taken: &Taken) -> Vec<&'static Field> {
    let in_place = |field: &&Field| field.group == group && field.spelling == spelling;
    let there = |field: &&Field| {
        let offer = OFFERS.iter().position(|offer| offer.holds(field));
        offer.is_none_or(|at| taken.contains(&at))
    };
    FIELDS.iter().filter(in_place).filter(there).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(group: Group, taken: &Taken) -> Vec<&'static str> {
        let spellings = [Spelling::First, Spelling::Other];
        let fields = spellings.map(|spelling| shown(group, spelling, taken));
        fields.concat().iter().map(|field| field.key).collect()
    }

    fn left(group: Group, taken: &Taken) -> Vec<&'static str> {
        let left = Offer::left(group, taken);
        left.into_iter().map(|at| OFFERS[at].first()).collect()
    }

    #[test]
    fn a_new_contact_begins_with_what_most_have() {
        let none = Offer::taken(&Draft::of(None));
        assert!(none.is_empty());
        assert_eq!(keys(Group::Reach, &none), ["phone", "email"]);
        assert_eq!(keys(Group::Limits, &none).len(), 0);
        assert_eq!(keys(Group::Registered, &none).len(), 0);
        let from_start: usize = FIELDS
            .iter()
            .filter(|field| !OFFERS.iter().any(|offer| offer.holds(field)))
            .count();
        assert!(from_start <= 20, "{from_start}");
    }

    #[test]
    fn the_next_phone_is_offered_after_the_one_before() {
        let mut taken = Taken::new();
        assert_eq!(left(Group::Reach, &taken)[..2], ["phone2", "email2"]);
        taken.insert(Offer::left(Group::Reach, &taken)[0]);
        assert_eq!(keys(Group::Reach, &taken), ["phone", "phone2", "email"]);
        assert_eq!(left(Group::Reach, &taken)[..2], ["phone3", "email2"]);
    }

    #[test]
    fn what_is_there_is_shown_with_what_belongs_to_it() {
        let mut draft = Draft::of(None);
        draft.set(FieldId::LETTERS_STREET2, "ул. Мира".into());
        draft.set(FieldId::DO_NOT_CALL, "1".into());
        let taken = Offer::taken(&draft);
        assert_eq!(
            keys(Group::Letters, &taken),
            ["letters_town2", "letters_street2"]
        );
        assert_eq!(keys(Group::Limits, &taken).len(), 5);
    }

    #[test]
    fn everything_can_be_added() {
        let mut taken = Taken::new();
        let groups = FIELDS.iter().map(|field| field.group);
        let groups: BTreeSet<Group> = groups.collect();
        for _ in 0..OFFERS.len() {
            taken.extend(
                groups
                    .iter()
                    .flat_map(|group| Offer::left(*group, &taken))
                    .collect::<Vec<_>>(),
            );
        }
        let all: usize = groups.iter().map(|group| keys(*group, &taken).len()).sum();
        assert_eq!((taken.len(), all), (OFFERS.len(), FIELDS.len()));
    }
}
