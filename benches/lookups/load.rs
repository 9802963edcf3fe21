//! HTTP look-ups per second compared with an empty axum handler, in the same run, with the same client.
//!
//! The client is our own: threads with one keep-alive connection each, one request at a time. `wrk` costs less processor
//! time and gives higher figures; the ratio of the two rows is what counts.
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 16;
const SPAN: Duration = Duration::from_secs(5);
/// A place in the city; every request is for another place near it.
const BASE: (f64, f64) = (109.10, 21.45);

/// Ends the server when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn report() -> Result<(), Box<dyn Error>> {
    let empty = empty_handler()?;
    println!(
        "| – | empty axum handler, own client, {CONNECTIONS} connections | {:.0} /s |",
        rate(empty, |_| "/".to_owned())?
    );
    let address = free_address()?;
    let child = Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .args(["serve", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut server = Server(child);
    let waiting = Instant::now();
    while TcpStream::connect(address).is_err() {
        if server.0.try_wait()?.is_some() || waiting.elapsed() > Duration::from_secs(30) {
            return Err(
                "`riverchief serve` did not start within 30 s: run target/release/riverchief serve to see why".into(),
            );
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let figure = rate(address, |n| {
        let step = f64::from(u32::try_from(n % 10_007).unwrap_or(0)) * 1e-5;
        format!("/v1/chiefs/at?lon={:.5}&lat={:.5}", BASE.0 + step, BASE.1 + step)
    })?;
    println!("| default | GET /v1/chiefs/at, own client, {CONNECTIONS} connections | {figure:.0} /s |");
    println!(
        "| default | memory of that server afterwards, peak (VmHWM) | {} |",
        super::peak(&server.0.id().to_string())
    );
    Ok(())
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

fn empty_handler() -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let routes = axum::Router::new().fallback(|| async { "" });
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => {
                    if let Err(error) = axum::serve(listener, routes).await {
                        eprintln!("the empty handler ended: {error}");
                    }
                }
                Err(error) => eprintln!("the empty handler did not start: {error}"),
            }
        });
    });
    Ok(address)
}

/// Requests per second over all connections; a status other than 200 is an error.
fn rate(address: SocketAddr, path: impl Fn(u64) -> String + Send + Sync + 'static) -> Result<f64, Box<dyn Error>> {
    let path = Arc::new(path);
    let (done, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (path, done, stop) = (path.clone(), done.clone(), stop.clone());
            std::thread::spawn(move || -> std::io::Result<()> {
                let stream = TcpStream::connect(address)?;
                stream.set_nodelay(true)?;
                let mut reader = BufReader::new(stream.try_clone()?);
                let mut writer = stream;
                while !stop.load(Ordering::Relaxed) {
                    let n = done.fetch_add(1, Ordering::Relaxed);
                    let request = format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", path(n));
                    writer.write_all(request.as_bytes())?;
                    response(&mut reader)?;
                }
                Ok(())
            })
        })
        .collect();
    let start = Instant::now();
    std::thread::sleep(SPAN);
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().map_err(|_| "a client panicked")??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for reading")]
    let count = done.load(Ordering::Relaxed) as f64;
    Ok(count / start.elapsed().as_secs_f64())
}

fn response(reader: &mut impl BufRead) -> std::io::Result<()> {
    let bad = |what: &str| std::io::Error::other(what.to_owned());
    let mut line = String::new();
    reader.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(bad(&format!("not 200: {}", line.trim())));
    }
    let mut length = None;
    let mut chunked = false;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let head = line.trim().to_ascii_lowercase();
        if head.is_empty() {
            break;
        }
        if let Some(value) = head.strip_prefix("content-length:") {
            length = value.trim().parse::<u64>().ok();
        }
        chunked |= head.starts_with("transfer-encoding:") && head.contains("chunked");
    }
    if !chunked {
        let length = length.ok_or_else(|| bad("neither a length nor chunks"))?;
        std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
        return Ok(());
    }
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).map_err(|_| bad("not a chunk"))?;
        std::io::copy(&mut reader.take(size + 2), &mut std::io::sink())?;
        if size == 0 {
            return Ok(());
        }
    }
}
