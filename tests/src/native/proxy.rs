//! A proxy between a person and the real server that passes everything on, and changes what a test tells it to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::Result;

/// One request and its answer, on the way back.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was asked, e.g. `sync` or `space/envelopes`.
    pub name: String,
    /// The request's body.
    pub request: Vec<u8>,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub answer: Vec<u8>,
    /// A `Location` to add, for redirects.
    pub location: Option<String>,
}

impl Exchange {
    /// The answer doesn't come: something in front of the server says so.
    pub fn lose(&mut self) {
        self.status = 502;
        self.answer.clear();
    }
}

/// Answers whether a request, by its name (as in [`Exchange::name`]) and body, is cut off before the server gets it.
type Cut = Box<dyn FnMut(&str, &[u8]) -> bool + Send>;
type Rule = Box<dyn FnMut(&mut Exchange) -> bool + Send>;

/// A running proxy; it ends with this value.
pub struct Proxy {
    address: String,
    rule: Arc<Mutex<Option<Rule>>>,
    cut: Arc<Mutex<Option<Cut>>>,
    changed: Arc<AtomicUsize>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

#[derive(Clone)]
struct Passing {
    server: String,
    client: reqwest::Client,
    rule: Arc<Mutex<Option<Rule>>>,
    cut: Arc<Mutex<Option<Cut>>>,
    changed: Arc<AtomicUsize>,
}

impl Proxy {
    /// A proxy before the server at `server` (an address with a slash at its end).
    ///
    /// # Errors
    /// If no port is free.
    pub fn before(server: &str) -> Result<Self> {
        let rule = Arc::new(Mutex::new(None));
        let changed = Arc::new(AtomicUsize::new(0));
        let cut = Arc::new(Mutex::new(None));
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        let passing = Passing {
            server: server.to_owned(),
            client,
            rule: rule.clone(),
            cut: cut.clone(),
            changed: changed.clone(),
        };
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let system = actix_web::rt::System::new();
            let _ = system.block_on(async move {
                let app = move || {
                    let big = web::PayloadConfig::new(16 << 20);
                    App::new()
                        .app_data(web::Data::new(passing.clone()))
                        .app_data(big)
                        .default_service(web::to(pass))
                };
                let server = HttpServer::new(app)
                    .workers(1)
                    .disable_signals()
                    // As the server does: an answer in pieces waits for nothing.
                    .tcp_nodelay(true)
                    .bind(("127.0.0.1", 0))?;
                let port = server.addrs().first().map_or(0, std::net::SocketAddr::port);
                let running = server.run();
                let _ = sender.send((port, running.handle()));
                running.await
            });
        });
        let (port, handle) = receiver.recv()?;
        Ok(Self {
            address: format!("http://127.0.0.1:{port}/"),
            rule,
            cut,
            changed,
            handle,
            thread: Some(thread),
        })
    }

    /// Where people reach the server through this proxy.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on `rule` may change every exchange; it answers whether it did.
    pub fn lie(&self, rule: impl FnMut(&mut Exchange) -> bool + Send + 'static) {
        if let Ok(mut slot) = self.rule.lock() {
            *slot = Some(Box::new(rule));
        }
    }

    /// From now on the requests that `cut` answers true for get no answer and don't reach the server.
    pub fn cut(&self, cut: impl FnMut(&str, &[u8]) -> bool + Send + 'static) {
        if let Ok(mut slot) = self.cut.lock() {
            *slot = Some(Box::new(cut));
        }
    }

    /// From now on everything passes as it is.
    pub fn be_honest(&self) {
        if let Ok(mut slot) = self.cut.lock() {
            *slot = None;
        }
        if let Ok(mut slot) = self.rule.lock() {
            *slot = None;
        }
    }

    /// How many exchanges were changed: a test shows with it that its lie was told.
    #[must_use]
    pub fn lies(&self) -> usize {
        self.changed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn pass(request: HttpRequest, body: web::Bytes, passing: web::Data<Passing>) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    let name = path.trim_start_matches("v1/").to_owned();
    if let Ok(mut cut) = passing.cut.lock()
        && let Some(cut) = cut.as_mut()
        && cut(&name, &body)
    {
        passing.changed.fetch_add(1, Ordering::SeqCst);
        return HttpResponse::BadGateway().finish();
    }
    let address = format!("{}{path}", passing.server);
    let asked = if request.method() == actix_web::http::Method::POST {
        let post = passing.client.post(address);
        post.header("content-type", wire::CBOR).body(body.to_vec())
    } else {
        passing.client.get(address)
    };
    let sent = asked.send().await;
    let Ok(response) = sent else {
        return HttpResponse::BadGateway().finish();
    };
    let status = response.status().as_u16();
    // What a browser wants to know of the app's files.
    let headers = ["content-type", "content-security-policy"]
        .map(|name| (name, response.headers().get(name).cloned()));
    let Ok(answer) = response.bytes().await else {
        return HttpResponse::BadGateway().finish();
    };
    let mut exchange = Exchange {
        name,
        request: body.to_vec(),
        status,
        answer: answer.to_vec(),
        location: None,
    };
    if let Ok(mut rule) = passing.rule.lock()
        && let Some(rule) = rule.as_mut()
        && rule(&mut exchange)
    {
        passing.changed.fetch_add(1, Ordering::SeqCst);
    }
    let status = actix_web::http::StatusCode::from_u16(exchange.status).unwrap_or_default();
    let mut response = HttpResponse::build(status);
    for (name, value) in headers {
        if let Some(value) = value {
            response.insert_header((name, value.as_bytes()));
        }
    }
    if let Some(location) = exchange.location {
        response.insert_header(("location", location));
    }
    response.body(exchange.answer)
}
