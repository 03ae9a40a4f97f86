//! People's files read, understood and turned into contacts.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use proptest::prelude::*;
use records::fields::{FieldId, Values};
use records::import::{
    Encoding, FileKind, Format, NoteKind, ReadError, Reason, Report, Table, convert, convert_with,
    guess, read_table,
};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../tests/fixtures")
            .join(name),
    )
    .unwrap()
}

fn read(name: &str) -> Table {
    read_table(name, &fixture(name)).unwrap()
}

fn imported(table: &Table) -> Report {
    convert(table, &guess(table))
}

fn record(report: &Report, at: usize) -> Values {
    report.records[at].iter().cloned().collect()
}

fn count(report: &Report, kind: NoteKind) -> u32 {
    report
        .notes
        .iter()
        .find(|note| note.kind == kind)
        .map_or(0, |note| note.count)
}

fn text(csv: &str) -> Table {
    read_table("list.csv", csv.as_bytes()).unwrap()
}

fn single(csv: &str) -> (Values, Report) {
    let report = imported(&text(csv));
    assert_eq!(report.records.len(), 1, "{report:?}");
    (record(&report, 0), report)
}

#[test]
fn every_table_among_the_fixtures_reads() {
    let wanted: [(&str, FileKind, Option<Encoding>, Option<char>); 5] = [
        (
            "excel_ru_cp1251_semicolon.csv",
            FileKind::Csv,
            Some(Encoding::Windows1251),
            Some(';'),
        ),
        (
            "excel_utf8_bom_semicolon.csv",
            FileKind::Csv,
            Some(Encoding::Utf8),
            Some(';'),
        ),
        (
            "unicode_text_utf16le.txt",
            FileKind::Csv,
            Some(Encoding::Utf16Le),
            Some('\t'),
        ),
        ("book.xlsx", FileKind::Xlsx, None, None),
        ("book.xls", FileKind::Xls, None, None),
    ];
    for (name, kind, encoding, separator) in wanted {
        let table = read(name);
        let Format {
            kind: found,
            encoding: in_encoding,
            separator: with,
            ..
        } = &table.format;
        assert_eq!(
            (*found, *in_encoding, *with),
            (kind, encoding, separator),
            "{name}"
        );
        assert_eq!(table.rows.len(), 500, "{name}");
        let header = table.header.as_ref().unwrap();
        assert_eq!(
            (header.len(), header[1].as_str(), header[21].as_str()),
            (22, "Прозвішча", "Нататкі"),
            "{name}"
        );
        // The workbook has a title above the header.
        let above = if kind == FileKind::Xlsx { 2 } else { 0 };
        assert_eq!(
            (table.numbers[0], table.numbers[499]),
            (2 + above, 501 + above),
            "{name}"
        );
        assert_eq!(table.above.is_empty(), above == 0, "{name}");
        let report = imported(&table);
        assert_eq!(
            (report.records.len(), report.refused.len()),
            (500, 0),
            "{name}"
        );
        assert_eq!(record(&report, 0)[&FieldId::FAMILY], "Карпович", "{name}");
        assert_eq!(record(&report, 0)[&FieldId::BIRTH], "1952-12-11", "{name}");
        assert_eq!(record(&report, 1)[&FieldId::BIRTH], "1957-05-07", "{name}");
    }
}

#[test]
fn one_list_in_four_forms_is_one_list() {
    let names = |file: &str| -> Vec<_> {
        let report = imported(&read(file));
        let fields = [
            FieldId::FAMILY,
            FieldId::GIVEN,
            FieldId::PATRONYMIC,
            FieldId::TOWN,
            FieldId::STREET,
            FieldId::BIRTH,
        ];
        (0..report.records.len())
            // windows-1251 has no ʼ: a spreadsheet writes a question mark.
            .map(|at| {
                fields.map(|field| {
                    record(&report, at)
                        .remove(&field)
                        .unwrap_or_default()
                        .replace('ʼ', "?")
                })
            })
            .collect()
    };
    let first = names("excel_utf8_bom_semicolon.csv");
    for file in [
        "excel_ru_cp1251_semicolon.csv",
        "unicode_text_utf16le.txt",
        "book.xlsx",
        "book.xls",
    ] {
        for (row, (one, other)) in first.iter().zip(names(file)).enumerate() {
            assert_eq!(*one, other, "{file}, contact {row}");
        }
    }
}

#[test]
fn lost_digits_are_flagged_and_never_guessed() {
    let report = imported(&read("excel_ru_cp1251_semicolon.csv"));
    assert!(count(&report, NoteKind::DigitsLost) > 100);
    assert_eq!(record(&report, 1)[&FieldId::PHONE], "3,75255E+11");
    let report = imported(&read("excel_utf8_bom_semicolon.csv"));
    assert_eq!(record(&report, 1)[&FieldId::PHONE], "+375255426570");
    assert_eq!(record(&report, 4)[&FieldId::PHONE], "+375297649989");
    assert_eq!(record(&report, 4)[&FieldId::BIRTH], "1998-03-08");
}

#[test]
fn what_cannot_be_read_is_named() {
    for (name, kind) in [
        ("k2003.mdb", "Access"),
        ("iphone_3.0.vcf", "vCard"),
        ("phone_2.1_qp_cp1251.vcf", "vCard"),
    ] {
        assert_eq!(
            read_table(name, &fixture(name)),
            Err(ReadError::UnsupportedType(kind.to_owned()))
        );
    }
    assert_eq!(
        read_table("a.pdf", b"%PDF-1.7 ..."),
        Err(ReadError::UnsupportedType("PDF".to_owned()))
    );
    assert_eq!(read_table("a.csv", b" \r\n\r\n"), Err(ReadError::Empty));
    assert_eq!(read_table("a.csv", b";;\r\n;;\r\n"), Err(ReadError::Empty));
    assert_eq!(read_table("a.csv", b""), Err(ReadError::Empty));
    assert_eq!(
        read_table("a.bin", &[1, 2, 3, 0, 0, 7, 8, 9]),
        Err(ReadError::NotATable)
    );
    assert_eq!(
        read_table("a.xlsx", b"PK\x03\x04 xl/workbook.xml and nothing more"),
        Err(ReadError::NotATable)
    );
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(
        read_table("a.xlsx", &locked),
        Err(ReadError::PasswordProtected)
    );
}

#[test]
fn old_encodings() {
    let list =
        "Фамилия;Имя;Город\r\nТихановская;Светлана;Микашевичи\r\nЩербаков;Сергей;Бобруйск\r\n";
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let files = [
        (list.as_bytes().to_vec(), Encoding::Utf8),
        (wide(list), Encoding::Utf16Le),
        (
            encoding_rs::WINDOWS_1251.encode(list).0.into_owned(),
            Encoding::Windows1251,
        ),
        (
            encoding_rs::KOI8_R.encode(list).0.into_owned(),
            Encoding::Koi8,
        ),
        (
            encoding_rs::IBM866.encode(list).0.into_owned(),
            Encoding::Cp866,
        ),
    ];
    for (bytes, encoding) in files {
        let table = read_table("list.csv", &bytes).unwrap();
        assert_eq!(table.format.encoding, Some(encoding));
        assert_eq!(table.rows[1][0], "Щербаков", "{encoding:?}");
    }
}

#[test]
fn a_title_above_the_header_is_kept_apart() {
    let table = text(
        "Список на 2020;;\n;;\nФИО;Телефон;Адрес\nИванов Иван Иванович;80291234567;ул. Мира, 5\n",
    );
    assert_eq!(table.above, [["Список на 2020", "", ""], ["", "", ""]]);
    let (values, report) = (record(&imported(&table), 0), imported(&table));
    assert_eq!(values[&FieldId::PATRONYMIC], "Иванович");
    assert_eq!(values[&FieldId::PHONE], "+375291234567");
    assert_eq!(count(&report, NoteKind::NameSplit), 1);
    assert_eq!(report.rows, [4]);
}

#[test]
fn columns_without_names_are_told_by_what_they_hold() {
    let table = text(
        "Іваноў,Іван,Іванавіч,80291234567,ivan@example.org,01.02.1980\nСяргеева,Вольга,Пятроўна,80447654321,olga@example.org,1970-05-06\n",
    );
    assert_eq!(table.header, None);
    let fields = [
        FieldId::FAMILY,
        FieldId::GIVEN,
        FieldId::PATRONYMIC,
        FieldId::PHONE,
        FieldId::EMAIL,
        FieldId::BIRTH,
    ]
    .map(Some);
    assert_eq!(guess(&table), fields);
}

#[test]
fn two_phones_and_words_around_them() {
    let (values, report) = single(
        "Фамилия;Телефон\nИванов;+375 (232) 39-19-61; 8 029 595 24 69 сын Пётр\n"
            .replace("61; ", "61, ")
            .as_str(),
    );
    assert_eq!(values[&FieldId::PHONE], "+375232391961");
    assert_eq!(values[&FieldId::PHONE2], "+375295952469");
    assert_eq!(values[&FieldId::NOTES], "сын Пётр");
    assert_eq!(count(&report, NoteKind::PhoneSplit), 1);
    let (values, _) =
        single("Фамилия;Телефон;Телефон 2\nИванов;80291111111/80292222222/80293333333;23-79-37\n");
    assert_eq!(values[&FieldId::PHONE], "+375291111111");
    let all = values.values().cloned().collect::<Vec<_>>().join(" ");
    for number in ["+375292222222", "+375293333333", "23-79-37"] {
        assert!(all.contains(number), "{values:?}");
    }
}

#[test]
fn values_take_the_form_of_their_field() {
    let (values, report) = single(
        "Фамилия;Имя;Пол;Дата рождения;Email;Не звонить;Тэги;Поддержка\nIваноў;Анна;жен.;1976;<anna@example.org>;да;а; б\n"
            .replace("а; б", "\"а; б\";2")
            .as_str(),
    );
    assert_eq!(values[&FieldId::FAMILY], "Іваноў");
    assert_eq!(values[&FieldId::SEX], "f");
    assert_eq!(values[&FieldId::BIRTH], "1976");
    assert_eq!(values[&FieldId::EMAIL], "anna@example.org");
    assert_eq!(values[&FieldId::DO_NOT_CALL], "1");
    assert_eq!(values[&FieldId::TAGS], "а, б");
    assert_eq!(values[&FieldId::SUPPORT], "2");
    assert_eq!(count(&report, NoteKind::LatinLetters), 1);
    let (values, report) =
        single("Фамилия;Имя;Email;Дата рождения\nИванов;Пётр;пётр собака ру;весной\n");
    assert_eq!(
        (
            values[&FieldId::EMAIL].as_str(),
            values[&FieldId::BIRTH].as_str()
        ),
        ("пётр собака ру", "весной")
    );
    assert_eq!(
        (
            count(&report, NoteKind::EmailUnclear),
            count(&report, NoteKind::DateUnclear)
        ),
        (1, 1)
    );
}

#[test]
fn several_of_everything_have_fields_of_their_own() {
    let (values, report) = single(
        "Фамилия;Телефон;Телефон;Email;Вайбер;Telegram;Язык\nИванов;80291111111/80292222222;8 033 333-33-33 / 8 029 444 44 44 / 80295555555;a@example.org b@example.org;8 029 666 66 66;https://t.me/ivanou;по-белорусски\n",
    );
    for (id, wanted) in [
        (FieldId::PHONE, "+375291111111"),
        (FieldId::PHONE2, "+375292222222"),
        (FieldId::PHONE3, "+375333333333"),
        (FieldId::PHONE4, "+375294444444"),
        (FieldId::NOTES, "+375295555555"),
        (FieldId::EMAIL, "a@example.org"),
        (FieldId::EMAIL2, "b@example.org"),
        (FieldId::VIBER, "+375296666666"),
        (FieldId::TELEGRAM, "@ivanou"),
        (FieldId::LANGUAGE, "be"),
    ] {
        assert_eq!(values.get(&id).map(String::as_str), Some(wanted), "{id:?}");
    }
    assert_eq!(count(&report, NoteKind::EmailSplit), 1);
    assert_eq!(count(&report, NoteKind::MovedToNotes), 1);
    // The same number again is no other one, and what is no handle stays as it is.
    let (values, _) = single(
        "Фамилия;Телефон;Телефон 2;Signal;Мова\nИванов;80291111111;+375291111111;спросить у Пети;ідыш\n",
    );
    assert_eq!(values.get(&FieldId::PHONE2), None);
    assert_eq!(values[&FieldId::SIGNAL], "спросить у Пети");
    assert_eq!(values[&FieldId::LANGUAGE], "ідыш");
}

#[test]
fn two_spellings_side_by_side() {
    let (values, _) = single(
        "Фамилия;Имя;Прозвішча;Імя;Город;Горад;Улица (бел);Улица (рус)\nТихановская;Светлана;Ціханоўская;Святлана;Дзержинск;Койданава;вул. Мiра;ул. Мира\n",
    );
    for (id, wanted) in [
        (FieldId::FAMILY, "Тихановская"),
        (FieldId::FAMILY2, "Ціханоўская"),
        (FieldId::GIVEN2, "Святлана"),
        (FieldId::TOWN, "Дзержинск"),
        (FieldId::TOWN2, "Койданава"),
        (FieldId::STREET, "вул. Міра"),
        (FieldId::STREET2, "ул. Мира"),
    ] {
        assert_eq!(values.get(&id).map(String::as_str), Some(wanted), "{id:?}");
    }
    let (values, report) = single(
        "ФИО (рус);ФИО (бел)\nТихановская Светлана Георгиевна;Ціханоўская Святлана Георгіеўна\n",
    );
    assert_eq!(values[&FieldId::PATRONYMIC], "Георгиевна");
    assert_eq!(values[&FieldId::GIVEN2], "Святлана");
    assert_eq!(count(&report, NoteKind::NameSplit), 2);
}

#[test]
fn addresses_and_limits_go_where_they_belong() {
    let (values, report) = single(
        "Фамилия;Адрес;Город прописки;Адрес регистрации;Почтовый адрес;Не званіць;Без рассылки;Участок\nІваноў;Мира 5;Орша;Ленина 1;а/я 7;пасля 22;так;17\n",
    );
    for (id, wanted) in [
        (FieldId::STREET, "Мира 5"),
        (FieldId::REGISTERED_TOWN, "Орша"),
        (FieldId::REGISTERED_STREET, "Ленина 1"),
        (FieldId::LETTERS_STREET, "а/я 7"),
        (FieldId::DO_NOT_CALL, "пасля 22"),
        (FieldId::DO_NOT_MESSAGE, "1"),
        (FieldId::PRECINCT, "17"),
    ] {
        assert_eq!(values.get(&id).map(String::as_str), Some(wanted), "{id:?}");
    }
    // What is said instead of yes is kept, shown, and binds all the same.
    assert_eq!(count(&report, NoteKind::ValueUnclear), 1);
    assert_eq!(
        records::fields::limits(&values),
        [FieldId::DO_NOT_CALL, FieldId::DO_NOT_MESSAGE]
    );
}

#[test]
fn attack_50_formulas_and_markup_stay_text() {
    let hostile = [
        "=HYPERLINK(\"http://example.org\")",
        "<script>alert(1)</script>",
        "@SUM(1)",
        "\u{202e}evil",
    ];
    for value in hostile {
        let quoted = value.replace('"', "\"\"");
        let (values, _) = single(&format!("Фамилия;Имя;Нататкі\nІваноў;Алег;\"{quoted}\"\n"));
        assert_eq!(values[&FieldId::NOTES], value);
        let safe = records::export::csv_safe(value);
        assert!(!safe.starts_with(['=', '@', '+', '-']));
    }
    // And what was made safe comes back as it was.
    for value in ["=1+1", "-5", "@a", "+a"] {
        let (values, _) = single(&format!(
            "Фамилия;Нататкі\nІваноў;{}\n",
            records::export::csv_safe(value)
        ));
        assert_eq!(values[&FieldId::NOTES], value);
    }
}

#[test]
fn refused_rows_are_shown_with_their_reason() {
    let table = text(&format!(
        "id;Фамилия;Телефон\n1;Иванов;80291234567\n2;;\n\n3;{};\n4;Петров;;лишнее\n",
        "я".repeat(9000)
    ));
    let report = imported(&table);
    assert_eq!(report.rows, [2, 6]);
    let refused: Vec<_> = report
        .refused
        .iter()
        .map(|refused| (refused.row, refused.reason))
        .collect();
    assert_eq!(refused, [(3, Reason::Empty), (5, Reason::TooLong)]);
    assert_eq!(report.refused[0].cells, ["2", "", ""]);
    assert_eq!(record(&report, 1)[&FieldId::NOTES], "лишнее");
    assert_eq!(count(&report, NoteKind::ExtraCells), 1);
}

#[test]
fn progress_is_told_and_can_stop_it() {
    let table = read("book.xlsx");
    let table = Table {
        rows: table.rows.iter().cycle().take(5000).cloned().collect(),
        ..table
    };
    let mapping = guess(&table);
    let mut told = Vec::new();
    let all = convert_with(&table, &mapping, &mut |done, of| {
        told.push((done, of));
        true
    });
    assert_eq!((told[0], told[told.len() - 1]), ((0, 5000), (5000, 5000)));
    assert!(!all.cancelled);
    let some = convert_with(&table, &mapping, &mut |done, _| done < 2000);
    assert_eq!((some.cancelled, some.records.len()), (true, 2000));
}

fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof![
        any::<String>(),
        "[0-9+() .,/E-]{0,30}",
        "[а-яёўіa-z@.;, ]{0,30}"
    ];
    proptest::collection::vec(proptest::collection::vec(cell, 0..8), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        if let Ok(table) = read_table("x.csv", &bytes) {
            let _ = imported(&table);
        }
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..5usize, at in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), with in any::<u8>(),
    ) {
        let name = ["book.xls", "book.xlsx", "unicode_text_utf16le.txt", "excel_ru_cp1251_semicolon.csv", "excel_utf8_bom_semicolon.csv"][which];
        let mut bytes = fixture(name);
        let at = at.index(bytes.len());
        bytes[at] = with;
        if with % 2 == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(table) = read_table(name, &bytes) {
            let _ = guess(&table);
        }
    }

    #[test]
    fn no_row_is_lost(rows in cells(), mapping in proptest::collection::vec(proptest::option::of(0u16..80), 0..10)) {
        let csv = "a;b\n1;2";
        let table = Table { rows, numbers: Vec::new(), ..text(csv) };
        let mapping: Vec<_> = mapping.into_iter().map(|id| id.map(FieldId)).collect();
        let report = convert(&table, &mapping);
        prop_assert_eq!(report.records.len() + report.refused.len(), table.rows.len());
        prop_assert_eq!(report.records.len(), report.rows.len());
        let _ = guess(&table);
    }
}

/// Damage that a random test found once: a cell whose column doesn't fit 32 bits.
#[test]
fn a_column_beyond_all_numbers_is_no_panic() {
    let mut bytes = fixture("book.xlsx");
    bytes[61_419] = 251;
    let _ = read_table("book.xlsx", &bytes);
}
