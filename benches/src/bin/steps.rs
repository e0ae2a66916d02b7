//! One kind of step, many times, for steps.sh to count the instructions of.
//!
//! `steps KIND NUMBER`: `tell`, `ask`, `pooled-tell`, `pooled-ask`, `turn` (a message to each of many idle actors, which
//! get a turn each), `spawn` (from spawn to end of a pooled actor). With the feature `view`, a watch runs meanwhile.

use std::{env, sync::mpsc};

use actor_runtime::{Executor, prelude::*};

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub(crate) fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn tell(&mut self, done: mpsc::Sender<()>) {
        done.send(()).expect("the program waits");
    }
}

/// How many actors get a turn each, one after the other.
const IDLE: u64 = 1_000;

fn main() {
    let mut arguments = env::args().skip(1);
    let kind = arguments.next().expect("a kind of step");
    let number: u64 = arguments.next().and_then(|n| n.parse().ok()).expect("a number of steps");
    let executor = Executor::new(1).expect("there is a thread");
    #[cfg(feature = "view")]
    let _watcher = {
        use std::time::Duration;
        let all = actor_runtime::view::View::all();
        all.watch(Duration::from_millis(500), |event| println!("{event}")).expect("a thread")
    };
    let counter = || Counter { total: 0 };
    match kind.as_str() {
        "tell" => tell(&counter().spawn(), number),
        "ask" => ask(&counter().spawn(), number),
        "pooled-tell" => tell(&counter().spawn_on(&executor), number),
        "pooled-ask" => ask(&counter().spawn_on(&executor), number),
        "turn" => {
            let all: Vec<_> = (0..IDLE).map(|_| counter().spawn_on(&executor)).collect();
            let last = counter().spawn_on(&executor);
            for _ in 0..number / IDLE {
                all.iter().for_each(|counter| counter.add(1).expect("it lives"));
                let (told, done) = mpsc::channel();
                last.tell(told).expect("it lives");
                done.recv().expect("it tells");
            }
        }
        "spawn" => {
            for _ in 0..number {
                let ended = counter().spawn_on(&executor).join();
                ended.expect("no actor joins it").ok().expect("it ends normally");
            }
        }
        other => panic!("`{other}` is no kind of step"),
    }
}

fn tell(counter: &CounterHandle, number: u64) {
    (0..number).for_each(|_| counter.add(1).expect("it lives"));
    assert_eq!(counter.total(), Ok(number));
}

fn ask(counter: &CounterHandle, number: u64) {
    (0..number).for_each(|_| assert_eq!(counter.total(), Ok(0)));
}
