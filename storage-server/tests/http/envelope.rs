//! What all endpoints refuse alike, before they look at anything: shapes, sizes, headers, methods.

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use reqwest::header::CONTENT_TYPE;
use wire::space::AppendParams;
use wire::{CBOR, ProblemKind, limits};

use crate::app::{App, Reply};
use crate::region::{EPOCH, Region, entry};

const ALL: [&str; 14] = [
    wire::status::PATH,
    wire::sync::PATH,
    wire::keyring::READ,
    wire::keyring::WRITE,
    wire::keyring::MOVE,
    wire::space::CREATE,
    wire::space::APPEND,
    wire::space::MANAGE,
    wire::space::STAGE,
    wire::space::COMMIT,
    wire::space::ENVELOPES,
    wire::mailbox::CREATE,
    wire::mailbox::POST,
    wire::mailbox::READ,
];

#[tokio::test]
async fn every_endpoint_refuses_what_is_not_its_shape() {
    let app = App::start().await;
    for name in ALL {
        for body in [
            &b""[..],
            b"\xff",
            b"{}",
            &[0x9f; 2000],
            b"\x9f\xff",
            &[0x81, 0x18, 1],
            &[0x82, 0, 0],
            &[0x80, 0],
        ] {
            app.send(name, body.to_vec())
                .await
                .refused(ProblemKind::Malformed);
        }
    }
}

#[tokio::test]
async fn another_encoding_of_the_same_value_is_refused() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let params = AppendParams {
        epoch: EPOCH,
        entries: vec![entry("a", 200)],
    };
    let signed = encode(&app.sign(&region.lead, Operation::Append, region.id, &params));
    // The version as two bytes instead of one; indefinite length; trailing byte.
    let longer = [&signed[..1], &[0x18, 0x01], &signed[2..]].concat();
    let indefinite = [&[0x9f], &signed[1..], &[0xff]].concat();
    let trailing = [&signed[..], &[0]].concat();
    for body in [longer, indefinite, trailing] {
        app.send(wire::space::APPEND, body)
            .await
            .refused(ProblemKind::Malformed);
    }
    // And inside the signature: the signer's own mistake is refused as well.
    let mut inner = encode(&params);
    inner.splice(1..2, [0x18, inner[1]]);
    let request = SignedRequest::sign(
        &region.lead,
        Operation::Append,
        region.id,
        app.today(),
        inner,
    );
    app.ask(wire::space::APPEND, &request)
        .await
        .refused(ProblemKind::Malformed);
    assert_eq!(
        Region::appended(&app.send(wire::space::APPEND, signed).await),
        2
    );
}

#[tokio::test]
async fn only_declared_cbor_by_post() {
    let app = App::start().await;
    for name in ALL {
        let url = app.url(&wire::path(name));
        let reply = Reply::of(app.http.get(&url).send().await.unwrap()).await;
        reply.refused(ProblemKind::Method);
        let reply = Reply::of(app.http.post(&url).body(vec![0x80]).send().await.unwrap()).await;
        reply.refused(ProblemKind::Media);
        let request = app
            .http
            .post(&url)
            .header(CONTENT_TYPE, "text/plain")
            .body(vec![0x80]);
        Reply::of(request.send().await.unwrap())
            .await
            .refused(ProblemKind::Media);
        let request = app
            .http
            .post(&url)
            .header(CONTENT_TYPE, CBOR)
            .header("content-encoding", "gzip");
        Reply::of(request.body(vec![0x80]).send().await.unwrap())
            .await
            .refused(ProblemKind::Media);
    }
    app.send("nothing/here", vec![0x80])
        .await
        .refused(ProblemKind::Unknown);
    let reply = app
        .http
        .request(reqwest::Method::OPTIONS, app.url("v1/sync"))
        .header("origin", "http://elsewhere");
    let reply = Reply::of(reply.send().await.unwrap()).await;
    assert!(
        reply
            .headers
            .keys()
            .all(|name| !name.as_str().starts_with("access-control"))
    );
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_refused_and_nothing_is_stored() {
    let app = App::start().await;
    let before = app.stored();
    for name in ALL {
        app.send(name, vec![0x40; limits::BODY_MAX + 1])
            .await
            .refused(ProblemKind::TooLarge);
    }
    assert_eq!(app.stored(), before);
}

#[tokio::test]
async fn an_undeclared_length_has_the_same_limit() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = App::start().await;
    let mut stream = tokio::net::TcpStream::connect(app.running.address)
        .await
        .unwrap();
    let head = format!(
        "POST /v1/status HTTP/1.1\r\nhost: a\r\ncontent-type: {CBOR}\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[0; 0x10000], b"\r\n"].concat();
    for _ in 0..=limits::BODY_MAX / 0x10000 {
        // The server may have answered and closed before all is sent.
        if stream.write_all(&chunk).await.is_err() {
            break;
        }
    }
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn headers_beyond_the_limit_are_refused() {
    let app = App::start().await;
    let with = |len: usize| {
        app.http
            .post(app.url("v1/status"))
            .header(CONTENT_TYPE, CBOR)
            .header("x-long", "a".repeat(len))
    };
    let reply = Reply::of(
        with(limits::HEADERS_MAX)
            .body(vec![0x80])
            .send()
            .await
            .unwrap(),
    )
    .await;
    reply.refused(ProblemKind::Headers);
    let reply = Reply::of(
        with(limits::HEADERS_MAX / 2)
            .body(vec![0x80])
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(reply.status, 200);
    // What is asked for counts too.
    for asked in ["v1/status", "v1/status?"] {
        let long = format!("{asked}{}", "a".repeat(limits::HEADERS_MAX));
        let sent = app.http.post(app.url(&long)).header(CONTENT_TYPE, CBOR);
        let reply = Reply::of(sent.body(vec![0x80]).send().await.unwrap()).await;
        reply.refused(ProblemKind::Headers);
    }
    // Beyond what the HTTP layer itself takes in.
    let reply = with(200_000).body(vec![0x80]).send().await;
    assert!(reply.is_err() || reply.unwrap().status() == 431);
}
