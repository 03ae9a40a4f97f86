//! Invented contacts, the same for a seed on every machine: names in both languages, gaps and repetitions as lists have them.

use std::fmt::Write;

/// Contacts of the largest region the project measures itself on.
pub(crate) const LARGE: usize = 113_220;
/// Contacts of an ordinary region.
pub(crate) const ORDINARY: usize = 3_000;

const HEADER: &str = "Прозвішча;Імя;Імя па бацьку;Пол;Дата нараджэння;Тэлефон;Email;Telegram;Індэкс;Вобласць;Раён;Населены пункт;Вуліца;Дом;Кватэра;Мова;Тэгі;Крыніца;Дададзены;Нататкі\n";

/// Beginnings and ends of surnames: Belarusian and Russian spellings lie beside each other.
const STEMS: [&str; 48] = [
    "Кавал",
    "Ковал",
    "Каз",
    "Коз",
    "Жук",
    "Раман",
    "Роман",
    "Новік",
    "Новик",
    "Марк",
    "Пятр",
    "Петр",
    "Паўл",
    "Павл",
    "Іван",
    "Иван",
    "Міхал",
    "Михал",
    "Сідар",
    "Сидор",
    "Клім",
    "Клим",
    "Карп",
    "Лук",
    "Мак",
    "Васіл",
    "Васил",
    "Грыг",
    "Григ",
    "Дзян",
    "Ден",
    "Барыс",
    "Борис",
    "Астап",
    "Остап",
    "Лаўр",
    "Лавр",
    "Багдан",
    "Богдан",
    "Яраш",
    "Ярош",
    "Кузьм",
    "Філіп",
    "Филип",
    "Цімаф",
    "Тимоф",
    "Сам",
    "Гур",
];
const ENDS: [(&str, &str); 10] = [
    ("овіч", "овіч"),
    ("ович", "ович"),
    ("евіч", "евіч"),
    ("енка", "енка"),
    ("енко", "енко"),
    ("оўскі", "оўская"),
    ("овский", "овская"),
    ("чук", "чук"),
    ("ов", "ова"),
    ("енак", "енак"),
];
const MEN: [&str; 16] = [
    "Аляксандр",
    "Александр",
    "Сяргей",
    "Сергей",
    "Андрэй",
    "Андрей",
    "Дзмітрый",
    "Дмитрий",
    "Мікалай",
    "Николай",
    "Уладзімір",
    "Владимир",
    "Павел",
    "Ігар",
    "Игорь",
    "Алесь",
];
const WOMEN: [&str; 16] = [
    "Вольга",
    "Ольга",
    "Наталля",
    "Наталья",
    "Алена",
    "Елена",
    "Святлана",
    "Светлана",
    "Ганна",
    "Анна",
    "Таццяна",
    "Татьяна",
    "Ірына",
    "Ирина",
    "Марыя",
    "Мария",
];
const FATHERS: [(&str, &str); 12] = [
    ("Іванавіч", "Іванаўна"),
    ("Иванович", "Ивановна"),
    ("Пятровіч", "Пятроўна"),
    ("Петрович", "Петровна"),
    ("Мікалаевіч", "Мікалаеўна"),
    ("Николаевич", "Николаевна"),
    ("Сяргеевіч", "Сяргееўна"),
    ("Сергеевич", "Сергеевна"),
    ("Аляксандравіч", "Аляксандраўна"),
    ("Александрович", "Александровна"),
    ("Андрэевіч", "Андрэеўна"),
    ("Владимирович", "Владимировна"),
];
const TOWNS: [(&str, &str, &str); 16] = [
    ("Мінск", "", "220"),
    ("Минск", "", "220"),
    ("Гомель", "Гомельская вобласць", "246"),
    ("Магілёў", "Магілёўская вобласць", "212"),
    ("Могилев", "Могилевская область", "212"),
    ("Віцебск", "Віцебская вобласць", "210"),
    ("Витебск", "Витебская область", "210"),
    ("Гродна", "Гродзенская вобласць", "230"),
    ("Гродно", "Гродненская область", "230"),
    ("Брэст", "Брэсцкая вобласць", "224"),
    ("Брест", "Брестская область", "224"),
    ("Барысаў", "Мінская вобласць", "222"),
    ("Баранавічы", "Брэсцкая вобласць", "225"),
    ("Пінск", "Брэсцкая вобласць", "225"),
    ("Орша", "Витебская область", "211"),
    ("Мікашэвічы", "Брэсцкая вобласць", "225"),
];
const STREETS: [&str; 16] = [
    "вул. Савецкая",
    "ул. Советская",
    "вул. Ленінская",
    "ул. Ленина",
    "вул. Кастрычніцкая",
    "ул. Октябрьская",
    "вул. Перамогі",
    "ул. Победы",
    "вул. Зялёная",
    "ул. Зеленая",
    "вул. Садовая",
    "ул. Лесная",
    "праспект Незалежнасці",
    "проспект Независимости",
    "вул. Якуба Коласа",
    "ул. Янки Купалы",
];
const TAGS: [&str; 6] = [
    "валанцёр",
    "назіральнік",
    "подпісны ліст",
    "студэнт",
    "штаб",
    "",
];

/// Numbers in a fixed order (SplitMix64).
pub(crate) struct Draw(u64);

impl Draw {
    /// The order that belongs to a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    /// A number of the normal distribution, nearly: what twelve even ones come to, less six.
    pub(crate) fn normal(&mut self) -> f64 {
        let even = |_| self.below(1 << 20) as f64 / f64::from(1 << 20);
        (0..12).map(even).sum::<f64>() - 6.0
    }

    /// One of these, the earlier ones more often.
    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len()).min(self.below(of.len()));
        &of[at]
    }
}

/// So many contacts as a CSV file, UTF-8, semicolons.
pub(crate) fn csv(contacts: usize) -> String {
    csv_of_each(&[contacts]).concat()
}

/// The same contacts as [`csv`] has of all of these together, in a file each.
pub(crate) fn csv_of_each(contacts: &[usize]) -> Vec<String> {
    let mut draw = Draw::new(113_220);
    let file = |contacts: &usize| {
        let mut file = String::from(HEADER);
        for _ in 0..*contacts {
            row(&mut draw, &mut file);
        }
        file
    };
    contacts.iter().map(file).collect()
}

fn row(draw: &mut Draw, file: &mut String) {
    let woman = draw.below(2) == 1;
    let gendered = |pair: &(&'static str, &'static str)| if woman { pair.1 } else { pair.0 };
    let family = format!("{}{}", draw.one(&STEMS), gendered(draw.one(&ENDS)));
    let given = *draw.one(if woman { &WOMEN } else { &MEN });
    let father = gendered(draw.one(&FATHERS));
    let (town, region, post) = draw.one(&TOWNS);
    let (year, month, day) = (
        1940 + draw.below(66),
        1 + draw.below(12),
        1 + draw.below(28),
    );
    let number = draw.below(10_000_000);
    let code = draw.one(&["29", "33", "44", "25"]);
    // Some have no mail, few have Telegram; the rest is there for most.
    let email = match draw.below(3) {
        0 => format!("user{number}@example.org"),
        _ => String::new(),
    };
    let telegram = match draw.below(8) {
        0 => format!("@skry{number}"),
        _ => String::new(),
    };
    let note = match draw.below(5) {
        0 => format!(
            "званіць пасля {} гадзін, сустракаліся {} разы",
            9 + draw.below(12),
            draw.below(9)
        ),
        _ => String::new(),
    };
    let (street, house, flat) = (draw.one(&STREETS), 1 + draw.below(180), 1 + draw.below(220));
    let (index, tag, added) = (draw.below(1000), draw.one(&TAGS), 1 + draw.below(28));
    let sex = if woman { "ж" } else { "м" };
    // Writing into a String can't fail.
    let _ = writeln!(
        file,
        "{family};{given};{father};{sex};{day:02}.{month:02}.{year};+375{code}{number:07};{email};{telegram};{post}{index:03};{region};;{town};{street};{house};{flat};бел;{tag};імпарт 2019;{added:02}.{month:02}.2020;{note}"
    );
}
