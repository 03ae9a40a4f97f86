//! `status`

use wire::status::{StatusAnswer, StatusRequest};

use crate::app::{App, TODAY};

#[tokio::test]
async fn tells_version_and_day() {
    let app = App::start().await;
    let reply = app.ask(wire::status::PATH, &StatusRequest {}).await;
    assert_eq!(
        reply.ok::<StatusAnswer>(),
        StatusAnswer {
            version: 1,
            day: TODAY
        }
    );
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.headers[name], value);
    }
    assert!(reply.headers.get("server").is_none());
}
