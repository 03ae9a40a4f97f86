//! `tokens`

use keys::{SignKey, SpaceId, derive_token};

use crate::program::{Client, Serving, mint, run};

#[tokio::test]
async fn minted_tokens_pay_while_the_server_runs() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start(directory.path());
    let seed = mint(directory.path(), 3);
    let client = Client::to(&serving).await;
    let lead = SignKey::from_seed(&[1; 32]);
    for n in 0..3u8 {
        assert!(
            client
                .create(derive_token(&seed, n.into()), SpaceId([n; 32]), &lead)
                .await
                .is_some()
        );
    }
    assert!(
        client
            .create(derive_token(&seed, 3), SpaceId([3; 32]), &lead)
            .await
            .is_none()
    );
    assert_ne!(mint(directory.path(), 1), seed);
    serving.stop();
    // The seed is nowhere on the disk.
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(32).any(|window| window == seed));
    }
}

#[test]
fn none_is_too_few() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    assert!(
        !run(&[
            "tokens",
            "--data",
            data,
            "--count",
            "0",
            "--link",
            "http://a.onion/"
        ])
        .status
        .success()
    );
}
