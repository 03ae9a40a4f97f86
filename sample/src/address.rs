//! Addresses as a row has them.

use crate::contact::{Address, AddressKind, Language, Name};
use crate::draw::Draw;
use crate::home::{Home, Part};
use crate::lists::LISTS;
use crate::manner::{Manner, other};
use crate::name::hand;
use crate::spelled::Spelled;
use crate::tree::{Kind, Place, TREE};

/// A home as this row has it: what people leave out, they leave out here.
pub(crate) fn address(
    draw: &mut Draw,
    manner: &Manner,
    kind: AddressKind,
    home: &Home,
) -> Option<Address> {
    let place = &TREE.places[home.place];
    let language = manner.rest;
    let town = match draw.percent(80) {
        true => written(draw, manner, &home.town, |draw, name, language| {
            with_kind(draw, home.kind, name, language)
        }),
        false => Name::default(),
    };
    let in_town = !town.written.is_empty() && draw.percent(73);
    let voblast = match draw.percent(52) {
        true => voblast(draw, place, language),
        false => String::new(),
    };
    let district = match draw.percent(42) {
        true => district(draw, place, language),
        false => String::new(),
    };
    let (street, house, flat) = match in_town {
        true => (
            written(
                draw,
                manner,
                &LISTS.streets[home.street].name,
                |draw, name, language| with_street_kind(draw, home.street, name, language),
            ),
            house(draw, home),
            home.flat
                .filter(|_| draw.percent(92))
                .map_or_else(String::new, |flat| flat.to_string()),
        ),
        false => Default::default(),
    };
    let postcode = match draw.percent(if in_town { 48 } else { 20 }) {
        true => format!("{:06}", home.postcode),
        false => String::new(),
    };
    let known = [&town.written, &voblast, &district, &postcode];
    let known = known.into_iter().any(|part| !part.is_empty());
    known.then_some(Address {
        kind,
        postcode,
        voblast,
        district,
        town,
        street,
        house,
        flat,
    })
}

/// A name with what stands around it, as written and in the other language.
fn written(
    draw: &mut Draw,
    manner: &Manner,
    name: &Spelled,
    around: impl Fn(&mut Draw, &str, Language) -> String,
) -> Name {
    let word = hand(draw, manner, manner.rest, name.get(manner.rest));
    Name {
        written: around(draw, &word, manner.rest),
        other: (*name.get(other(manner.rest))).to_owned(),
    }
}

fn with_kind(draw: &mut Draw, kind: Kind, name: &str, language: Language) -> String {
    let be = language == Language::Belarusian;
    let (often, signs): (usize, &[&str]) = match (kind, be) {
        (Kind::City, _) => (36, &["г. ", "г. ", "г.", "г "]),
        (Kind::Settlement, true) => (55, &["г.п. ", "гп ", "гп. "]),
        (Kind::Settlement, false) => (55, &["г.п. ", "гп ", "пгт "]),
        (Kind::Agrotown, _) => (70, &["аг. ", "аг. ", "аг.", "а/г "]),
        (Kind::Village, true) => (75, &["в. ", "в. ", "вёска ", "в."]),
        (Kind::Village, false) => (75, &["д. ", "д. ", "дер. ", "д."]),
    };
    match draw.percent(often) {
        true => format!("{}{name}", draw.one(signs)),
        false => name.to_owned(),
    }
}

fn with_street_kind(draw: &mut Draw, street: usize, name: &str, language: Language) -> String {
    let kind = &LISTS.street_kinds[LISTS.streets[street].kind];
    let short = draw.one(kind.short.get(language));
    let word = kind.word.get(language);
    match draw.below(100) {
        0..54 => format!("{short} {name}"),
        54..58 => format!("{short}{name}"),
        58..76 => format!("{word} {name}"),
        76..82 => format!("{name} {short}"),
        82..85 => format!("{name} {word}"),
        _ => name.to_owned(),
    }
}

fn house(draw: &mut Draw, home: &Home) -> String {
    let house = home.house;
    match home.part {
        None => house.to_string(),
        Some(Part::Fraction(part)) => format!("{house}/{part}"),
        Some(Part::Letter(letter)) => match draw.below(10) {
            0..6 => format!("{house}{letter}"),
            6..8 => format!("{house}{}", letter.to_lowercase()),
            8 => format!("{house}-{letter}"),
            _ => format!("{house} {letter}"),
        },
        Some(Part::Block(block)) => match draw.below(10) {
            0..5 => format!("{house} к.{block}"),
            5..7 => format!("{house}к{block}"),
            7..9 => format!("{house}-{block}"),
            _ => format!("{house} корп. {block}"),
        },
    }
}

fn voblast(draw: &mut Draw, place: &Place, language: Language) -> String {
    let be = language == Language::Belarusian;
    let Some(name) = place.voblast else {
        let city = place.towns[0].name.get(language);
        return match draw.below(10) {
            0..5 if be => format!("горад {city}"),
            0..5 => format!("город {city}"),
            5..8 => format!("г. {city}"),
            _ => (*city).to_owned(),
        };
    };
    let name = name.get(language);
    let word = match (draw.below(10), be) {
        (0..5, true) => "вобласць",
        (0..5, false) => "область",
        (5..9, true) => "вобл.",
        (5..9, false) => "обл.",
        _ => return (*name).to_owned(),
    };
    format!("{name} {word}")
}

fn district(draw: &mut Draw, place: &Place, language: Language) -> String {
    let Some(name) = place.district else {
        return String::new();
    };
    let word = match (draw.below(10), language) {
        (0..5, Language::Belarusian) => "раён",
        (0..5, Language::Russian) => "район",
        (5..9, _) => "р-н",
        _ => "р.",
    };
    format!("{} {word}", name.get(language))
}
