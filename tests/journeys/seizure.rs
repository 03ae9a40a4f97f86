//! The server is seized: its disk, its output and its live memory hold none of what people entrusted to it.

use std::net::IpAddr;

use anyhow::{Result, ensure};
use tests::harness::{Kind, Relay, Scanner, Stage};

use crate::steps::{self, Names, named};

const CLIENT: &str = "127.13.37.7";
const NAMES: Names<'_> = Names {
    organisation: "Канарэйкавая арганізацыя",
    region: "Канарэйкаўскі раён",
    founder: "Канарэйка Заснавальніца",
};
const NEWCOMER: &str = "Канарэйка Навічок";
const CONTACT: [(&str, &str); 8] = [
    ("family", "Канарэйкевіч"),
    ("given", "Вышымір"),
    ("phone", "+375297730071"),
    ("email", "kanarejka.vyshymir@example.org"),
    ("telegram", "@kanarejka_handle"),
    ("town", "Канарэйкава"),
    ("street", "вуліца Канарэечная"),
    ("notes", "канарэйка спявае ў нататках"),
];

#[tokio::test]
async fn attack_44_a_seized_server_reveals_nothing() -> Result<()> {
    let stage = Stage::new()?;
    let from: IpAddr = CLIENT.parse()?;
    let relay = Relay::start(stage.server.listen(), from).await?;
    let founder = stage.open(Kind::Chromium).await?;
    let newcomer = stage.open(Kind::Firefox).await?;

    let words = steps::found(
        &founder,
        &stage.server.founding_link_at(relay.address())?,
        &NAMES,
    )
    .await?;
    let imported = steps::fixture("excel_ru_cp1251_semicolon.csv");
    steps::import(&founder, &imported).await?;
    let link = steps::invite(&founder, "viewer").await?;
    let (newcomers_words, six) = steps::join(&newcomer, &link, NEWCOMER).await?;
    steps::grant(&founder, &six).await?;
    steps::add_in_full(&founder, &CONTACT).await?;
    steps::find_one(&newcomer, "Kanareikevich", "Канарэйкевіч").await?;

    // Everything that was typed, shown, read aloud or imported; and where it came from.
    let six = six.join(" ");
    let fragment = link.rsplit('/').next().unwrap_or_default();
    let mut canaries = vec![
        NAMES.organisation,
        NAMES.region,
        NAMES.founder,
        NEWCOMER,
        &words,
        &newcomers_words,
        &six,
        fragment,
        CLIENT,
    ];
    canaries.extend(CONTACT.map(|(_, value)| value));
    canaries.extend([
        "Карпович",
        "arkadz1952@gmail.com",
        "excel_ru_cp1251_semicolon",
        "ул. Пионерская",
        "297730071",
    ]);
    let scanner = Scanner::new(&canaries)?;

    // The scanner finds a canary that is put there on purpose.
    let planted = stage.server.data().join("planted");
    std::fs::write(
        &planted,
        NAMES
            .region
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
    )?;
    ensure!(
        !scanner.scan_folder(stage.server.data())?.is_empty(),
        "the scanner is blind"
    );
    std::fs::remove_file(planted)?;

    let mut found = scanner.scan_folder(stage.server.data())?;
    found.extend(scanner.scan_bytes("the output", &stage.server.output()));
    found.extend(scanner.scan_process(stage.server.pid())?);
    ensure!(found.is_empty(), "found on the seized server: {found:#?}");

    // The people were still at it while the server was looked through.
    founder.find(&named("organisation")).await?;
    for browser in [founder, newcomer] {
        browser.close().await?.expect_clean(relay.address())?;
    }
    Ok(())
}
