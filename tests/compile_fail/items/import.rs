use actor_runtime::prelude::*;

#[actor]
use std::time::Duration;

fn main() {
    let _ = Duration::ZERO;
}
