//! What has no size is no argument, and its error is the one that a local message has.

use actor_runtime::prelude::*;

#[actor]
pub struct Till;

#[actor(remote = "shop.till/1")]
impl Till {
    pub fn print(&mut self, _text: str) {}
}

fn main() {}
