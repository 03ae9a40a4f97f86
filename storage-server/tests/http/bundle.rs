//! The app's files.

use crate::app::{App, Reply};

async fn get(app: &App, path: &str) -> Reply {
    Reply::of(app.http.get(app.url(path)).send().await.unwrap()).await
}

#[tokio::test]
async fn serves_files_with_strict_headers() {
    let app = App::start().await;
    for path in ["", "index.html"] {
        let reply = get(&app, path).await;
        assert_eq!(
            (reply.status, reply.media.as_str()),
            (200, "text/html; charset=utf-8")
        );
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "),
            "{policy}"
        );
        assert!(
            policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
        assert_eq!(reply.headers["cache-control"], "no-cache");
        assert!(reply.headers.contains_key("permissions-policy"));
    }
}

#[tokio::test]
async fn compressed_files_go_to_those_who_take_them() {
    let app = App::start().await;
    let plain = get(&app, "app.wasm").await;
    assert_eq!(
        (plain.media.as_str(), plain.body.len()),
        ("application/wasm", 64)
    );
    let mut etags = vec![plain.headers["etag"].clone()];
    // What Tor Browser sends to an onion address, and what browsers send over HTTPS.
    for (taken, sent, length) in [("gzip, deflate", "gzip", 16), ("gzip, br;q=1", "br", 8)] {
        let request = app.http.get(app.url("app.wasm"));
        let request = request.header("accept-encoding", taken);
        let small = Reply::of(request.send().await.unwrap()).await;
        assert_eq!(
            (small.media.as_str(), small.body.len()),
            ("application/wasm", length)
        );
        assert_eq!(small.headers["content-encoding"], sent);
        assert_eq!(small.headers["vary"], "accept-encoding");
        assert!(
            !etags.contains(&small.headers["etag"]),
            "a form has its own tag"
        );
        etags.push(small.headers["etag"].clone());
    }
    assert_eq!(get(&app, "app.wasm.gz").await.status, 404);
    assert_eq!(get(&app, "app.wasm.br").await.status, 404);
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again() {
    let app = App::start().await;
    let etag = get(&app, "").await.headers["etag"].clone();
    let again = Reply::of(
        app.http
            .get(app.url(""))
            .header("if-none-match", etag)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = Reply::of(
        app.http
            .get(app.url(""))
            .header("if-none-match", "\"x\"")
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn nothing_else_is_served_and_nobody_is_sent_elsewhere() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = App::start().await;
    // As raw bytes, since clients tidy such paths up.
    for path in [
        "/nothing",
        "/link.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/./index.html",
        "/index.html/",
        "/INDEX.HTML",
        "/storage.sqlite",
        "/../storage.sqlite",
        "/index.html%00",
    ] {
        let mut stream = tokio::net::TcpStream::connect(app.running.address)
            .await
            .unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(
            answer.ends_with("Not found.\n") && !answer.contains("location:"),
            "{path}"
        );
    }
    for method in [
        reqwest::Method::POST,
        reqwest::Method::PUT,
        reqwest::Method::DELETE,
        reqwest::Method::OPTIONS,
    ] {
        let reply = Reply::of(app.http.request(method, app.url("")).send().await.unwrap()).await;
        assert_eq!(reply.status, 405);
    }
}
