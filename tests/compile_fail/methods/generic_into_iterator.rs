use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn extend<I>(&mut self, items: I)
    where
        I: IntoIterator<Item = u64>,
    {
        self.total += items.into_iter().sum::<u64>();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.extend(vec![1]).unwrap();
    counter.extend([1, 2]).unwrap();
}
