//! The real binary on a free port: started, talked to, stopped, and its log read.
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `riverchief serve`.
pub struct Server {
    child: Child,
    /// Kept open, for the server says more than its address.
    _stdout: BufReader<ChildStdout>,
    pub address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind; one that succeeded has waited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Over the small world.
    pub fn small(options: &[&str]) -> Self {
        let (folder, world) = Self::small_world();
        Self::over(folder, Some(&world), options)
    }

    fn small_world() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let world = folder.path().join("small.gpkg");
        world_file::write(&world, &small_world::sound()).expect("written");
        (folder, world)
    }

    /// Over the default world.
    pub fn default_world(options: &[&str]) -> Self {
        Self::over(tempfile::tempdir().expect("a folder"), None, options)
    }

    /// Over the small world, where no file may be longer than this: what a full disk is to who writes.
    pub fn with_short_files(longest_kib: u32, options: &[&str]) -> Self {
        let mut command = Command::new("bash");
        let script = format!("trap '' XFSZ; ulimit -f {longest_kib}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_riverchief")]);
        let (folder, world) = Self::small_world();
        Self::run(command, folder, Some(&world), options)
    }

    /// Over the small world, with these variables in its environment.
    pub fn in_environment(variables: &[(&str, &str)], options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
        command.envs(variables.iter().copied());
        let (folder, world) = Self::small_world();
        Self::run(command, folder, Some(&world), options)
    }

    /// Over the small world, with its log going elsewhere.
    pub fn logging_to(log: impl Into<Stdio>, options: &[&str]) -> Self {
        let (folder, world) = Self::small_world();
        File::create(folder.path().join("log")).expect("created");
        let command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
        Self::spawned(command, folder, Some(&world), options, log.into())
    }

    /// What a service says that doesn't start.
    #[track_caller]
    pub fn refused(options: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
        command.env_remove("RIVERCHIEF_CONFIG").env_remove("RIVERCHIEF_WORLD");
        let ended = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options)
            .output();
        let ended = ended.expect("it runs");
        assert_eq!(ended.status.code(), Some(2));
        String::from_utf8_lossy(&ended.stderr).into_owned()
    }

    /// Over a world file, or the default world.
    pub fn over(folder: tempfile::TempDir, world: Option<&Path>, options: &[&str]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_riverchief")), folder, world, options)
    }

    fn run(command: Command, folder: tempfile::TempDir, world: Option<&Path>, options: &[&str]) -> Self {
        let log = File::create(folder.path().join("log")).expect("created");
        Self::spawned(command, folder, world, options, log.into())
    }

    fn spawned(
        mut command: Command,
        folder: tempfile::TempDir,
        world: Option<&Path>,
        options: &[&str],
        log: Stdio,
    ) -> Self {
        let listen: &[&str] = if options.contains(&"--listen") {
            &[]
        } else {
            &["--listen", "127.0.0.1:0"]
        };
        let mut child = command
            .env_remove("RIVERCHIEF_CONFIG")
            .env_remove("RIVERCHIEF_WORLD")
            .arg("serve")
            .args(listen)
            .args(world)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("started");
        // The pipe's end that this process had would keep it open.
        drop(command);
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        stdout.read_line(&mut first).expect("a line");
        let address = first
            .rsplit("http://")
            .next()
            .and_then(|rest| rest.trim().trim_end_matches(')').parse().ok());
        let address = address.unwrap_or_else(|| {
            panic!(
                "no address in {first:?}: {}",
                std::fs::read_to_string(folder.path().join("log")).expect("a log")
            )
        });
        Self {
            child,
            _stdout: stdout,
            address,
            folder,
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("accepted");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
        stream.set_write_timeout(Some(Duration::from_secs(30))).expect("set");
        stream
    }

    /// A connection from another address of this machine, e.g. 127.0.0.2.
    pub fn connect_from(&self, address: &str) -> TcpStream {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let connected = runtime.expect("a runtime").block_on(async {
            let socket = tokio::net::TcpSocket::new_v4()?;
            socket.bind(SocketAddr::new(address.parse().expect("an address"), 0))?;
            socket.connect(self.address).await?.into_std()
        });
        let stream = connected.expect("accepted");
        stream.set_nonblocking(false).expect("set");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
        stream
    }

    /// Sends bytes and reads until the server closes; what can't be sent because it closed first doesn't matter.
    pub fn exchange(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        let mut sending = stream.try_clone().expect("cloned");
        let bytes = bytes.to_vec();
        let sender = std::thread::spawn(move || {
            let _ = sending.write_all(&bytes);
        });
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        sender.join().expect("no panic");
        answer
    }

    /// The status and the rest of the answer to a plain GET.
    pub fn get(&self, target: &str) -> (u16, String) {
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = self.exchange(request.as_bytes());
        (status(&answer), String::from_utf8_lossy(&answer).into_owned())
    }

    /// `VmRSS`, `VmHWM` and so on from the kernel, in KiB.
    pub fn memory_kib(&self, field: &str) -> u64 {
        let text = std::fs::read_to_string(self.proc("status")).expect("a running process");
        let line = text.lines().find(|l| l.starts_with(field)).expect(field);
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect(line)
    }

    /// Lets `VmHWM` begin anew.
    pub fn forget_peak(&self) {
        std::fs::write(self.proc("clear_refs"), "5").expect("own process");
    }

    pub fn open_files(&self) -> usize {
        std::fs::read_dir(self.proc("fd")).expect("a running process").count()
    }

    fn proc(&self, file: &str) -> PathBuf {
        Path::new("/proc").join(self.child.id().to_string()).join(file)
    }

    pub fn terminate(&self) {
        self.signal("TERM");
    }

    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// SIGKILL: it can't do anything about it.
    pub fn kill(mut self) {
        self.child.kill().expect("a child");
        self.child.wait().expect("a child");
    }

    /// Waits for the end, which has to be an orderly one, and gives the log.
    #[track_caller]
    pub fn ended(mut self, within: Duration) -> String {
        let begun = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status.code();
            }
            assert!(begun.elapsed() < within, "still running:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        };
        let log = self.log();
        assert_eq!(code, Some(0), "{log}");
        assert!(!log.contains("panicked") && !log.contains("internal error"), "{log}");
        log
    }

    /// SIGTERM, the end, and the log.
    #[track_caller]
    pub fn stopped(self) -> String {
        self.terminate();
        self.ended(Duration::from_secs(25))
    }
}

/// Sends a signal by its name.
pub fn signal(process: u32, name: &str) {
    // The shell's own `kill`: a minimal system has no program of that name.
    let command = format!("kill -{name} {process}");
    let sent = Command::new("bash").args(["-c", &command]).status().expect("bash");
    assert!(sent.success());
}

/// The status in an answer's first line; 0 where there is none.
pub fn status(answer: &[u8]) -> u16 {
    let line = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let code = line
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1))
        .map(str::to_owned);
    code.and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// The body of an answer in chunks, and whether its last chunk came.
pub fn unchunked(answer: &[u8]) -> (Vec<u8>, bool) {
    let head = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .map_or(answer.len(), |at| at + 4);
    let (mut rest, mut body) = (&answer[head..], Vec::new());
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let Some(size) = size else { break };
        if size == 0 {
            return (body, true);
        }
        let chunk = &rest[end + 2..];
        body.extend_from_slice(&chunk[..size.min(chunk.len())]);
        rest = chunk.get(size + 2..).unwrap_or_default();
    }
    (body, false)
}
