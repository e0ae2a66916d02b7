use actor_runtime::prelude::*;
use std::time::Duration;

#[actor(timeout = Duration::from_secs(1))]
struct Counter<T> {
    total: T,
}

#[actor]
impl<T> Counter<T> {
    pub fn set(&mut self, total: T) {
        self.total = total;
    }
}

#[actor(mailbox = 2, timeout = Duration::from_secs(1))]
struct Lamp {
    is_on: bool,
}

#[actor]
impl Lamp {
    pub fn switch(&mut self) {
        self.is_on = !self.is_on;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.set(1).unwrap();
    counter.set(2).unwrap();
    let lamp = Lamp { is_on: false }.spawn();
    lamp.switch().unwrap();
    lamp.switch().unwrap();
}
