use actor_runtime::prelude::*;

#[actor]
struct Shelf<T, U> {
    items: Vec<T>,
    labels: Vec<U>,
}

#[actor]
impl<T, U> Shelf<T, U> {
    pub fn put(&mut self, ctx: &mut Context<ShelfHandle<T, U>>, item: Option<T>) {
        match item {
            Some(item) => self.items.push(item),
            None => ctx.stop(),
        }
    }
    pub fn labels(&self) -> usize {
        self.labels.len()
    }
}

fn main() {
    let shelf = Shelf { items: vec![1], labels: vec!["one"] }.spawn();
    shelf.put(Some(2)).unwrap();
    shelf.put(None).unwrap();
    shelf.labels().unwrap();
}
