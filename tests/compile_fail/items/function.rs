use actor_runtime::prelude::*;

#[actor]
fn count() {}

fn main() {}
