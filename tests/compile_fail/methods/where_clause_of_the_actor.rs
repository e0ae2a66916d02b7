use actor_runtime::prelude::*;

struct Sorted<T: Ord>(Vec<T>);

#[actor]
struct Shelf<T> {
    items: Vec<T>,
}

#[actor]
impl<T: Send + 'static> Shelf<T> {
    pub fn put(&mut self, item: T::Item)
    where
        T: Iterator,
    {
        drop(item);
    }
    pub fn take(&mut self) -> Option<T::Item>
    where
        T: Iterator,
    {
        self.items.pop()?.next()
    }
    pub fn put_all(&mut self, items: Sorted<T>)
    where
        T: Ord,
    {
        self.items.extend(items.0);
    }
    pub fn convert_and_put<I>(&mut self, item: I)
    where
        T: Iterator,
        I: Into<T::Item>,
    {
        drop(item.into());
    }
}

fn main() {
    let shelf = Shelf { items: vec![0..3_u64] }.spawn();
    shelf.put(1).unwrap();
    shelf.put(2).unwrap();
    let first: u64 = shelf.take().unwrap().unwrap_or_default();
    println!("{first} {}", shelf.take().unwrap().unwrap_or_default());
    shelf.convert_and_put(1_u32).unwrap();
    shelf.convert_and_put(2_u32).unwrap();
}
