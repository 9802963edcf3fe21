//! The router over the small world, driven in process; every status it answers with has to be in its description.
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt as _;
use riverchief::http::{AppState, Limits, Peer, ServiceOptions, app, openapi_document};
use riverchief::world::{Clock, Published, World};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::snapshot::Snapshot;
use riverchief_fixtures as small_world;
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt as _;

/// The day that tests ask about, in the last epoch of the small world.
pub const DAY: &str = "2026-06-01";

/// The service without a socket.
pub struct App {
    /// What its handlers share.
    pub state: AppState,
    router: Router,
    runtime: tokio::runtime::Runtime,
    prefix: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Whether the body ended as it should.
    pub whole: bool,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().expect("text"))
    }
}

impl App {
    /// Over the small world as it is.
    pub fn small() -> Self {
        Self::with("http://127.0.0.1:8080", Limits::default())
    }

    pub fn with(public_url: &str, limits: Limits) -> Self {
        Self::by_clock(public_url, limits, Clock::system())
    }

    pub fn by_clock(public_url: &str, limits: Limits, clock: Clock) -> Self {
        Self::behind(ServiceOptions::default(), public_url, limits, clock)
    }

    pub fn behind(front: ServiceOptions, public_url: &str, limits: Limits, clock: Clock) -> Self {
        let (snapshot, findings) = Snapshot::build(small_world::sound());
        let published = Published::new(1, snapshot, findings, Thresholds::default());
        Self::over(published, front, public_url, limits, clock)
    }

    /// Over any world.
    pub fn over(published: Published, front: ServiceOptions, public_url: &str, limits: Limits, clock: Clock) -> Self {
        let url: riverchief::http::PublicUrl = public_url.parse().expect("a URL");
        let prefix = url.prefix().to_owned();
        let state = AppState::with_options(front, Arc::new(World::with_clock(published, clock)), url, limits);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(2)
            .build()
            .expect("a runtime");
        Self {
            router: app(state.clone()),
            state,
            runtime,
            prefix,
        }
    }

    pub fn get(&self, target: &str) -> Reply {
        self.with_headers(target, &[])
    }

    /// The answer to a request that has to succeed.
    #[track_caller]
    pub fn ok(&self, target: &str) -> Value {
        let reply = self.get(target);
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        reply.json()
    }

    /// The problem of a request that has to be refused.
    #[track_caller]
    pub fn refused(&self, target: &str) -> Value {
        let reply = self.get(target);
        assert!((400..500).contains(&reply.status), "{target}: {}", reply.text());
        reply.json()
    }

    pub fn with_headers(&self, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.request(&Method::GET, target, headers, Body::empty())
    }

    /// As if the request came over a connection from this address.
    pub fn asked_by(&self, peer: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        let peer = Peer(std::net::SocketAddr::new(peer.parse().expect("an address"), 40_000));
        self.sent(&Method::GET, target, headers, Body::empty(), Some(peer))
    }

    /// A POST as if it came over a connection from this address.
    pub fn posted_by(&self, peer: &str, target: &str, content_type: &str, body: impl Into<Body>) -> Reply {
        let peer = Peer(std::net::SocketAddr::new(peer.parse().expect("an address"), 40_000));
        let headers = [("content-type", content_type)];
        self.sent(&Method::POST, target, &headers, body.into(), Some(peer))
    }

    /// The answer to a GET with its body still to be read.
    pub fn open(&self, target: &str, headers: &[(&str, &str)]) -> axum::response::Response {
        let mut request = Request::get(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        self.runtime
            .block_on(async { self.router.clone().oneshot(request).await.expect("infallible") })
    }

    /// The next bytes of an open body; `None` at its end.
    pub fn read(&self, body: &mut Body) -> Option<String> {
        self.runtime.block_on(async {
            let frame = tokio::time::timeout(std::time::Duration::from_secs(20), body.frame()).await;
            let frame = frame.expect("nothing came for 20 s")?.expect("whole");
            Some(String::from_utf8(frame.into_data().expect("data").to_vec()).expect("text"))
        })
    }

    /// All that is left of an open body.
    pub fn rest(&self, body: Body) -> Vec<u8> {
        let read = async { body.collect().await.expect("whole").to_bytes().to_vec() };
        self.runtime.block_on(read)
    }

    pub fn post(&self, target: &str, content_type: &str, body: impl Into<Body>) -> Reply {
        self.request(&Method::POST, target, &[("content-type", content_type)], body.into())
    }

    pub fn request(&self, method: &Method, target: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        self.sent(method, target, headers, body, None)
    }

    fn sent(&self, method: &Method, target: &str, headers: &[(&str, &str)], body: Body, peer: Option<Peer>) -> Reply {
        let mut request = Request::builder().method(method).uri(target);
        if let Some(peer) = peer {
            request = request.extension(peer);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        let path = request.uri().path().to_owned();
        let reply = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("infallible");
            let (parts, mut body) = response.into_parts();
            let (mut bytes, mut whole) = (Vec::new(), true);
            while let Some(frame) = body.frame().await {
                match frame {
                    Ok(frame) => bytes.extend(frame.into_data().unwrap_or_default()),
                    Err(_) => whole = false,
                }
            }
            Reply {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: bytes,
                whole,
            }
        });
        self.checked(method, &path, reply)
    }

    /// What holds for every answer: it is described, has an id, and an error is a problem document.
    #[track_caller]
    fn checked(&self, method: &Method, path: &str, reply: Reply) -> Reply {
        let path = path.strip_prefix(&self.prefix).unwrap_or(path);
        if let Some(statuses) = described(method, path) {
            let status = reply.status.to_string();
            assert!(statuses.contains(&status), "{method} {path}: {status} is not described");
        }
        assert!(!reply.header("x-request-id").is_empty(), "{method} {path}");
        if reply.status >= 400 && *method != Method::HEAD {
            assert_eq!(
                reply.header(header::CONTENT_TYPE.as_str()),
                "application/problem+json",
                "{path}"
            );
            let problem = reply.json();
            assert_eq!(problem["status"], reply.status, "{problem}");
            for member in ["type", "title", "detail", "instance", "request_id"] {
                let said = problem[member].as_str().is_some_and(|text| !text.is_empty());
                assert!(said, "{member}: {problem}");
            }
            assert_eq!(problem["request_id"], reply.header("x-request-id"));
            assert_eq!(reply.header("cache-control"), "no-store");
        }
        reply
    }
}

/// The description as it is served, once per process.
pub fn written_document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(openapi_document()).expect("JSON"))
}

/// The description with every parameter and answer in its place, and of the items of collections only what holds for any.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut document = resolved(written_document());
        let paths = document["paths"].as_object_mut().expect("paths");
        paths.retain(|path, _| !is_of_one_collection(path));
        document
    })
}

/// Whether a path is that of the items of one collection.
pub fn is_of_one_collection(path: &str) -> bool {
    path.ends_with("/items") && !path.contains('{')
}

/// A description with every parameter and answer in its place.
pub fn resolved(document: &Value) -> Value {
    fn put(value: &mut Value, document: &Value) {
        let pointer = value["$ref"]
            .as_str()
            .and_then(|r| r.strip_prefix('#'))
            .map(str::to_owned);
        if let Some(pointer) = pointer.filter(|p| !p.starts_with("/components/schemas/")) {
            *value = document
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("{pointer} is missing"))
                .clone();
        }
        match value {
            Value::Object(map) => map.values_mut().for_each(|inner| put(inner, document)),
            Value::Array(list) => list.iter_mut().for_each(|inner| put(inner, document)),
            _ => {}
        }
    }
    let mut whole = document.clone();
    put(&mut whole["paths"], document);
    whole
}

/// The statuses that the description gives for a method and path; `None` where it has no such operation.
fn described(method: &Method, path: &str) -> Option<Vec<String>> {
    let fits = |template: &str| {
        let (a, b): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        a.len() == b.len()
            && a.iter()
                .zip(&b)
                .all(|(t, p)| t == p || (t.starts_with('{') && !p.is_empty()))
    };
    let verb = match *method {
        Method::GET | Method::HEAD => "get",
        Method::POST => "post",
        Method::DELETE => "delete",
        _ => return None,
    };
    let paths = document()["paths"].as_object()?;
    // An exact path counts before a template.
    let exact = paths.get(path);
    let item = exact.or_else(|| paths.iter().find(|(template, _)| fits(template)).map(|(_, item)| item))?;
    let responses = item.get(verb)?["responses"].as_object()?;
    Some(responses.keys().cloned().collect())
}
