use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn log<T: std::fmt::Display>(&mut self, what: T) {
        println!("{what}");
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.log(1).unwrap();
    counter.log("x").unwrap();
}
