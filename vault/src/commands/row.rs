//! A record as a line of the list, with the parts that a search matched: whoever looks at a line sees why it is there.

use records::fields::{ADDRESSES, FieldId, Group, Values, family, place as order, reach_order};
use records::search::Mark;

use crate::api::{Also, Cell, Span};

/// A value longer than this is shown from a little before what matched.
const LONG: usize = 40;
/// So many characters before it.
const BEFORE: usize = 12;

/// What a line says.
pub(crate) struct Line {
    pub(crate) name: Cell,
    pub(crate) reach: Cell,
    pub(crate) place: Cell,
    pub(crate) also: Option<Also>,
}

impl Line {
    /// Of a record that these marks were found in; of everybody, without any.
    pub(crate) fn new(values: &Values, marks: &[Mark]) -> Self {
        let seen = Seen { values, marks };
        let (name, reach, place) = (seen.name(), seen.reach(), seen.place());
        let parts = [&name, &reach, &place];
        let shown: Vec<FieldId> = parts.iter().flat_map(|part| part.fields.clone()).collect();
        Self {
            also: seen.also(&shown),
            name: name.cell,
            reach: reach.cell,
            place: place.cell,
        }
    }
}

/// A cell, and the fields it was made of.
#[derive(Default)]
struct Made {
    cell: Cell,
    fields: Vec<FieldId>,
}

struct Seen<'a> {
    values: &'a Values,
    marks: &'a [Mark],
}

impl Seen<'_> {
    /// Name, family name first; without one as it is spelled otherwise, then the nickname.
    fn name(&self) -> Made {
        let ways: [&[(FieldId, &str)]; 4] = [
            &[
                (FieldId::FAMILY, ""),
                (FieldId::GIVEN, " "),
                (FieldId::PATRONYMIC, " "),
            ],
            &[
                (FieldId::FAMILY2, ""),
                (FieldId::GIVEN2, " "),
                (FieldId::PATRONYMIC2, " "),
            ],
            &[(FieldId::NICKNAME, "")],
            &[(FieldId::NICKNAME2, "")],
        ];
        let mut made = ways.into_iter().map(|parts| self.join(parts));
        made.find(|made| !made.fields.is_empty())
            .unwrap_or_default()
    }

    /// The first way to reach them, or the one that matched.
    fn reach(&self) -> Made {
        let there = reach_order().filter(|id| self.values.contains_key(id));
        let first = first_most(there, |id| self.terms(*id).count_ones());
        first.map(|id| self.join(&[(id, "")])).unwrap_or_default()
    }

    /// Town, street, house of where they live, or of the address that matched.
    fn place(&self) -> Made {
        let parts = [
            (FieldId::TOWN, ""),
            (FieldId::STREET, ", "),
            (FieldId::HOUSE, ", "),
            (FieldId::FLAT, "-"),
        ];
        let wide = [(FieldId::DISTRICT, ""), (FieldId::REGION, ", ")];
        self.address(&parts)
            .or_else(|| self.address(&wide))
            .unwrap_or_default()
    }

    fn address(&self, parts: &[(FieldId, &'static str)]) -> Option<Made> {
        let spelled = |group: Group| -> Vec<(FieldId, &str)> {
            let spelled = parts
                .iter()
                .filter_map(|&(of, before)| Some((self.spelling(of, group)?, before)));
            spelled.collect()
        };
        let there = ADDRESSES
            .into_iter()
            .map(spelled)
            .filter(|ids| !ids.is_empty());
        let best = first_most(there, |ids| {
            let terms = ids.iter().map(|(id, _)| self.terms(*id));
            terms.fold(0, |all, terms| all | terms).count_ones()
        });
        best.map(|ids| self.join(&ids))
    }

    /// Of both spellings the one that matched, else the first there is.
    fn spelling(&self, of: FieldId, group: Group) -> Option<FieldId> {
        let there = family(of, group).map(|field| field.id);
        let there = there.filter(|id| self.values.contains_key(id));
        first_most(there, |id| self.terms(*id).count_ones())
    }

    /// Of what matched and isn't in the line otherwise, what explains most.
    fn also(&self, shown: &[FieldId]) -> Option<Also> {
        let seen = shown.iter().fold(0, |all, id| all | self.terms(*id));
        let all = self.marks.iter().fold(0, |all, mark| all | mark.terms);
        let missing = all & !seen;
        if missing == 0 {
            return None;
        }
        let mut ids: Vec<FieldId> = self.marks.iter().map(|mark| mark.field).collect();
        ids.sort_by_key(|id| order(*id));
        let field = first_most(ids.into_iter(), |id| {
            (self.terms(*id) & missing).count_ones()
        })?;
        let cell = self.join(&[(field, "")]).cell;
        Some(Also {
            field,
            cell: excerpt(cell),
        })
    }

    /// The words that are found in a field, as bits.
    fn terms(&self, id: FieldId) -> u16 {
        let marks = self.marks.iter().filter(|mark| mark.field == id);
        marks.fold(0, |all, mark| all | mark.terms)
    }

    fn join(&self, parts: &[(FieldId, &str)]) -> Made {
        let mut made = Made::default();
        let mut chars = 0;
        for (id, before) in parts {
            let Some(value) = self.values.get(id) else {
                continue;
            };
            if chars > 0 {
                made.cell.text.push_str(before);
                chars += before.chars().count();
            }
            for mark in self.marks.iter().filter(|mark| mark.field == *id) {
                let span = u16::try_from(chars + mark.start as usize)
                    .ok()
                    .zip(u16::try_from(mark.len).ok());
                let marks = &mut made.cell.marks;
                marks.extend(span.map(|(start, len)| Span { start, len }));
            }
            made.cell.text.push_str(value);
            made.fields.push(*id);
            chars += value.chars().count();
        }
        made.cell.marks.sort_by_key(|span| span.start);
        made
    }
}

/// The first of those that have most.
fn first_most<T>(all: impl Iterator<Item = T>, count: impl Fn(&T) -> u32) -> Option<T> {
    let counted = all.map(|one| (count(&one), one));
    let best = counted.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, one)| one)
}

/// A long text from a little before its first mark.
fn excerpt(cell: Cell) -> Cell {
    let first = cell.marks.first().map_or(0, |span| usize::from(span.start));
    let cut = first.saturating_sub(BEFORE);
    if cut == 0 || cell.text.chars().count() <= LONG {
        return cell;
    }
    let text: String = cell.text.chars().skip(cut).collect();
    let marks = cell.marks.into_iter().map(|span| Span {
        // One character stands for all that was cut.
        start: span.start - u16::try_from(cut).unwrap_or(span.start) + 1,
        ..span
    });
    Cell {
        text: format!("…{text}"),
        marks: marks.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::search::Index;

    fn line(values: &[(FieldId, &str)], typed: &str) -> Line {
        let values: Values = values
            .iter()
            .map(|&(id, value)| (id, value.to_owned()))
            .collect();
        let mut index = Index::new();
        index.insert(0, &values);
        let found = index.search(typed, 0, 1);
        Line::new(&values, &found.hits[0].marks)
    }

    /// The text with what is marked in brackets.
    fn said(cell: &Cell) -> String {
        let mut letters: Vec<String> = cell.text.chars().map(String::from).collect();
        for Span { start, len } in &cell.marks {
            letters[usize::from(*start)].insert(0, '[');
            letters[usize::from(start + len) - 1].push(']');
        }
        letters.concat()
    }

    fn also(line: &Line) -> Option<(FieldId, String)> {
        let also = line.also.as_ref()?;
        Some((also.field, said(&also.cell)))
    }

    const RYHOR: &[(FieldId, &str)] = &[
        (FieldId::FAMILY, "Гарадзенскі"),
        (FieldId::GIVEN, "Рыгор"),
        (FieldId::FAMILY2, "Grodzinsky"),
        (FieldId::PHONE, "+375291234567"),
        (FieldId::PHONE3, "+375337654321"),
        (FieldId::EMAIL, "ryhor@example.org"),
        (FieldId::TOWN, "Койданава"),
        (FieldId::TOWN2, "Дзержинск"),
        (FieldId::STREET, "вул. Міра"),
        (FieldId::REGISTERED_TOWN, "Орша"),
        (FieldId::REGISTERED_HOUSE, "7"),
        (
            FieldId::NOTES,
            "Пазнаёміліся на сходзе ў верасні, прасіў патэлефанаваць Вользе",
        ),
    ];

    #[test]
    fn everybody_is_shown_by_what_stands_first() {
        let line = line(RYHOR, "");
        assert_eq!(said(&line.name), "Гарадзенскі Рыгор");
        assert_eq!(said(&line.reach), "+375291234567");
        assert_eq!(said(&line.place), "Койданава, вул. Міра");
        assert_eq!(also(&line), None);
    }

    #[test]
    fn another_spelling_that_matched_is_shown() {
        let found = line(RYHOR, "гродзинск");
        assert_eq!(said(&found.name), "Гарадзенскі Рыгор");
        assert_eq!(
            also(&found),
            Some((FieldId::FAMILY2, "[Grodzinsk]y".into()))
        );
        // Where the name that stands first matches too, nothing more is needed.
        let found = line(RYHOR, "рыгор");
        assert_eq!(said(&found.name), "Гарадзенскі [Рыгор]");
        assert_eq!(also(&found), None);
        let found = line(&[(FieldId::FAMILY2, "Grodzinsky")], "grodz");
        assert_eq!(
            (said(&found.name), also(&found)),
            ("[Grodz]insky".into(), None)
        );
    }

    #[test]
    fn the_phone_that_matched_is_shown() {
        assert_eq!(said(&line(RYHOR, "033 765").reach), "[+37533765]4321");
        assert_eq!(said(&line(RYHOR, "ryhor").reach), "[ryhor]@example.org");
        assert_eq!(said(&line(RYHOR, "орша").reach), "+375291234567");
    }

    #[test]
    fn the_address_that_matched_is_shown_as_it_matched() {
        assert_eq!(said(&line(RYHOR, "дзерж").place), "[Дзерж]инск, вул. Міра");
        assert_eq!(said(&line(RYHOR, "мира").place), "Койданава, вул. [Міра]");
        assert_eq!(said(&line(RYHOR, "орша").place), "[Орша], 7");
        let found = line(RYHOR, "орша міра");
        assert_eq!(said(&found.place), "Койданава, вул. [Міра]");
        assert_eq!(
            also(&found),
            Some((FieldId::REGISTERED_TOWN, "[Орша]".into()))
        );
    }

    #[test]
    fn what_a_line_has_no_place_for_is_shown_from_where_it_matched() {
        let found = line(RYHOR, "гарадзенскі вользе");
        assert_eq!(
            also(&found),
            Some((FieldId::NOTES, "…элефанаваць [Вользе]".into()))
        );
    }
}
