use actor_runtime::prelude::*;

#[actor]
mod counter {}

fn main() {}
