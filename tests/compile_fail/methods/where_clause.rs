use actor_runtime::prelude::*;

#[actor]
struct Shelf<T> {
    items: Vec<T>,
}

#[actor]
impl<T> Shelf<T> {
    pub fn put(&mut self, item: T) {
        self.items.push(item);
    }

    pub fn all(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.items.clone()
    }
}

fn main() {}
