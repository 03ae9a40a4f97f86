//! People found in any spelling.

use proptest::prelude::*;
use records::fields::{FIELDS, FieldId, Kind, Values};
use records::search::{Index, Mark};

fn contact(values: &[(FieldId, &str)]) -> Values {
    values
        .iter()
        .map(|&(id, value)| (id, value.to_owned()))
        .collect()
}

fn one(values: &[(FieldId, &str)]) -> Index {
    let mut index = Index::new();
    index.insert(7, &contact(values));
    index
}

fn finds(values: &[(FieldId, &str)], typed: &str) -> bool {
    one(values)
        .search(typed, 0, 10)
        .hits
        .iter()
        .any(|hit| hit.row == 7)
}

fn marked(values: &[(FieldId, &str)], typed: &str) -> Vec<String> {
    let values = contact(values);
    let mut index = Index::new();
    index.insert(0, &values);
    let found = index.search(typed, 0, 1);
    found.hits[0]
        .marks
        .iter()
        .map(
            |&Mark {
                 field, start, len, ..
             }| {
                values[&field]
                    .chars()
                    .skip(start as usize)
                    .take(len as usize)
                    .collect()
            },
        )
        .collect()
}

#[test]
fn spellings_find_each_other() {
    let groups: &[&[&str]] = &[
        &[
            "Ціханоўская",
            "Тихановская",
            "Cichanoŭskaja",
            "Cichanouskaja",
            "Tikhanovskaya",
            "Tsikhanouskaya",
            "ЦІХАНОЎСКАЯ",
        ],
        &[
            "Аляксандр",
            "Александр",
            "Aliaksandr",
            "Aleksandr",
            "Alexandr",
        ],
        &["Рыгор", "Григорий"],
        &["Яўген", "Евгений"],
        &[
            "Сяргей",
            "Сергей",
            "Siarhei",
            "Sergei",
            "Siarhiej",
            "Sergey",
        ],
        &["Вольга", "Ольга", "Volha", "Olga", "Voĺha"],
        &[
            "Магілёў",
            "Могилёв",
            "Могилев",
            "Mahilioŭ",
            "Mahiliou",
            "Mogilev",
        ],
        &["Бабруйск", "Бобруйск", "Babrujsk", "Bobruisk"],
        &["Віцебск", "Витебск", "Viciebsk", "Vitebsk"],
        &["Дар’я", "Дарья", "Дар'я", "Daria", "Darja"],
        &["Дзмітрый", "Дмитрий", "Dzmitryj", "Dmitry", "Дзмiтрый"],
        &["Кастрычніцкая", "Октябрьская"],
        &["Валентин", "Валянцін", "Valiancin", "Valentin"],
        &["Шчарбакоў", "Щербаков", "Ščarbakoŭ", "Shcherbakov"],
        &["Семён", "Семен", "Сямён"],
        &["Міхась", "Michaś", "Michas"],
    ];
    for group in groups {
        for stored in *group {
            for typed in *group {
                assert!(
                    finds(&[(FieldId::FAMILY, stored)], typed),
                    "{typed} finds {stored}"
                );
            }
        }
    }
}

#[test]
fn every_letter_typed_keeps_the_person_found() {
    for name in [
        "Ціханоўская",
        "Советская",
        "Щербаков",
        "Счастливый",
        "Толстой",
        "Алексей",
        "Вольга",
        "Cichanoŭskaja",
    ] {
        for end in 1..=name.chars().count() {
            let typed: String = name.chars().take(end).collect();
            assert!(finds(&[(FieldId::FAMILY, name)], &typed), "{typed}");
        }
    }
}

#[test]
fn streets_with_their_kind_in_either_language() {
    let street = [
        (FieldId::STREET, "вул. Кастрычніцкая"),
        (FieldId::HOUSE, "63Б"),
    ];
    for typed in [
        "улица Октябрьская",
        "Октябрьская ул 63б",
        "вуліца кастрычніцкая",
        "ул. Октябр",
    ] {
        assert!(finds(&street, typed), "{typed}");
    }
    assert!(!finds(&street, "проспект Октябрьская"));
}

#[test]
fn phones_in_any_format() {
    for stored in [
        "+375297649989",
        "8 029 764 99 89",
        "8 (029) 764-99-89",
        "тел. 80297649989",
        "297649989",
    ] {
        let values = [(FieldId::PHONE, stored)];
        for typed in [
            "80297649989",
            "8 029 764-99-89",
            "8 029",
            "8 029 764",
            "+375 29 764 99 89",
            "375297649989",
            "764-99-89",
            "029 764",
            "8029764",
            "7649989",
            "29 764",
            "9989",
            "+375 (29) 764",
        ] {
            assert!(finds(&values, typed), "{typed} finds {stored}");
        }
        assert!(!finds(&values, "8 033 764"), "{stored}");
        assert!(!finds(&values, "7649980"), "{stored}");
    }
    assert!(finds(
        &[(FieldId::PHONE, "+375297649989"), (FieldId::GIVEN, "Иван")],
        "иван 8 029 764"
    ));
    assert!(finds(
        &[(FieldId::NOTES, "звонить 8 029 764 99 89 вечером")],
        "+375297649989"
    ));
}

#[test]
fn words_in_any_order_and_all_of_them() {
    let values = [
        (FieldId::FAMILY, "Тихановская"),
        (FieldId::GIVEN, "Светлана"),
        (FieldId::TOWN, "Микашевичи"),
    ];
    for typed in [
        "светл тихан",
        "Святлана Мікашэвічы Ціханоўская",
        "mikaševi",
        "хановск",
    ] {
        assert!(finds(&values, typed), "{typed}");
    }
    assert!(!finds(&values, "светлана гомель"));
}

#[test]
fn the_nearer_comes_first() {
    let mut index = Index::new();
    for (row, family) in ["Маркова", "Марк", "Маркаў", "Домаркин"]
        .into_iter()
        .enumerate()
    {
        index.insert(
            u32::try_from(row).unwrap(),
            &contact(&[(FieldId::FAMILY, family)]),
        );
    }
    let found = index.search("марков", 0, 10);
    assert_eq!(
        found.hits.iter().map(|hit| hit.row).collect::<Vec<_>>(),
        [2, 0]
    );
    let found = index.search("марк", 0, 10);
    assert_eq!(
        found.hits.iter().map(|hit| hit.row).collect::<Vec<_>>(),
        [1, 2, 0, 3]
    );
    assert_eq!(index.search("марк", 1, 2).hits.len(), 2);
    assert_eq!(index.search("марк", 1, 2).total, 4);
}

#[test]
fn what_matched_is_marked() {
    let family = [(FieldId::FAMILY, "Ціханоўская")];
    assert_eq!(marked(&family, "тихан"), ["Ціхан"]);
    assert_eq!(marked(&family, "Tikhanovskaya"), ["Ціханоўская"]);
    assert_eq!(
        marked(&[(FieldId::STREET, "вул. Кастрычніцкая")], "Октябрьская"),
        ["Кастрычніцкая"]
    );
    assert_eq!(
        marked(&[(FieldId::PHONE, "8 (029) 764-99-89")], "37529764"),
        ["8 (029) 764"]
    );
    assert_eq!(
        marked(&[(FieldId::PHONE, "+375297649989")], "8 029 764"),
        ["+37529764"]
    );
    assert_eq!(
        marked(&[(FieldId::NOTES, "Просила позвонить Анне")], "звон анн"),
        ["звон", "Анн"]
    );
    // Letters taken apart count as they are stored.
    assert_eq!(
        marked(&[(FieldId::TOWN, "г. Маладзе\u{301}чна")], "молодеч"),
        ["Маладзе\u{301}ч"]
    );
}

#[test]
fn every_spelling_phone_and_address_is_found_and_marked() {
    let values = [
        (FieldId::FAMILY, "Койданаўскі"),
        (FieldId::FAMILY2, "Dzerzhinsky"),
        (FieldId::GIVEN, "Мікола"),
        (FieldId::GIVEN2, "Mikołaj"),
        (FieldId::NICKNAME2, "Коля"),
        (FieldId::PHONE, "+375291234567"),
        (FieldId::PHONE4, "8 033 765-43-21"),
        (FieldId::EMAIL3, "mk@example.org"),
        (FieldId::VIBER, "+375447778899"),
        (FieldId::SIGNAL, "@koidan"),
        (FieldId::TOWN, "Койданава"),
        (FieldId::TOWN2, "Дзержинск"),
        (FieldId::STREET2, "ул. Ленина"),
        (FieldId::REGISTERED_STREET, "Ракаўская"),
        (FieldId::WORKPLACE_TOWN2, "Фаниполь"),
        (FieldId::LETTERS_POSTCODE, "222720"),
        (FieldId::PRECINCT, "17"),
    ];
    for (typed, expected) in [
        ("Держинский", "Dzerzhinsky"),
        ("дзержинск", "Дзержинск"),
        ("Міколай", "Mikołaj"),
        ("колю", ""),
        ("Коля", "Коля"),
        ("8 033 765", "8 033 765"),
        ("mk", "mk"),
        ("044 777 88", "+3754477788"),
        ("koid", "koid"),
        ("Леніна", "Ленина"),
        ("вуліца Леніна", "ул"),
        ("раковская", "Ракаўская"),
        ("Фаніпаль", "Фаниполь"),
        ("222720", "222720"),
        ("17", "17"),
    ] {
        if expected.is_empty() {
            assert!(!finds(&values, typed), "{typed}");
        } else {
            let marked = marked(&values, typed);
            assert!(marked.contains(&expected.to_owned()), "{typed}: {marked:?}");
        }
    }
    // What says `1` or `be` is for filters.
    assert!(!finds(&[(FieldId::DO_NOT_CALL, "1")], "1"));
    assert!(!finds(&[(FieldId::LANGUAGE, "be")], "be"));
}

#[test]
fn what_stands_first_comes_first() {
    let mut index = Index::new();
    let people = [
        (FieldId::LETTERS_TOWN, "Дзержинск"),
        (FieldId::FAMILY2, "Дзержинск"),
        (FieldId::TOWN, "Дзержинск"),
        (FieldId::TOWN2, "Дзержинск"),
        (FieldId::FAMILY, "Дзержинск"),
        (FieldId::NOTES, "Дзержинск"),
    ];
    for (row, person) in (0..).zip(people) {
        index.insert(row, &contact(&[person]));
    }
    let hits = index.search("дзержинск", 0, 10).hits;
    let rows: Vec<u32> = hits.iter().map(|hit| hit.row).collect();
    assert_eq!(rows[..3], [4, 1, 2]);
    assert_eq!(rows[5], 5);
}

#[test]
fn marks_say_which_word_they_are_of() {
    let values = contact(&[
        (FieldId::FAMILY, "Ціханоўская"),
        (FieldId::FAMILY2, "Тихановская"),
        (FieldId::TOWN, "Мінск"),
    ]);
    let mut index = Index::new();
    index.insert(0, &values);
    let terms = |typed: &str| -> Vec<(FieldId, u16)> {
        let found = index.search(typed, 0, 1);
        let marks = found.hits[0].marks.iter();
        marks.map(|mark| (mark.field, mark.terms)).collect()
    };
    assert_eq!(
        terms("минск тихан"),
        [
            (FieldId::FAMILY, 2),
            (FieldId::TOWN, 1),
            (FieldId::FAMILY2, 2)
        ]
    );
}

#[test]
fn nothing_typed_lists_everybody_by_name() {
    let mut index = Index::new();
    for (row, family) in ["Яновіч", "Іваноў", "Иванов", "Абрамов", ""]
        .into_iter()
        .enumerate()
    {
        index.insert(
            u32::try_from(row).unwrap(),
            &contact(&[(FieldId::FAMILY, family)]),
        );
    }
    let rows = |index: &Index| {
        index
            .search("  ", 0, 10)
            .hits
            .iter()
            .map(|hit| hit.row)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&index), [3, 2, 1, 0, 4]);
    index.insert(0, &contact(&[(FieldId::FAMILY, "Аанаў")]));
    index.remove(2);
    index.remove(99);
    assert_eq!(rows(&index), [0, 3, 1, 4]);
    assert_eq!(index.len(), 4);
}

#[test]
fn what_was_taken_out_or_changed_is_not_found() {
    let mut index = Index::new();
    for row in 0..3000 {
        index.insert(
            row,
            &contact(&[
                (FieldId::FAMILY, "Сакалоў"),
                (FieldId::NOTES, &format!("запіс{row} яшчэ")),
            ]),
        );
    }
    for row in 0..2900 {
        index.remove(row);
    }
    assert_eq!(index.search("Соколов", 0, 5).total, 100);
    assert_eq!(index.search("запіс17", 0, 5).total, 0);
    assert_eq!(index.search("запіс2950", 0, 5).total, 1);
    index.insert(2950, &contact(&[(FieldId::FAMILY, "Дразд")]));
    assert_eq!(index.search("запіс2950", 0, 5).total, 0);
    assert_eq!(index.search("Дрозд", 0, 5).hits[0].row, 2950);
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[а-яёўі’ -]{0,40}",
        "[A-Za-zčšžŭ' -]{0,30}",
        "[0-9+() /;,-]{0,30}",
        any::<String>()
    ]
}

proptest! {
    #[test]
    fn every_value_finds_itself(field in 0..FIELDS.len(), value in words()) {
        let values = contact(&[(FIELDS[field].id, value.as_str())]);
        let mut index = Index::new();
        index.insert(0, &values);
        if !matches!(FIELDS[field].kind, Kind::Sex | Kind::Scale | Kind::Flag | Kind::Language) {
            let found = index.search(&value, 0, 1);
            prop_assert_eq!(found.total, 1);
            for mark in &found.hits[0].marks {
                prop_assert!((mark.start + mark.len) as usize <= value.chars().count());
                prop_assert!(mark.len > 0);
            }
        }
    }

    #[test]
    fn nothing_panics(values in proptest::collection::vec((0u16..80, words()), 0..6), typed in words()) {
        let values: Values = values.into_iter().map(|(id, value)| (FieldId(id), value)).collect();
        let mut index = Index::new();
        index.insert(u32::MAX, &values);
        let _ = index.search(&typed, 0, 10);
        index.remove(u32::MAX);
        prop_assert_eq!(index.search(&typed, 0, 10).total, 0);
    }
}
