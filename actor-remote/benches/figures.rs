//! Calls between two processes, beside raw queries of zenoh in the same run; many clients, and many actors.

#[path = "../tests/support/counter.rs"]
#[allow(dead_code, unreachable_pub)]
mod counter;

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use actor_remote::{Config, Node, prelude::*};
use actor_runtime::prelude::*;
use counter::{Counter, CounterRemote};
use zenoh::{Session, Wait, query::ConsolidationMode, sample::Locality};

const RAW: &str = "raw/add";
const WINDOW: usize = 256;
const ACTORS: usize = 10_000;

fn main() {
    let role = std::env::args().nth(1).unwrap_or_default();
    if role == "server" { server() } else { client() }
}

/// The resident memory of a process, in MB.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).map_or(0, |kb| kb.parse::<u64>().unwrap_or(0) / 1024)
}

fn raw_session(listen: &str, connect: &str) -> Session {
    let mut config = zenoh::Config::default();
    for (key, value) in [
        ("mode", if listen.is_empty() { "\"client\"".to_owned() } else { "\"peer\"".to_owned() }),
        ("scouting/multicast/enabled", "false".to_owned()),
        ("listen/endpoints", format!("[{listen}]")),
        ("connect/endpoints", format!("[{connect}]")),
    ] {
        config.insert_json5(key, &value).unwrap();
    }
    zenoh::open(config).wait().unwrap()
}

fn server() {
    let node = Node::open(Config::new().listen("127.0.0.1:0")).unwrap();
    let counter = Counter::default().spawn();
    let _served = node.serve("c", &counter).unwrap();
    let raw = raw_session("\"tcp/127.0.0.1:0\"", "");
    let _queryable = raw
        .declare_queryable(RAW)
        .callback(|query| {
            let payload = query.payload().cloned().unwrap_or_default();
            let _ = query.reply(query.key_expr().clone(), payload).wait();
        })
        .wait()
        .unwrap();
    let locators = raw.info().locators().wait();
    println!("{} {}", node.addresses()[0], locators[0]);
    let mut many = Vec::new();
    let pool = actor_runtime::Executor::new(2).unwrap();
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if line == "many" {
            let before = memory(std::process::id());
            let counters: Vec<_> = (0..ACTORS)
                .map(|_| {
                    counter::CounterHandle::builder().spawn_on(&pool, Counter::default()).unwrap()
                })
                .collect();
            let spawned = memory(std::process::id());
            let begun = Instant::now();
            for (n, counter) in counters.iter().enumerate() {
                many.push(node.serve(&format!("actor-{n}"), counter).unwrap());
            }
            let took = begun.elapsed();
            many.shrink_to_fit();
            std::mem::forget(counters);
            let after = memory(std::process::id());
            println!(
                "{ACTORS} actors served in {took:.2?}; memory {before} MB, spawned {spawned} MB, served {after} MB"
            );
        }
    }
}

struct Server {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Server {
    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(120)).unwrap()
    }
}

fn client() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("server")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        output.lines().map_while(Result::ok).try_for_each(|l| sender.send(l))
    });
    let mut server = Server { child, lines };
    let addresses = server.line();
    let (ours, raw) = addresses.split_once(' ').unwrap();
    let node = Node::open(Config::new().connect(ours)).unwrap();
    let remote: CounterRemote = node.connect("c");
    let raw = raw_session("", &format!("\"{raw}\""));
    while raw_ask(&raw).is_none() {}
    remote.total().unwrap();

    one_at_a_time(&raw, &remote);
    pipelined(&raw, &remote);
    clients(ours);
    many(&mut server, &node, ours);
    let pid = server.child.id();
    println!(
        "memory at the end: client {} MB, server {} MB",
        memory(std::process::id()),
        memory(pid)
    );
    let _ = server.child.kill();
    let _ = server.child.wait();
}

fn raw_get(raw: &Session, done: &mpsc::Sender<bool>) {
    let done = done.clone();
    raw.get(RAW)
        .payload([7_u8; 12])
        .timeout(Duration::from_secs(10))
        .consolidation(ConsolidationMode::None)
        .allowed_destination(Locality::Remote)
        .callback(move |reply| {
            let _ = done.send(reply.result().is_ok());
        })
        .wait()
        .unwrap();
}

fn raw_ask(raw: &Session) -> Option<bool> {
    let (done, answers) = mpsc::channel();
    raw_get(raw, &done);
    drop(done);
    answers.recv().ok()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn times(n: usize, mut ask: impl FnMut()) -> Vec<Duration> {
    let time = |_| {
        let begun = Instant::now();
        ask();
        begun.elapsed()
    };
    (0..n).map(time).collect()
}

fn one_at_a_time(raw: &Session, remote: &CounterRemote) {
    let (mut of_raw, mut of_ours, mut of_tells) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..10 {
        of_raw.extend(times(500, || assert!(raw_ask(raw).unwrap())));
        of_ours.extend(times(500, || {
            remote.ask().count().wait().unwrap();
        }));
        of_tells.extend(times(500, || remote.ask().nothing().wait().unwrap()));
    }
    let (raw, ours, tells) = (median(of_raw), median(of_ours), median(of_tells));
    println!(
        "one at a time, median: raw query {raw:.1} us; ask {ours:.1} us ({:.2} times); tell {tells:.1} us ({:.2} times)",
        ours / raw,
        tells / raw
    );
}

fn raw_rate(raw: &Session, n: usize) -> f64 {
    let (done, answers) = mpsc::channel::<bool>();
    let begun = Instant::now();
    for at in 0..n {
        if at >= WINDOW {
            assert!(answers.recv().unwrap());
        }
        raw_get(raw, &done);
    }
    for _ in 0..WINDOW {
        assert!(answers.recv().unwrap());
    }
    n as f64 / begun.elapsed().as_secs_f64()
}

fn rate<T>(n: usize, mut send: impl FnMut() -> actor_remote::RemoteReply<T>) -> f64 {
    let mut open = VecDeque::with_capacity(WINDOW);
    let begun = Instant::now();
    for _ in 0..n {
        if open.len() == WINDOW {
            let first: Option<actor_remote::RemoteReply<T>> = open.pop_front();
            first.unwrap().wait().unwrap();
        }
        open.push_back(send());
    }
    for reply in open {
        reply.wait().unwrap();
    }
    n as f64 / begun.elapsed().as_secs_f64()
}

fn pipelined(raw: &Session, remote: &CounterRemote) {
    let mut rates: [Vec<f64>; 3] = Default::default();
    for _ in 0..5 {
        rates[0].push(raw_rate(raw, 20_000));
        rates[1].push(rate(50_000, || remote.ask().count()));
        rates[2].push(rate(50_000, || remote.ask().nothing()));
    }
    let [raw, asks, tells] = rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    });
    println!(
        "window of {WINDOW}, median: raw queries {raw:.0}/s; asks {asks:.0}/s ({:.1} times); tells {tells:.0}/s ({:.1} times)",
        asks / raw,
        tells / raw
    );
}

fn clients(address: &str) {
    let nodes: Vec<Node> =
        (0..4).map(|_| Node::open(Config::new().connect(address)).unwrap()).collect();
    let each = 10_000;
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..24 {
            let node = &nodes[client % 4];
            scope.spawn(move || {
                let remote: CounterRemote = node.connect("c");
                rate(each, || remote.ask().nothing());
            });
        }
    });
    let rate = (24 * each) as f64 / begun.elapsed().as_secs_f64();
    println!("24 clients of 4 nodes, window of {WINDOW} each: {rate:.0} tells/s");
}

fn many(server: &mut Server, node: &Node, address: &str) {
    use std::io::Write;
    writeln!(server.child.stdin.as_mut().unwrap(), "many").unwrap();
    println!("{}", server.line());
    let last = format!("actor-{}", ACTORS - 1);
    assert!(node.wait_for::<counter::CounterHandle>(&last, Duration::from_secs(60)));
    let before = memory(std::process::id());
    let begun = Instant::now();
    let remotes: Vec<CounterRemote> =
        (0..ACTORS).map(|n| node.connect(&format!("actor-{n}"))).collect();
    let asked: Vec<_> = remotes.iter().map(|remote| remote.ask().count()).collect();
    for reply in asked {
        reply.wait().unwrap();
    }
    println!(
        "{ACTORS} remote handles opened and asked once in {:.2?}; client {before} MB before, {} MB after, server {} MB",
        begun.elapsed(),
        memory(std::process::id()),
        memory(server.child.id())
    );
    let begun = Instant::now();
    let late = Node::open(Config::new().connect(address)).unwrap();
    println!(
        "another node opens and knows {} names after {:.2?}",
        late.actors::<counter::CounterHandle>().len(),
        begun.elapsed()
    );
}
