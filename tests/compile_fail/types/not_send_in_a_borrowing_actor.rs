use actor_runtime::prelude::*;
use std::rc::Rc;

#[actor]
struct Names<'a> {
    first: &'a str,
}

#[actor]
impl<'a> Names<'a> {
    pub fn set(&mut self, first: &'a str) {
        self.first = first;
    }

    pub fn first(&self) -> Rc<str> {
        self.first.into()
    }
}

fn main() {
    let names = Names { first: "x" }.spawn();
    println!("{} {}", names.first().unwrap(), names.first().unwrap());
    let others = Names { first: "y" }.spawn();
    others.set("z").unwrap();
}
