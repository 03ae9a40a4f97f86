//! `backup`, `restore`, `check`

use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

use keys::{SignKey, SpaceId, derive_token};

use crate::program::{Client, Serving, entry, mint, run, succeed};

#[tokio::test]
async fn a_backup_of_a_running_server_restores() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (data, to, restored) = (path("data"), path("one.sqlite"), path("restored"));
    let seed = mint(data.as_ref(), 1);
    let serving = Serving::start(data.as_ref());
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
    assert_eq!(
        succeed(&["backup", "--data", &data, "--to", &to]),
        "backed up 1 spaces, 1 entries, 0 keyrings\n"
    );
    client
        .append(SpaceId([1; 32]), &lead, entry("b", 1105))
        .await
        .unwrap();
    assert!(
        !run(&["backup", "--data", &data, "--to", &to])
            .status
            .success(),
        "overwrites"
    );
    assert_eq!(serving.stop(), "");

    assert!(
        !run(&["restore", "--from", &to, "--data", &data])
            .status
            .success(),
        "not empty"
    );
    succeed(&["restore", "--from", &to, "--data", &restored]);
    assert_eq!(
        succeed(&["check", "--data", &restored]),
        "whole: 1 spaces, 1 entries, 0 staged, 0 waiting, 0 keyrings, 0 mailboxes, 8 tokens left\n"
    );
    let serving = Serving::start(restored.as_ref());
    let client = Client::to(&serving).await;
    assert_eq!(
        client
            .append(SpaceId([1; 32]), &lead, entry("b", 1105))
            .await,
        None,
        "nothing is written before a lead has gone on from the backup"
    );
    assert_eq!(serving.stop(), "");
}

#[test]
fn no_backup_grows_older_than_a_week() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let data = path("data");
    mint(data.as_ref(), 1);
    std::fs::create_dir(path("kept")).unwrap();
    let (old, new, other) = (
        path("kept/old.sqlite"),
        path("kept/new.sqlite"),
        path("kept/other.txt"),
    );
    succeed(&["backup", "--data", &data, "--to", &old]);
    std::fs::write(&other, "not a backup").unwrap();
    let eight_days_ago =
        FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(8 * 86_400));
    for file in [&old, &other] {
        File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_times(eight_days_ago)
            .unwrap();
    }
    let refused = run(&["backup", "--data", &data, "--to", &new]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("old.sqlite"));
    succeed(&["backup", "--data", &data, "--to", &new, "--prune-older"]);
    let exists = |file: &String| std::fs::exists(file).unwrap();
    assert_eq!(
        (exists(&old), exists(&new), exists(&other)),
        (false, true, true)
    );
}

#[test]
fn damage_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    mint(&data, 200);
    let file = data.join("storage.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() - 5000;
    bytes[middle..].fill(0x77);
    std::fs::write(&file, bytes).unwrap();
    assert!(
        !run(&["check", "--data", data.to_str().unwrap()])
            .status
            .success()
    );
    std::fs::write(&file, "nothing of ours").unwrap();
    assert!(
        !run(&["check", "--data", data.to_str().unwrap()])
            .status
            .success()
    );
}
