//! Fetchers that fail at random under a supervisor, which tells of every failure and restart.
//
// The network is made up, and so are its failures: by the seed, so that a run can be had again. A
// fetcher that fails gets a fresh connection after a short wait, longer each time; its caller
// learns of the failure and asks for the page again.
#![forbid(unsafe_code)]

mod observe;

use std::{
    collections::VecDeque,
    error::Error,
    io::{self, BufRead},
    num::NonZeroU32,
    time::Duration,
};

use actor_runtime::{
    Child, ChildEventKind, Restart, Supervisor, SupervisorHandle, prelude::*, thread,
};
use clap::Parser;

use observe::Observe;

/// Fetches pages over connections that fail at random. While it is observed, it stays when it is done: the number of a
/// fetcher on a line of the standard input cuts its connection, and the end of the input ends the program.
#[derive(Parser)]
struct Options {
    /// What the failures are made of.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    #[arg(long, default_value_t = 24)]
    pages: u32,
    #[arg(long, default_value_t = NonZeroU32::new(3).unwrap())]
    fetchers: NonZeroU32,
    #[command(flatten)]
    observe: Observe,
}

/// Numbers that look random (splitmix64), whatever they start from.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    fn one_in(&mut self, times: u64) -> bool {
        (self.next() >> 32).is_multiple_of(times)
    }
}

/// Owns one connection.
#[actor]
pub struct Fetcher {
    chance: Chance,
}

#[actor]
impl Fetcher {
    #[started]
    fn connect(&mut self) -> Result<(), &'static str> {
        if self.chance.one_in(4) { Err("connection refused") } else { Ok(()) }
    }

    pub fn fetch(&mut self, ctx: &mut Context<FetcherHandle>, page: u32) -> Option<String> {
        if self.chance.one_in(5) {
            panic!("page {page} makes no sense");
        }
        if self.chance.one_in(5) {
            ctx.fail("connection reset");
            return None;
        }
        Some(format!("page {page}, by connection {}", ctx.incarnation() + 1))
    }

    /// Cuts the connection, as the other side would.
    pub fn cut(&mut self, ctx: &mut Context<FetcherHandle>) {
        ctx.fail("connection cut");
    }
}

/// A panic is told of by the supervisor; the usual report of it would say so twice.
fn silence_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Cuts the connection of each fetcher whose number stands on a line of the standard input, until that ends.
fn cut_on_request(fetchers: &[FetcherHandle]) -> io::Result<()> {
    println!("done; cuts the connection of fetcher N at the line N");
    for line in io::stdin().lock().lines() {
        let number: Option<usize> = line?.trim().parse().ok();
        let fetcher = number.and_then(|number| fetchers.get(number.checked_sub(1)?));
        match fetcher.map(|fetcher| fetcher.cut()) {
            Some(Ok(())) => {}
            Some(Err(error)) => println!("not cut: {error}"),
            None => println!("not cut: there are fetchers 1 to {}", fetchers.len()),
        }
    }
    Ok(())
}

/// What has come of the pages.
#[derive(Debug, PartialEq, Eq)]
struct Fetched {
    /// In the order in which they came.
    pages: Vec<u32>,
    retries: u32,
    /// The supervisor's `Failed` events. A first connection that is refused is none of them.
    failures: u32,
    restarts: u64,
}

/// Fetches all pages, and prints what happens by `print`. Calls `when_done` while the fetchers are still there.
fn fetch_all(
    options: &Options,
    print: fn(String),
    when_done: impl FnOnce(&[FetcherHandle]) -> io::Result<()>,
) -> Result<Fetched, Box<dyn Error>> {
    let group: SupervisorHandle =
        Supervisor::one_for_one().at_most(u32::MAX, Duration::from_secs(1)).spawn();
    let events = group.events()?;
    let printing = thread::spawn(move || {
        let mut failures = 0;
        for event in events {
            failures += u32::from(matches!(event.event, ChildEventKind::Failed(_)));
            print(event.to_string());
        }
        failures
    });

    let restart = Restart::on_failure()
        .without_limit()
        .backoff(Duration::from_millis(1), Duration::from_millis(20))
        .jitter();
    let mut chance = Chance(options.seed);
    let mut handles: Vec<FetcherHandle> = Vec::new();
    for number in 1..=options.fetchers.get() {
        // The first connection may fail, too: then nothing has been started, and it is up to us.
        handles.push(loop {
            // Each connection has a chance of its own.
            let mut connections = Chance(chance.next());
            let make = move || Fetcher { chance: Chance(connections.next()) };
            let builder = FetcherHandle::builder().name(format!("fetcher {number}")).mailbox(4);
            match group.start(Child::new(builder, make).restart(restart.clone())) {
                Ok(fetcher) => break fetcher,
                Err(error) => print(format!("fetcher {number}: {error}")),
            }
        });
    }

    let mut wanted: VecDeque<u32> = (1..=options.pages).collect();
    let mut turns = handles.iter().cycle();
    let (mut pages, mut retries) = (Vec::new(), 0);
    while let Some(page) = wanted.pop_front() {
        let fetcher = turns.next().expect("there is at least one");
        match fetcher.fetch(page) {
            Ok(Some(text)) => {
                print(format!("{}: {text}", fetcher.name()));
                pages.push(page);
            }
            Ok(None) | Err(CallError::Panicked) => {
                retries += 1;
                wanted.push_back(page);
            }
            Err(error) => return Err(error.into()),
        }
    }
    when_done(&handles)?;
    let restarts = handles.iter().map(|fetcher| fetcher.stats().restarts).sum();
    drop(handles);
    group.join()?.ok()?;
    let failures = printing.join().expect("it only prints and counts");
    Ok(Fetched { pages, retries, failures, restarts })
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    silence_panics();
    let observer = options.observe.begin()?;
    let when_done =
        |fetchers: &[_]| if observer.is_some() { cut_on_request(fetchers) } else { Ok(()) };
    let print = |line: String| println!("{line}");
    let Fetched { pages, retries, restarts, .. } = fetch_all(&options, print, when_done)?;
    let pages = pages.len();
    println!("{pages} pages fetched, {retries} asked for again, {restarts} restarts");
    Ok(())
}

#[cfg(all(test, feature = "simulation"))]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use actor_runtime::simulation::{Faults, Simulation};

    use super::*;

    /// Whatever goes wrong, and in whatever order, each page is fetched once, and each failure is followed by a restart,
    /// except perhaps the last one of each fetcher.
    #[test]
    fn all_pages_are_fetched_whatever_goes_wrong() {
        let faults = Faults::new()
            .panics(0.05)
            .delays(Duration::ZERO..Duration::from_millis(20))
            .full_mailboxes(0.05);
        Simulation::new().seeds(50).faults(faults).run(|sim| {
            let seed = sim.seed().to_string();
            let options = ["", "--pages", "8", "--seed", &seed];
            let options = Options::try_parse_from(options)?;
            let fetched = fetch_all(&options, |_| (), |_| Ok(()))?;
            let pages: BTreeSet<_> = fetched.pages.iter().copied().collect();
            assert!(pages.into_iter().eq(1..=8), "each page is fetched: {fetched:?}");
            assert_eq!(fetched.pages.len(), 8, "and only once: {fetched:?}");
            // Each retry follows a failure; a reconnection that is refused is a failure without a retry. Each of the three
            // fetchers may have a last failure whose restart has not come yet.
            assert!(fetched.failures >= fetched.retries, "{fetched:?}");
            assert!(fetched.restarts <= u64::from(fetched.failures), "{fetched:?}");
            assert!(fetched.restarts + 3 >= u64::from(fetched.failures), "{fetched:?}");
            Ok(())
        });
    }
}
