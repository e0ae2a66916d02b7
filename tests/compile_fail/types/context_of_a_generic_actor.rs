use std::collections::BTreeMap;

use actor_runtime::prelude::*;

#[actor]
struct Shelf<T, U, V> {
    items: Vec<T>,
    labels: Vec<U>,
    more: Vec<V>,
}

#[actor]
impl<T, U, V> Shelf<T, U, V> {
    pub fn put(&mut self, ctx: &mut Context<ShelfHandle<T, U, V>>, item: Option<T>) {
        match item {
            Some(item) => self.items.push(item),
            None => ctx.stop(),
        }
    }
    pub fn labels(&self) -> usize {
        self.labels.len()
    }
    pub fn put_more(&mut self, pairs: BTreeMap<u8, (V, [u8; 2])>) {
        self.more.extend(pairs.into_values().map(|(more, _)| more));
    }
}

fn main() {
    let shelf = Shelf { items: vec![1], labels: vec!["one"], more: vec![1] }.spawn();
    shelf.put(Some(2)).unwrap();
    shelf.put(None).unwrap();
    shelf.labels().unwrap();
    shelf.put_more(BTreeMap::new()).unwrap();
}
