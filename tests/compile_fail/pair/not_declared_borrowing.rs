use actor_runtime::prelude::*;

struct Shelf<'a> {
    items: Vec<&'a str>,
}

#[actor]
impl<'a> Shelf<'a> {
    pub fn put(&mut self, item: &'a str) {
        self.items.push(item);
    }
}

fn main() {}
