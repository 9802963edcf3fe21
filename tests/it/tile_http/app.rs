//! The service over a world, with a clock that tests set; requests run in process.
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request};
use http_body_util::BodyExt as _;
use riverchief::http::{AppState, Limits};
use riverchief::world::{Clock, Published, World};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::{RawWorld, Snapshot};
use riverchief_tiles::{Filter, LayerSet, TileCoord};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt as _;

/// A layer that the small world fills, and a tile that it fills at zoom 10 (109.0–109.1° east, 21.5° north).
pub const COUNTIES: &str = "/counties/10/822/449";
/// A tile of the open sea.
pub const SEA: &str = "/counties/10/600/449";

/// The service without a socket.
pub struct App {
    pub state: AppState,
    pub published: Arc<Published>,
    router: Router,
    runtime: tokio::runtime::Runtime,
    now: Arc<AtomicI64>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let all: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(all.len() <= 1, "{name} stands there more than once: {all:?}");
        all.first().map_or("", |v| v.to_str().expect("text"))
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl App {
    /// Over the small world, on 1 June 2026 at noon.
    pub fn small() -> Self {
        Self::over(riverchief_fixtures::sound(), "http://127.0.0.1:8080", Limits::default())
    }

    pub fn over(raw: RawWorld, public_url: &str, limits: Limits) -> Self {
        // A busy machine is no failure.
        let limits = Limits {
            request_timeout: std::time::Duration::from_mins(10),
            ..limits
        };
        let (snapshot, findings) = Snapshot::build(raw);
        let now = Arc::new(AtomicI64::new(0));
        let hand = now.clone();
        let clock = Clock::new(move || {
            jiff::Timestamp::from_second(hand.load(Ordering::SeqCst)).expect("an instant of our time")
        });
        let published = Published::new(1, snapshot, findings, Thresholds::default());
        let world = Arc::new(World::with_clock(published, clock));
        let url = public_url.parse().expect("a URL");
        let state = AppState::new(world.clone(), url, limits);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(2)
            .build();
        let app = Self {
            router: riverchief::http::app(state.clone()),
            published: world.current(),
            state,
            runtime: runtime.expect("a runtime"),
            now,
        };
        app.set_clock(Date::constant(2026, 6, 1), 12 * 3600);
        app
    }

    /// Sets the clock to a day in Shanghai and seconds after its midnight.
    pub fn set_clock(&self, day: Date, seconds: i64) {
        let midnight = jiff::tz::offset(8).to_timestamp(day.to_datetime(jiff::civil::time(0, 0, 0, 0)));
        let midnight = midnight.expect("a day of our time");
        self.now.store(midnight.as_second() + seconds, Ordering::SeqCst);
    }

    pub fn get(&self, target: &str) -> Reply {
        self.with_headers(target, &[])
    }

    pub fn with_headers(&self, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.request(Method::GET, target, headers)
    }

    pub fn request(&self, method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.runtime.block_on(self.future(method, target, headers))
    }

    /// Many requests at once.
    pub fn at_once(&self, target: &str, times: usize) -> Vec<Reply> {
        self.runtime.block_on(async {
            let tasks: Vec<_> = (0..times)
                .map(|_| tokio::spawn(self.future(Method::GET, target, &[])))
                .collect();
            let mut replies = Vec::new();
            for task in tasks {
                replies.push(task.await.expect("no panic"));
            }
            replies
        })
    }

    fn future(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
    ) -> impl Future<Output = Reply> + Send + use<> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let router = self.router.clone();
        async move {
            let response = router.oneshot(request).await.expect("infallible");
            let (parts, body) = response.into_parts();
            Reply {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: body.collect().await.expect("a whole body").to_bytes(),
            }
        }
    }

    /// The tile as the library makes it.
    pub fn drawn(&self, layers: &str, (z, x, y): (u8, u32, u32), day: Date) -> Option<Vec<u8>> {
        let layers: LayerSet = layers.parse().expect("layers");
        let pyramid = self.published.pyramid(&self.published.epoch(day));
        let tile = TileCoord { z, x, y };
        pyramid.tile(&layers.at(z), tile, &Filter::default()).expect("a tile")
    }
}

/// The bytes without their content coding.
#[track_caller]
pub fn decoded(reply: &Reply) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut body = &reply.body[..];
    let read = match reply.header("content-encoding") {
        "" => std::io::Read::read_to_end(&mut body, &mut plain),
        "gzip" => std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(body), &mut plain),
        "br" => std::io::Read::read_to_end(&mut brotli::Decompressor::new(body, 4096), &mut plain),
        "zstd" => {
            plain = zstd::stream::decode_all(body).expect("zstd");
            Ok(plain.len())
        }
        other => panic!("coded with {other}"),
    };
    read.expect("decoded");
    plain
}
