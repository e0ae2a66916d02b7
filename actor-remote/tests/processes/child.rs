//! The process that serves: this test binary again, told by an environment variable what to do.

use std::{
    fs::OpenOptions,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
};

use actor_remote::{Config, Node};
use actor_runtime::prelude::*;

use crate::{
    LONG,
    counter::{Counter, CounterHandle, Gate},
};

const ROLE: &str = "ACTOR_REMOTE_CHILD";

/// What a child is told: its log, where it listens and connects, the mailbox's places, and its certificate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Role {
    pub(crate) log: PathBuf,
    pub(crate) listen: Option<String>,
    pub(crate) connect: Option<String>,
    pub(crate) mailbox: Option<usize>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) names: Vec<String>,
}

/// A name for a file of this test alone.
pub(crate) fn scratch(what: &str) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Relaxed);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(std::process::id().to_string());
    std::fs::create_dir_all(&directory).unwrap();
    directory.join(format!("{what}-{n}"))
}

impl Role {
    /// Listens on any port of loopback, and serves one counter as `c`.
    pub(crate) fn server() -> Role {
        Role {
            log: scratch("log"),
            listen: Some("127.0.0.1:0".into()),
            names: vec!["c".into()],
            ..Role::default()
        }
    }

    fn to_text(&self) -> String {
        let option = |text: &Option<String>| text.clone().unwrap_or_default();
        let certificate = self.certificate.as_ref().map(|path| path.display().to_string());
        [
            self.log.display().to_string(),
            option(&self.listen),
            option(&self.connect),
            option(&self.mailbox.map(|places| places.to_string())),
            option(&certificate),
            self.names.join(","),
        ]
        .join("\n")
    }

    fn from_text(text: &str) -> Role {
        let parts: Vec<&str> = text.split('\n').collect();
        let option = |at: usize| Some(parts[at].to_owned()).filter(|part| !part.is_empty());
        Role {
            log: parts[0].into(),
            listen: option(1),
            connect: option(2),
            mailbox: option(3).map(|places| places.parse().unwrap()),
            certificate: option(4).map(PathBuf::from),
            names: parts[5].split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    }

    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new();
        if let Some(address) = &self.listen {
            config = config.listen(address);
        }
        if let Some(address) = &self.connect {
            config = config.connect(address);
        }
        if let Some(certificate) = &self.certificate {
            let with = |extension| certificate.with_extension(extension);
            config = config.tls(with("ca"), with("pem"), with("key"));
        }
        config
    }
}

/// Not a test: the body of the process that serves.
#[test]
fn child() {
    let Ok(text) = std::env::var(ROLE) else { return };
    let role = Role::from_text(&text);
    let gate = Gate::default();
    // The kernel has each line once `write` returns, whatever becomes of this process.
    let mut log = OpenOptions::new().create(true).append(true).open(&role.log).unwrap();
    let counter = Counter {
        gate: gate.clone(),
        on_add: Some(Box::new(move |n| log.write_all(format!("{n}\n").as_bytes()).unwrap())),
        ..Counter::default()
    };
    let mut builder = CounterHandle::builder();
    if let Some(places) = role.mailbox {
        builder = builder.mailbox(places);
    }
    let counter = builder.spawn(counter).unwrap();
    let node = match Node::open(role.config()) {
        Ok(node) => node,
        Err(error) => {
            println!("\n@failed {error}");
            return;
        }
    };
    let served: Vec<_> =
        role.names.iter().map(|name| node.serve(name, &counter).unwrap()).collect();
    println!("\n@ready {}", node.addresses().join(" "));
    for line in std::io::stdin().lines() {
        match line.unwrap().as_str() {
            "open" => gate.open(),
            "wait" => gate.wait_for_counter(),
            "stop" => drop(counter.shutdown().unwrap()),
            "exit" => break,
            other => panic!("{other}"),
        }
        println!("\n@done");
    }
    drop(served);
}

/// A process that serves. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    commands: ChildStdin,
    lines: mpsc::Receiver<String>,
    pub(crate) role: Role,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(role: &Role) -> Server {
        Server::try_start(role).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_start(role: &Role) -> Result<Server, String> {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child::child", "--nocapture", "--test-threads=1"])
            .env(ROLE, role.to_text())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(line) = line.strip_prefix('@') {
                    let _ = sender.send(line.to_owned());
                }
            }
        });
        let commands = child.stdin.take().unwrap();
        let mut server =
            Server { child, commands, lines, role: role.clone(), address: String::new() };
        let line = server.line();
        match line.strip_prefix("ready") {
            Some(addresses) => {
                let mut addresses = addresses.split_whitespace();
                server.address = addresses.next().unwrap_or_default().to_owned();
                Ok(server)
            }
            None => Err(line),
        }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(LONG).expect("the child says nothing")
    }

    /// Has the child do something, and waits until it has.
    pub(crate) fn command(&mut self, command: &str) {
        writeln!(self.commands, "{command}").unwrap();
        assert_eq!(self.line(), "done");
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// What the counter has handled, in this process and those before it with the same log.
    pub(crate) fn log(&self) -> Vec<u64> {
        let text = std::fs::read_to_string(&self.role.log).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }

    pub(crate) fn node(&self) -> Node {
        Node::open(Config::new().connect(&self.address)).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
