use actor_runtime::prelude::*;

struct Page(u64);

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn fill(&mut self, into: &mut Page) {
        into.0 = self.total;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let mut page = Page(0);
    counter.fill(&mut page).unwrap();
    counter.fill(&mut page).unwrap();
}
