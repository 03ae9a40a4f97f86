//! Columns by their names.

use super::which;
use crate::fields::{FieldId, Group, Spelling, family, field, other_spelling};
use crate::search::bilingual_key;

/// Columns of whole names, which are taken for the surname until they are taken apart.
#[rustfmt::skip]
const WHOLE: &[&str] = &["фио", "ф и о", "піб", "прозвішча імя", "прозвішча імя імя па бацьку", "фамилия имя", "фамилия имя отчество",
    "full name", "fullname", "name full", "полное имя", "поўнае імя"];

/// Names of columns in Russian, Belarusian and English. A key is a whole name; spellings that differ only as the two
/// languages do are one.
#[rustfmt::skip]
const NAMES: &[(FieldId, &[&str])] = &[
    (FieldId::FAMILY, &["фамилия", "прозвішча", "прозьвішча", "surname", "last name", "lastname", "family", "family name"]),
    (FieldId::FAMILY, WHOLE),
    (FieldId::GIVEN, &["имя", "імя", "first name", "firstname", "given", "given name", "name", "forename", "названне"]),
    (FieldId::PATRONYMIC, &["отчество", "імя па бацьку", "па бацьку", "бацька", "patronymic", "middle name", "middlename"]),
    (FieldId::NICKNAME, &["псевдоним", "псеўданім", "мянушка", "nickname", "nick", "ник", "нік"]),
    (FieldId::SEX, &["пол", "sex", "gender"]),
    (FieldId::BIRTH, &["дата рождения", "дата нараджэння", "день рождения", "дзень нараджэння", "год рождения", "год нараджэння",
        "рождение", "нараджэнне", "др", "д р", "дн", "birth", "birthday", "birth date", "birthdate", "date of birth", "dob", "year of birth", "bday"]),
    (FieldId::PHONE, &["телефон", "тэлефон", "тел", "тэл", "мобильный", "мабільны", "мобильный телефон", "мабільны тэлефон", "моб", "маб",
        "моб тел", "маб тэл", "сотовый", "номер телефона", "нумар тэлефона", "контактный телефон", "кантактны тэлефон", "телефон 1", "тэлефон 1",
        "phone", "mobile", "telephone", "tel", "cell", "phone number", "mobile phone", "phone 1"]),
    (FieldId::PHONE2, &["телефон 2", "тэлефон 2", "телефон2", "второй телефон", "другі тэлефон", "домашний телефон", "хатні тэлефон", "дом тел",
        "доп телефон", "дополнительный телефон", "дадатковы тэлефон", "рабочий телефон", "працоўны тэлефон", "городской телефон", "гарадскі тэлефон",
        "phone 2", "phone2", "home phone", "second phone", "work phone", "other phone"]),
    (FieldId::PHONE3, &["телефон 3", "тэлефон 3", "телефон3", "третий телефон", "трэці тэлефон", "phone 3", "phone3", "third phone"]),
    (FieldId::PHONE4, &["телефон 4", "тэлефон 4", "телефон4", "phone 4", "phone4"]),
    (FieldId::EMAIL, &["email", "e mail", "mail", "почта", "пошта", "эл почта", "эл пошта", "электронная почта", "электронная пошта", "мейл",
        "имейл", "емейл", "мыло", "email address", "адрес электронной почты", "адрас электроннай пошты"]),
    (FieldId::EMAIL2, &["email 2", "e mail 2", "email2", "второй email", "другі email", "почта 2", "пошта 2", "second email", "other email",
        "другая почта", "іншая пошта", "рабочая почта", "працоўная пошта", "work email"]),
    (FieldId::EMAIL3, &["email 3", "e mail 3", "email3", "почта 3", "пошта 3"]),
    (FieldId::TELEGRAM, &["telegram", "телеграм", "тэлеграм", "тг", "tg", "телеграмм", "ник в телеграм", "telegram username"]),
    (FieldId::SIGNAL, &["signal", "сигнал", "сігнал"]),
    (FieldId::WHATSAPP, &["whatsapp", "whats app", "ватсап", "вотсап", "вацап"]),
    (FieldId::VIBER, &["viber", "вайбер", "вибер"]),
    (FieldId::MESSENGER, &["мессенджер", "месенджар", "месэнджар", "messenger", "соцсети", "сацсеткі", "соцсеть", "вконтакте", "vk", "вк",
        "facebook", "фейсбук", "instagram", "инстаграм", "інстаграм", "skype", "скайп", "social media"]),
    (FieldId::POSTCODE, &["индекс", "індэкс", "почтовый индекс", "паштовы індэкс", "zip", "postcode", "postal code", "zip code", "post code"]),
    (FieldId::REGION, &["область", "вобласць", "регион", "рэгіён", "обл", "вобл", "region", "voblast", "oblast", "state", "province"]),
    (FieldId::DISTRICT, &["район", "раён", "р н", "district", "rajon", "raion", "county"]),
    (FieldId::TOWN, &["город", "горад", "населенный пункт", "населены пункт", "нас пункт", "н п", "нп", "место жительства", "месца жыхарства",
        "город село", "деревня", "вёска", "town", "city", "village", "place", "settlement", "locality"]),
    (FieldId::STREET, &["улица", "вуліца", "ул", "вул", "адрес", "адрас", "домашний адрес", "хатні адрас", "адрес проживания", "адрас пражывання",
        "street", "address", "street address", "address 1"]),
    (FieldId::REGISTERED_STREET, &["прописка", "прапіска", "место регистрации", "месца рэгістрацыі"]),
    (FieldId::HOUSE, &["дом", "номер дома", "нумар дома", "дом корпус", "house", "building", "house number", "будынак"]),
    (FieldId::FLAT, &["квартира", "кватэра", "кв", "номер квартиры", "нумар кватэры", "flat", "apartment", "apt"]),
    (FieldId::LANGUAGE, &["язык", "мова", "язык общения", "мова зносін", "language", "lang"]),
    (FieldId::TAGS, &["тэги", "тэгі", "теги", "метки", "меткі", "группа", "група", "группы", "групы", "категория", "катэгорыя", "tags", "labels", "groups", "group"]),
    (FieldId::SUPPORT, &["поддержка", "падтрымка", "уровень поддержки", "узровень падтрымкі", "support", "support level", "оценка", "адзнака"]),
    // Not to write at all: letters and messages. No one flag says both but the one that forbids more.
    (FieldId::DO_NOT_CONTACT, &["не беспокоить", "не турбаваць", "не писать", "не пісаць", "не контактировать", "не кантактаваць",
        "do not contact", "opt out"]),
    (FieldId::DO_NOT_CALL, &["не звонить", "не званіць", "без звонков", "без званкоў", "do not call", "do not phone", "dnc", "no calls"]),
    (FieldId::DO_NOT_VISIT, &["не приходить", "не прыходзіць", "не заходить", "не заходзіць", "не посещать", "не наведваць",
        "do not visit", "no visits"]),
    (FieldId::DO_NOT_WRITE, &["без писем", "без лістоў", "не слать писем", "не слаць лістоў", "do not mail", "do not write", "no mail",
        "no letters"]),
    (FieldId::DO_NOT_MESSAGE, &["без рассылки", "без рассылкі", "без сообщений", "без паведамленняў", "отписан", "адпісаны",
        "do not email", "do not message", "no email", "no messages", "unsubscribed"]),
    (FieldId::PRECINCT, &["участок", "участак", "избирательный участок", "выбарчы участак", "номер участка", "нумар участка", "уик",
        "precinct", "polling station", "polling place", "polling district"]),
    (FieldId::SOURCE, &["источник", "крыніца", "откуда", "адкуль", "откуда контакт", "source"]),
    (FieldId::ADDED, &["дата добавления", "дата дадання", "добавлен", "добавлена", "дададзены", "дададзена", "дата внесения", "дата запаўнення",
        "дата заполнения", "отметка времени", "пазнака часу", "added", "date added", "created", "created at", "timestamp", "дата"]),
    (FieldId::NOTES, &["примечание", "примечания", "нататкі", "нататка", "заметки", "заметка", "комментарий", "комментарии", "каментар", "каментарый",
        "заўвагі", "заўвага", "дополнительно", "дадаткова", "прим", "notes", "note", "comment", "comments", "remarks", "описание", "апісанне"]),
];

/// The field a column of this name holds.
pub(super) fn field_of(name: &str) -> Option<FieldId> {
    let bare = which::bare(name);
    let key = fold(&bare);
    if key.is_empty() {
        return None;
    }
    // Прозвище is a nickname in Russian, прозвішча a surname in Belarusian, and their keys are one.
    if bare == "прозвище" {
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
    let found = match exact {
        Some((field, _)) => *field,
        None => of_address(inside().map(|(field, _)| *field)?, which::address(name)),
    };
    let other = field(found).filter(|_| which::says_other(name));
    other
        .and_then(other_spelling)
        .map_or(Some(found), |other| Some(other.id))
}

/// The same part of the address that the name speaks of.
fn of_address(found: FieldId, group: Option<Group>) -> FieldId {
    let home = field(found).filter(|field| field.group == Group::Home);
    let there = home.zip(group).and_then(|(home, group)| {
        family(home.of, group).find(|field| field.spelling == home.spelling)
    });
    there.map_or(found, |field| field.id)
}

/// The other spelling of what a column holds, for a second column of the same thing whose name is in another language:
/// `Фамилия` beside `Прозвішча`, or both followed by the language.
pub(super) fn otherwise(first: &str, second: &str) -> Option<FieldId> {
    let tongues = which::tongue(first).zip(which::tongue(second));
    if tongues.is_none_or(|(one, other)| one == other) || is_whole(first) != is_whole(second) {
        return None;
    }
    let of = field(field_of(second)?)?;
    let other = other_spelling(of).filter(|_| of.spelling == Spelling::First);
    other.map(|other| other.id)
}

fn is_whole(name: &str) -> bool {
    let key = fold(&which::bare(name));
    WHOLE.iter().any(|known| fold(known) == key)
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
            ("Имя (бел.)", FieldId::GIVEN),
            ("Прозвішча, іншае напісанне", FieldId::FAMILY2),
            ("Улица (другое написание)", FieldId::STREET2),
            ("Тэлефон 3", FieldId::PHONE3),
            ("Рабочий телефон", FieldId::PHONE2),
            ("Другая почта", FieldId::EMAIL2),
            ("Вайбер", FieldId::VIBER),
            ("Сігнал", FieldId::SIGNAL),
            ("WhatsApp", FieldId::WHATSAPP),
            ("Адрес регистрации", FieldId::REGISTERED_STREET),
            ("Прапіска", FieldId::REGISTERED_STREET),
            ("Город прописки", FieldId::REGISTERED_TOWN),
            ("Почтовый адрес", FieldId::LETTERS_STREET),
            ("Почтовый индекс", FieldId::POSTCODE),
            ("Индекс для писем", FieldId::LETTERS_POSTCODE),
            ("Work address", FieldId::WORKPLACE_STREET),
            ("Избирательный участок", FieldId::PRECINCT),
            ("Не званіць", FieldId::DO_NOT_CALL),
            ("Не писать", FieldId::DO_NOT_CONTACT),
            ("Без рассылки", FieldId::DO_NOT_MESSAGE),
            ("Дата регистрации", FieldId::ADDED),
        ] {
            assert_eq!(field_of(name), Some(field), "{name}");
        }
        assert_eq!(field_of("id"), None);
        assert_eq!(field_of(""), None);
    }

    #[test]
    fn a_second_column_in_another_language_is_the_other_spelling() {
        for (first, second, wanted) in [
            ("Фамилия", "Прозвішча", Some(FieldId::FAMILY2)),
            ("Імя", "Имя", Some(FieldId::GIVEN2)),
            ("Горад", "Город", Some(FieldId::TOWN2)),
            ("ФИО (рус)", "ФИО (бел)", Some(FieldId::FAMILY2)),
            ("Отчество", "Patronymic", Some(FieldId::PATRONYMIC2)),
            (
                "Адрас рэгістрацыі",
                "Адрес регистрации",
                Some(FieldId::REGISTERED_STREET2),
            ),
            ("ФИО", "Прозвішча", None),
            ("Name", "Given name", None),
            ("Город", "Город", None),
            ("Дом", "Дом (бел)", None),
        ] {
            assert_eq!(otherwise(first, second), wanted, "{first}, {second}");
        }
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
