use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn rename(&mut self, name: &str) {
        self.total = name.len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.send(CounterMessage::Rename { name: "x".into() }).unwrap();
    match (CounterMessage::Rename { name: "x".into() }) {
        CounterMessage::Rename { name } => drop(name),
    }
}
