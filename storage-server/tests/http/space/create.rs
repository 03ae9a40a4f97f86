//! `space/create`

use keys::Token;
use wire::space::{CreateSpace, EnvelopesAnswer, EnvelopesRequest};
use wire::{Blob, Capability, Done, ProblemKind, Rights, limits};

use crate::app::{App, token};
use crate::region::{Region, entry};

async fn create(app: &App, request: &CreateSpace) -> crate::app::Reply {
    app.ask(wire::space::CREATE, request).await
}

#[tokio::test]
async fn makes_a_space_once_and_says_so_again() {
    let app = App::start().await;
    let request = Region::new(1).request();
    create(&app, &request).await.ok::<Done>();
    let stored = app.stored();
    create(&app, &request).await.ok::<Done>();
    assert_eq!(app.stored(), stored);
    let asked = EnvelopesRequest {
        space: request.space,
        known: None,
        wait_seconds: 0,
    };
    let answer = app
        .ask(wire::space::ENVELOPES, &asked)
        .await
        .ok::<EnvelopesAnswer>();
    assert_eq!(
        (answer.epoch, answer.card, answer.block),
        (request.epoch, request.card, request.block)
    );
}

#[tokio::test]
async fn a_token_is_needed_and_spent() {
    let app = App::start().await;
    Region::made(&app, 1).await;
    let stored = app.stored();
    let unknown = CreateSpace {
        token: Token([1; 32]),
        ..Region::new(2).request()
    };
    create(&app, &unknown).await.refused(ProblemKind::Token);
    let spent = CreateSpace {
        token: token(1),
        ..Region::new(2).request()
    };
    create(&app, &spent).await.refused(ProblemKind::Token);
    let taken = CreateSpace {
        token: token(2),
        entries: vec![],
        ..Region::new(1).request()
    };
    create(&app, &taken).await.refused(ProblemKind::Taken);
    assert_eq!(app.stored(), stored);
    Region::made(&app, 2).await;
}

#[tokio::test]
async fn limits_hold_and_nothing_is_stored() {
    let app = App::start().await;
    let stored = app.stored();
    let good = Region::new(1).request();
    let many = |count: usize| -> Vec<Capability> {
        let key = |n: usize| keys::PublicKey(keys::sha256(&[&n.to_be_bytes()]).0);
        (0..count)
            .map(|n| Capability {
                rights: Rights::LEAD,
                key: key(n),
            })
            .collect()
    };
    for large in [
        CreateSpace {
            card: Blob(vec![0; limits::CARD_MAX + 1]),
            ..good.clone()
        },
        CreateSpace {
            block: Blob(vec![0; limits::BLOCK_MAX + 1]),
            ..good.clone()
        },
        CreateSpace {
            entries: vec![entry("a", limits::ENTRY_MAX + 1)],
            ..good.clone()
        },
        CreateSpace {
            capabilities: many(limits::CAPABILITIES_MAX + 1),
            ..good.clone()
        },
        CreateSpace {
            entries: (0..=limits::ENTRIES_MAX)
                .map(|n| entry(&n.to_string(), 100))
                .collect(),
            ..good.clone()
        },
    ] {
        create(&app, &large).await.refused(ProblemKind::TooLarge);
    }
    let viewer = Capability {
        rights: Rights::VIEWER,
        ..good.capabilities[0]
    };
    for senseless in [
        CreateSpace {
            capabilities: vec![],
            ..good.clone()
        },
        CreateSpace {
            capabilities: vec![viewer],
            ..good.clone()
        },
        CreateSpace {
            capabilities: vec![good.capabilities[0]; 2],
            ..good.clone()
        },
        CreateSpace {
            entries: vec![entry("a", 100); 2],
            ..good.clone()
        },
        CreateSpace {
            entries: vec![entry("a", limits::ENTRY_MIN - 1)],
            ..good.clone()
        },
        CreateSpace {
            entries: vec![Blob(vec![2; 200])],
            ..good.clone()
        },
    ] {
        create(&app, &senseless)
            .await
            .refused(ProblemKind::Malformed);
    }
    assert_eq!(app.stored(), stored);
    let largest = CreateSpace {
        block: Blob(vec![0; limits::BLOCK_MAX]),
        card: Blob(vec![0; limits::CARD_MAX]),
        capabilities: many(limits::CAPABILITIES_MAX),
        entries: vec![entry("a", limits::ENTRY_MAX)],
        ..good
    };
    create(&app, &largest).await.ok::<Done>();
}
