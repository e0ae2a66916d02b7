use actor_runtime::prelude::*;

#[actor]
const TOTAL: u64 = 0;

fn main() {}
