//! Everything at random for a long time: memory and threads stay flat, and the books balance.

mod busy;
mod process;
mod random;
mod rounds;
mod tally;

use std::{
    env,
    process::ExitCode,
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use lexopt::prelude::*;
use process::Process;
use random::Random;
use rounds::World;
use tally::Tally;

const HELP: &str = "\
Spawns, asks, stops, kills, restarts and lets go of actors at random, and fails as soon as the memory
grows, a thread is left behind, something hangs or the books of an actor do not balance.

Usage: soak [--minutes N] [--actors N] [--seed N]

  --minutes N  For how long (10)
  --actors N   Instead, until so many have been spawned; the memory is not looked at
  --seed N     Which rounds; printed in any case
  --help       This
";

/// After each, all actors have ended, and the process is looked at.
const PERIOD: Duration = Duration::from_secs(10);
/// Nothing in a round takes so long.
const PATIENCE: Duration = Duration::from_secs(60);
const WORKERS: usize = 3;
const FAILED: &str = "a round has failed";

#[derive(Clone, Copy)]
enum Extent {
    For(Duration),
    Actors(u64),
}

struct Soak {
    extent: Extent,
    seed: u64,
}

fn parse() -> Result<Option<Soak>, lexopt::Error> {
    let mut extent = Extent::For(Duration::from_secs(600));
    let mut seed = random::any_seed();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("minutes") => {
                let minutes: u64 = arguments.value()?.parse()?;
                extent = Extent::For(Duration::from_secs(60 * minutes));
            }
            Long("actors") => extent = Extent::Actors(arguments.value()?.parse()?),
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(Soak { extent, seed }))
}

fn main() -> ExitCode {
    let soak = match parse() {
        Ok(Some(soak)) => soak,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    println!("seed {}: `{}`", soak.seed, env::args().collect::<Vec<_>>().join(" "));
    match run(&soak) {
        Ok(()) => ExitCode::SUCCESS,
        Err(violation) => {
            eprintln!("violated (seed {}): {violation}", soak.seed);
            ExitCode::FAILURE
        }
    }
}

fn run(soak: &Soak) -> Result<(), String> {
    let world = Arc::new(World::default());
    let mut random = Random::new(soak.seed);
    let before = Process::now()?;
    match soak.extent {
        Extent::Actors(actors) => {
            let work = move || work(&world, random, |tally| tally.actors < actors);
            let tally = thread::spawn(work).join().map_err(|_| FAILED)?;
            println!("{}; {tally}", before.settled()?);
        }
        Extent::For(duration) => {
            let start = Instant::now();
            let mut tally = Tally::default();
            let mut memory = Memory::new(duration);
            while start.elapsed() < duration {
                let end = Instant::now() + PERIOD.min(duration.saturating_sub(start.elapsed()));
                tally.add(&period(&world, &mut random, end)?);
                let now = before.settled()?;
                println!("{:4} s: {now}; {tally}", start.elapsed().as_secs());
                memory.look(start.elapsed(), now.resident)?;
            }
            println!("{memory}");
        }
    }
    Ok(())
}

/// One round after the other, as long as there is to be one more.
fn work(world: &World, mut random: Random, one_more: impl Fn(&Tally) -> bool) -> Tally {
    let mut tally = Tally::default();
    while one_more(&tally) {
        tally.add(&rounds::round(world, &mut random));
    }
    tally
}

/// Rounds on several threads, until `end`.
fn period(world: &Arc<World>, random: &mut Random, end: Instant) -> Result<Tally, String> {
    let (done, tallies) = channel();
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (world, random, done) = (Arc::clone(world), random.split(), done.clone());
            thread::spawn(move || {
                // Nobody listens where another one has failed.
                let _ = done.send(work(&world, random, |_| Instant::now() < end));
            })
        })
        .collect();
    drop(done);
    let mut sum = Tally::default();
    for _ in &workers {
        let left = end.saturating_duration_since(Instant::now()) + PATIENCE;
        sum.add(&tallies.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => "a round hangs",
            RecvTimeoutError::Disconnected => FAILED,
        })?);
    }
    for worker in workers {
        worker.join().map_err(|_| FAILED)?;
    }
    Ok(sum)
}

/// What the process held whenever all actors had ended.
struct Memory {
    warm_up: Duration,
    /// In kilobytes: of the warm-up, and since.
    warm: u64,
    highest: u64,
    last: u64,
}

impl Memory {
    fn new(duration: Duration) -> Self {
        // The allocator has an arena for each of several threads, and each is to have been full once.
        Memory { warm_up: duration / 5, warm: 0, highest: 0, last: 0 }
    }

    fn look(&mut self, at: Duration, resident: u64) -> Result<(), String> {
        self.last = resident;
        if at <= self.warm_up {
            self.warm = self.warm.max(resident);
            return Ok(());
        }
        self.highest = self.highest.max(resident);
        let limit = self.warm + self.warm / 10 + 4096;
        if self.warm > 0 && resident > limit {
            return Err(format!("{resident} kB, after {} when it was warm", self.warm));
        }
        Ok(())
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Memory { warm, highest, last, .. } = self;
        write!(
            f,
            "resident, with no actor alive: up to {warm} kB in the warm-up, up to {highest} kB since, {last} kB in the end"
        )
    }
}
