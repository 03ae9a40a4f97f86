//! Contacts as a CSV file.

use crate::contact::{Address, AddressKind, Contact, Language, Messenger, Sex};

/// The first line: columns as Belarusian lists have them. What they have no column for is left out.
pub const HEADER: [&str; 22] = [
    "id",
    "Прозвішча",
    "Імя",
    "Імя па бацьку",
    "Пол",
    "Дата нараджэння",
    "Тэлефон",
    "Тэлефон 2",
    "Email",
    "Telegram",
    "Індэкс",
    "Вобласць",
    "Раён",
    "Населены пункт",
    "Вуліца",
    "Дом",
    "Кватэра",
    "Мова",
    "Тэгі",
    "Крыніца",
    "Дададзены",
    "Нататкі",
];

/// The lines of a CSV file (UTF-8, commas), the header first. Rows are numbered from 1.
pub fn csv(contacts: impl IntoIterator<Item = Contact>) -> impl Iterator<Item = String> {
    let header = std::iter::once(line(HEADER.iter().copied()));
    header.chain(contacts.into_iter().map(|contact| row(&contact)))
}

/// Cells of a line; those with a comma or a quote in quotes.
fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let mut line = String::with_capacity(300);
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            line.push(',');
        }
        if cell.contains([',', '"', '\n']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line.push('\n');
    line
}

fn row(contact: &Contact) -> String {
    let home = contact
        .addresses
        .first()
        .filter(|address| address.kind == AddressKind::Home);
    let home = |part: fn(&Address) -> &str| home.map_or("", part);
    let phone = |at: usize| contact.phones.get(at).map_or("", |phone| &phone.written);
    let telegram = |handle: &&crate::Handle| handle.messenger == Messenger::Telegram;
    // There are two columns for phones: the second has all the others.
    let others = match contact.phones.len() {
        0..3 => phone(1).to_owned(),
        _ => format!("{}; {}", phone(1), phone(2)),
    };
    let cells: [&str; 22] = [
        &(contact.row + 1).to_string(),
        &contact.family.written,
        &contact.given.written,
        &contact.patronymic.written,
        match contact.sex {
            Some(Sex::Male) => "m",
            Some(Sex::Female) => "f",
            None => "",
        },
        contact.birth.as_ref().map_or("", |birth| &birth.written),
        phone(0),
        &others,
        contact.emails.first().map_or("", String::as_str),
        contact
            .messengers
            .iter()
            .find(telegram)
            .map_or("", |handle| &handle.name),
        home(|address| &address.postcode),
        home(|address| &address.voblast),
        home(|address| &address.district),
        home(|address| &address.town.written),
        home(|address| &address.street.written),
        home(|address| &address.house),
        home(|address| &address.flat),
        match contact.language {
            Some(Language::Belarusian) => "бел",
            Some(Language::Russian) => "рус",
            None => "",
        },
        &contact.tags.join(", "),
        contact.source,
        &contact.added,
        &contact.notes,
    ];
    line(cells.into_iter())
}
