use actor_runtime::prelude::*;
use std::collections::HashMap;

#[actor]
struct Shelf {
    total: usize,
}

#[actor]
impl Shelf {
    pub fn put(&mut self, names: Vec<str>) {
        self.total += names.len();
    }

    pub fn call(&mut self, then: Option<dyn Fn(u64) + Send>) {
        drop(then);
    }

    pub fn all(&self) -> HashMap<u8, [u8]> {
        HashMap::new()
    }

    pub fn at(&mut self, path: std::path::Path) {
        self.total += path.as_os_str().len();
    }
}

fn main() {
    let shelf = Shelf { total: 0 }.spawn();
    shelf.put(vec!["x".to_owned()]).unwrap();
    shelf.put(Vec::new()).unwrap();
    shelf.call(None).unwrap();
    shelf.call(Some(Box::new(|_| {}))).unwrap();
    println!("{} {}", shelf.all().unwrap().len(), shelf.ask().all().wait().unwrap().len());
    shelf.at(std::path::Path::new("/")).unwrap();
    shelf.at(std::path::Path::new("/")).unwrap();
}
