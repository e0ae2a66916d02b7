use actor_runtime::prelude::*;

enum Light {
    #[actor]
    Off,
    On,
}

fn main() {}
