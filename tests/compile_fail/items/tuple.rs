use actor_runtime::prelude::*;

#[actor]
impl (u8, u8) {
    pub fn add(&self) {}
}

fn main() {}
