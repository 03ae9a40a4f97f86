//! The program says nothing about anybody, and leaves nothing but the database behind.

use keys::{SignKey, SpaceId, derive_token};

use crate::program::{Client, Serving, entry, mint, run};

#[tokio::test]
async fn nothing_is_printed_and_one_file_is_left() {
    let directory = tempfile::tempdir().unwrap();
    let seed = mint(directory.path(), 2);
    let serving = Serving::start(directory.path());
    let client = Client::to(&serving).await;
    let lead = SignKey::from_seed(&[1; 32]);
    client
        .create(derive_token(&seed, 0), SpaceId([1; 32]), &lead)
        .await
        .unwrap();
    client
        .append(SpaceId([1; 32]), &lead, entry("a", 1105))
        .await
        .unwrap();
    // Refusals and rubbish are no reason to talk either.
    assert_eq!(
        client
            .append(SpaceId([2; 32]), &lead, entry("b", 1105))
            .await,
        None
    );
    let rubbish = reqwest::Client::new();
    for path in ["", "v1/sync", "v1/%ff%00", "../x", "v1/space/append?q=name"] {
        let url = format!("{}/{path}", serving.address);
        let _ = rubbish
            .post(&url)
            .header("content-type", "application/cbor")
            .body("Иван Іваноў")
            .send()
            .await;
        let _ = rubbish
            .get(&url)
            .header("user-agent", "Somebody")
            .send()
            .await;
    }
    assert_eq!(serving.stop(), "");
    let mut files: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    files.sort();
    assert_eq!(files, ["lock", "storage.sqlite"]);
    let database = std::fs::read(directory.path().join("storage.sqlite")).unwrap();
    for trace in ["Somebody", "Иван", "127.0.0.1", "user-agent"] {
        assert!(
            !database
                .windows(trace.len())
                .any(|window| window == trace.as_bytes()),
            "{trace}"
        );
    }
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start(directory.path());
    let second = run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        directory.path().to_str().unwrap(),
    ]);
    assert!(!second.status.success());
    assert!(
        String::from_utf8_lossy(&second.stderr).contains("another server uses this data directory")
    );
    assert_eq!(serving.stop(), "");
}

#[test]
fn help_teaches() {
    for (command, example) in [
        (&["--help"][..], "A first start:"),
        (&["serve", "--help"], "storage-server serve --data"),
        (&["tokens", "--help"], "--count 46"),
        (&["check", "--help"], "storage-server check --data"),
        (&["backup", "--help"], "--prune-older"),
        (&["restore", "--help"], "storage-server restore --from"),
    ] {
        let output = run(command);
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(example),
            "{command:?}"
        );
    }
}
