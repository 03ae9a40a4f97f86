//! Long lists over a line that fails: nothing half brought in stays, and nothing is refused that is on disk.

use records::fields::FieldId;
use tests::harness::Server;
use tests::native::{Person, Proxy, alone};
use vault::api::{Command, Event, Failure, ImportReport, ImportedBatch, Reply};

use crate::help::pageless;

/// As many rows as take several requests.
const ROWS: u32 = 3_000;

fn list() -> Vec<u8> {
    let note = "нататка ".repeat(150);
    let rows = (0..ROWS).map(|row| format!("Прозвішча{row};+37529{row:07};{note}\n"));
    format!("Прозвішча;Тэлефон;Нататкі\n{}", rows.collect::<String>()).into_bytes()
}

/// Somebody who has founded an organisation and chosen the file; its columns as they are guessed.
async fn ready(address: &str, server: &Server) -> (Person, String, Vec<Option<FieldId>>) {
    let person = Person::at(address);
    let link = server.founding_link().unwrap();
    let words = person.found(&link, "Рух", "Мінск", "Ганна").await.unwrap();
    let read = Command::ReadFile {
        name: "list.csv".into(),
        bytes: list(),
    };
    let Reply::Preview(preview) = person.send(read).await.unwrap() else {
        unreachable!("a file is answered with its preview")
    };
    let mapping = preview.columns.iter().map(|column| column.guess).collect();
    (person, words, mapping)
}

async fn run(person: &Person, mapping: &[Option<FieldId>]) -> Result<ImportReport, Failure> {
    let command = Command::RunImport {
        region: 0,
        mapping: mapping.to_vec(),
    };
    match person.send(command).await? {
        Reply::Report(report) => Ok(report),
        _ => unreachable!("an import is answered with its report"),
    }
}

/// Stops the import as soon as something of it has arrived.
async fn stop(person: &Person) {
    person
        .until("a part that has arrived", async || {
            let mut events = person.platform.events().into_iter();
            events.find(|event| matches!(event, Event::Progress { done, total: ROWS } if *done > 0))
        })
        .await;
    person.send(Command::CancelImport).await.unwrap();
}

async fn imports(person: &Person) -> Vec<ImportedBatch> {
    match person.send(Command::Imports { region: 0 }).await.unwrap() {
        Reply::Imports(imports) => imports,
        _ => unreachable!("imports are answered with imports"),
    }
}

async fn expect_nothing(person: &Person) {
    assert_eq!(person.list("").await.unwrap().total, 0);
    assert_eq!(imports(person).await, []);
}

#[test]
fn a_stopped_import_leaves_nothing_and_can_be_started_again() {
    let (server, _bundle) = pageless();
    alone(async {
        let (person, words, mapping) = ready(server.address(), &server).await;
        let (outcome, ()) = tokio::join!(run(&person, &mapping), stop(&person));
        assert_eq!(outcome, Err(Failure::Cancelled));
        expect_nothing(&person).await;
        let elsewhere = Person::at(server.address());
        elsewhere.sign_in(&words).await.unwrap();
        expect_nothing(&elsewhere).await;
        // The file is still there.
        let report = run(&person, &mapping).await.unwrap();
        assert_eq!(report.records, ROWS);
        assert_eq!(person.list("").await.unwrap().total, ROWS);
        let batches = imports(&person).await;
        assert_eq!(
            batches.first().map(|batch| batch.id),
            report.batch,
            "the report names its import"
        );
    });
}

#[test]
fn an_import_stopped_while_the_line_is_down_leaves_nothing() {
    let (server, _bundle) = pageless();
    let proxy = Proxy::before(server.address()).unwrap();
    alone(async {
        let (person, _, mapping) = ready(proxy.address(), &server).await;
        // From the second request on everything is written, and no answer comes back.
        let (told, mut lost) = tokio::sync::mpsc::unbounded_channel();
        let mut appends = 0;
        proxy.lie(move |exchange| {
            let append = exchange.name == wire::space::APPEND;
            appends += u32::from(append);
            let down = appends > 1 || (appends == 1 && !append);
            if down {
                exchange.lose();
            }
            if down && append {
                told.send(()).unwrap();
            }
            down
        });
        let stopping = async {
            lost.recv().await.unwrap();
            person.send(Command::CancelImport).await.unwrap();
            // A request is sent three times before it counts as unanswered.
            lost.recv().await.unwrap();
            lost.recv().await.unwrap();
            proxy.be_honest();
        };
        let (outcome, ()) = tokio::join!(run(&person, &mapping), stopping);
        assert_eq!(outcome, Err(Failure::Cancelled));
        assert!(proxy.lies() > 0, "the line was never down");
        expect_nothing(&person).await;
    });
}

#[test]
fn entries_that_come_before_their_own_acknowledgement_are_no_fault() {
    let (server, _bundle) = pageless();
    let proxy = Proxy::before(server.address()).unwrap();
    alone(async {
        let (person, _, mapping) = ready(proxy.address(), &server).await;
        // The first acknowledgement is lost. Before it is asked for again, the loop reads one piece of what was written.
        let (mut appends, mut pieces) = (0, 0);
        proxy.lie(move |exchange| {
            let lost = if exchange.name == wire::space::APPEND {
                appends += 1;
                appends == 1
            } else {
                pieces += u32::from(appends == 1);
                appends == 1 && pieces > 1
            };
            if lost {
                exchange.lose();
            }
            lost
        });
        let report = run(&person, &mapping).await.unwrap();
        assert!(proxy.lies() > 0, "no acknowledgement was lost");
        assert_eq!(report.records, ROWS);
        assert_eq!(person.list("").await.unwrap().total, ROWS);
    });
}
