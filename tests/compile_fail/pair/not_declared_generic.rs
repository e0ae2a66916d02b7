use actor_runtime::prelude::*;

struct Shelf<T> {
    items: Vec<T>,
}

#[actor]
impl<T> Shelf<T> {
    pub fn put(&mut self, item: T) {
        self.items.push(item);
    }
}

fn main() {}
