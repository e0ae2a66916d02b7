use actor_runtime::prelude::*;

#[ask]
fn reset() {}

fn main() {}
