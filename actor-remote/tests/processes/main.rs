//! Nodes in processes of their own, over zenoh on loopback: each call's outcome beside the log of the actor that handled it.

#[path = "../support/counter.rs"]
#[allow(dead_code, unreachable_pub)]
mod counter;

#[path = "../support/certificates.rs"]
mod certificates;

mod basics;
mod books;
mod child;
mod cuts;
mod faults;
mod hub;
mod role;
mod server;
mod tls;
mod wire;

use std::time::{Duration, Instant};

/// Longer than anything takes that works.
const LONG: Duration = Duration::from_secs(60);

/// Waits until this is so, which something else brings about.
fn until(mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LONG, "it never is");
        std::thread::sleep(Duration::from_millis(5));
    }
}
