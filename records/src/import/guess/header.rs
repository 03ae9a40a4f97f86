//! Columns by their names.

use crate::fields::FieldId;
use crate::search::bilingual_key;

/// Names of columns in Russian, Belarusian and English. A key is a whole name; spellings that differ only as the two
/// languages do are one.
#[rustfmt::skip]
const NAMES: &[(FieldId, &[&str])] = &[
    (FieldId::FAMILY, &["фамилия", "прозвішча", "прозьвішча", "surname", "last name", "lastname", "family", "family name",
        "фио", "ф и о", "піб", "прозвішча імя", "прозвішча імя імя па бацьку", "фамилия имя", "фамилия имя отчество", "full name",
        "fullname", "name full", "полное имя", "поўнае імя"]),
    (FieldId::GIVEN, &["имя", "імя", "first name", "firstname", "given", "given name", "name", "forename", "названне"]),
    (FieldId::PATRONYMIC, &["отчество", "імя па бацьку", "па бацьку", "бацька", "patronymic", "middle name", "middlename"]),
    (FieldId::NICKNAME, &["псевдоним", "псеўданім", "мянушка", "nickname", "nick", "ник", "нік"]),
    (FieldId::SEX, &["пол", "sex", "gender"]),
    (FieldId::BIRTH, &["дата рождения", "дата нараджэння", "день рождения", "дзень нараджэння", "год рождения", "год нараджэння",
        "рождение", "нараджэнне", "др", "д р", "дн", "birth", "birthday", "birth date", "birthdate", "date of birth", "dob", "year of birth", "bday"]),
    (FieldId::PHONE, &["телефон", "тэлефон", "тел", "тэл", "мобильный", "мабільны", "мобильный телефон", "мабільны тэлефон", "моб", "маб",
        "моб тел", "маб тэл", "сотовый", "номер телефона", "нумар тэлефона", "контактный телефон", "кантактны тэлефон", "телефон 1", "тэлефон 1",
        "phone", "mobile", "telephone", "tel", "cell", "phone number", "mobile phone", "phone 1", "viber", "вайбер"]),
    (FieldId::PHONE2, &["телефон 2", "тэлефон 2", "телефон2", "второй телефон", "другі тэлефон", "домашний телефон", "хатні тэлефон", "дом тел",
        "доп телефон", "дополнительный телефон", "дадатковы тэлефон", "рабочий телефон", "працоўны тэлефон", "городской телефон", "гарадскі тэлефон",
        "phone 2", "phone2", "home phone", "second phone", "work phone", "other phone"]),
    (FieldId::EMAIL, &["email", "e mail", "mail", "почта", "пошта", "эл почта", "эл пошта", "электронная почта", "электронная пошта", "мейл",
        "имейл", "емейл", "мыло", "email address", "адрес электронной почты", "адрас электроннай пошты"]),
    (FieldId::TELEGRAM, &["telegram", "телеграм", "тэлеграм", "тг", "tg", "телеграмм", "ник в телеграм", "telegram username"]),
    (FieldId::POSTCODE, &["индекс", "індэкс", "почтовый индекс", "паштовы індэкс", "zip", "postcode", "postal code", "zip code", "post code"]),
    (FieldId::REGION, &["область", "вобласць", "регион", "рэгіён", "обл", "вобл", "region", "voblast", "oblast", "state", "province"]),
    (FieldId::DISTRICT, &["район", "раён", "р н", "district", "rajon", "raion", "county"]),
    (FieldId::TOWN, &["город", "горад", "населенный пункт", "населены пункт", "нас пункт", "н п", "нп", "место жительства", "месца жыхарства",
        "город село", "деревня", "вёска", "town", "city", "village", "place", "settlement", "locality"]),
    (FieldId::STREET, &["улица", "вуліца", "ул", "вул", "адрес", "адрас", "домашний адрес", "хатні адрас", "адрес проживания", "адрас пражывання",
        "street", "address", "street address", "address 1"]),
    (FieldId::HOUSE, &["дом", "номер дома", "нумар дома", "дом корпус", "house", "building", "house number", "будынак"]),
    (FieldId::FLAT, &["квартира", "кватэра", "кв", "номер квартиры", "нумар кватэры", "flat", "apartment", "apt"]),
    (FieldId::LANGUAGE, &["язык", "мова", "язык общения", "мова зносін", "language", "lang"]),
    (FieldId::TAGS, &["тэги", "тэгі", "теги", "метки", "меткі", "группа", "група", "группы", "групы", "категория", "катэгорыя", "tags", "labels", "groups", "group"]),
    (FieldId::SUPPORT, &["поддержка", "падтрымка", "уровень поддержки", "узровень падтрымкі", "support", "support level", "оценка", "адзнака"]),
    (FieldId::DO_NOT_CONTACT, &["не беспокоить", "не турбаваць", "не звонить", "не званіць", "не писать", "не пісаць", "не контактировать",
        "do not contact", "do not call", "dnc", "opt out"]),
    (FieldId::SOURCE, &["источник", "крыніца", "откуда", "адкуль", "откуда контакт", "source"]),
    (FieldId::ADDED, &["дата добавления", "дата дадання", "добавлен", "добавлена", "дададзены", "дададзена", "дата внесения", "дата запаўнення",
        "дата заполнения", "отметка времени", "пазнака часу", "added", "date added", "created", "created at", "timestamp", "дата"]),
    (FieldId::NOTES, &["примечание", "примечания", "нататкі", "нататка", "заметки", "заметка", "комментарий", "комментарии", "каментар", "каментарый",
        "заўвагі", "заўвага", "дополнительно", "дадаткова", "прим", "notes", "note", "comment", "comments", "remarks", "описание", "апісанне"]),
];

/// The field a column of this name holds.
pub(super) fn field_of(name: &str) -> Option<FieldId> {
    let key = fold(name);
    if key.is_empty() {
        return None;
    }
    // Прозвище is a nickname in Russian, прозвішча a surname in Belarusian, and their keys are one.
    if name.trim().to_lowercase() == "прозвище" {
        return Some(FieldId::NICKNAME);
    }
    let exact = NAMES
        .iter()
        .find(|(_, names)| names.iter().any(|known| fold(known) == key));
    // "Ваш телефон (мобильный)": a longer name counts by the words it begins or ends with.
    let inside = || {
        NAMES.iter().find(|(_, names)| {
            names.iter().map(|known| fold(known)).any(|known| {
                known.chars().count() > 3
                    && (key.starts_with(&format!("{known} "))
                        || key.ends_with(&format!(" {known}")))
            })
        })
    };
    exact.or_else(inside).map(|(field, _)| *field)
}

fn fold(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .filter(|word| !word.is_empty())
        .map(bilingual_key)
        .collect();
    words.join(" ")
}

/// The row that holds the names of the columns: among the first ten, the one with most of them.
pub(in crate::import) fn find_header(rows: &[Vec<String>]) -> Option<usize> {
    let known = |row: &Vec<String>| {
        // Data that happens to look like a name: a cell with digits in plenty or an @ isn't one.
        if row
            .iter()
            .any(|cell| cell.contains('@') || cell.chars().filter(char::is_ascii_digit).count() > 4)
        {
            return 0;
        }
        row.iter().filter(|cell| field_of(cell).is_some()).count()
    };
    let best = rows
        .iter()
        .take(10)
        .map(known)
        .enumerate()
        .max_by_key(|&(at, count)| (count, usize::MAX - at))?;
    let (at, count) = best;
    let filled = rows[at]
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    if count >= 2 || (count == 1 && filled <= 2) {
        return Some(at);
    }
    // Names we don't know: short words over columns of numbers.
    let first = rows.first()?;
    let wordy = |cell: &String| {
        !cell.trim().is_empty() && !cell.contains('@') && !cell.bytes().any(|b| b.is_ascii_digit())
    };
    let numeric = |column: usize| {
        let below = rows
            .iter()
            .skip(1)
            .take(20)
            .filter_map(|row| row.get(column));
        let below: Vec<&String> = below.filter(|cell| !cell.trim().is_empty()).collect();
        below.len() > 1
            && below
                .iter()
                .all(|cell| cell.contains('@') || cell.bytes().any(|b| b.is_ascii_digit()))
    };
    (first.len() > 1 && first.iter().all(wordy) && (0..first.len()).any(numeric)).then_some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_three_languages() {
        for (name, field) in [
            ("Прозвішча", FieldId::FAMILY),
            ("ФАМИЛИЯ", FieldId::FAMILY),
            ("Ф.И.О.", FieldId::FAMILY),
            ("Імя па бацьку", FieldId::PATRONYMIC),
            ("E-mail", FieldId::EMAIL),
            ("Моб. тел.", FieldId::PHONE),
            ("Тэлефон 2", FieldId::PHONE2),
            ("Ваш телефон", FieldId::PHONE),
            ("Дата рождения (если можно)", FieldId::BIRTH),
            ("Date of birth", FieldId::BIRTH),
            ("Нас. пункт", FieldId::TOWN),
            ("First Name", FieldId::GIVEN),
            ("Прозвище", FieldId::NICKNAME),
        ] {
            assert_eq!(field_of(name), Some(field), "{name}");
        }
        assert_eq!(field_of("id"), None);
        assert_eq!(field_of(""), None);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen: Vec<(String, FieldId)> = Vec::new();
        for (field, names) in NAMES {
            for name in *names {
                let key = fold(name);
                assert!(
                    !seen
                        .iter()
                        .any(|(known, other)| *known == key && other != field),
                    "{name}"
                );
                seen.push((key, *field));
            }
        }
    }
}
