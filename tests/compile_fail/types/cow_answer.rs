use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn name(&self) -> std::borrow::Cow<'_, str> {
        "x".into()
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.name().unwrap());
    println!("{}", counter.name().unwrap().len());
}
