//! Notes: one of the list, its gaps filled.

use crate::birth::Day;
use crate::contact::Language;
use crate::draw::Draw;
use crate::lists::LISTS;
use crate::tree::Place;

const WEEKDAYS: [[&str; 7]; 2] = [
    [
        "панядзелак",
        "аўторак",
        "сераду",
        "чацвер",
        "пятніцу",
        "суботу",
        "нядзелю",
    ],
    [
        "понедельник",
        "вторник",
        "среду",
        "четверг",
        "пятницу",
        "субботу",
        "воскресенье",
    ],
];

/// Something people write down of each other.
pub(crate) fn note(draw: &mut Draw, language: Language, place: &Place) -> String {
    let note = *draw.one(&LISTS.notes).get(language);
    let Some((before, rest)) = note.split_once('{') else {
        return note.to_owned();
    };
    let (gap, after) = rest.split_once('}').unwrap_or((rest, ""));
    format!("{before}{}{after}", filled(draw, gap, language, place))
}

fn filled(draw: &mut Draw, gap: &str, language: Language, place: &Place) -> String {
    match gap {
        "hour" => draw.between(9, 21).to_string(),
        "small" => draw.between(1, 9).to_string(),
        "number" => draw.between(1, 60).to_string(),
        "code" => format!("{}К{:04}", draw.between(1, 99), draw.below(10_000)),
        "weekday" => WEEKDAYS[language as usize][draw.below(7)].to_owned(),
        "date" => {
            let year = draw.between(2019, 2025);
            let day = Day::of_year(draw, year).plain();
            // Who writes a note leaves the year out.
            if draw.percent(60) {
                day[..5].to_owned()
            } else {
                day
            }
        }
        "name" => {
            let names = &LISTS.women.names[LISTS.women.weights.draw(draw)];
            (*names.name.get(language)).to_owned()
        }
        "street" => (*draw.one(&LISTS.streets).name.get(language)).to_owned(),
        _ => match place.towns.first() {
            Some(town) => (*town.name.get(language)).to_owned(),
            None => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;
    use crate::tree::TREE;

    #[test]
    fn every_gap_is_filled() {
        for at in 0..2000 {
            let mut draw = Draw::new(2, Purpose::Manner, at);
            let language = *draw.one(&[Language::Belarusian, Language::Russian]);
            let place = &TREE.places[at % TREE.places.len()];
            let note = note(&mut draw, language, place);
            assert!(!note.contains(['{', '}']) && note.len() > 5, "{note}");
        }
    }
}
