//! actor-runtime through another crate, no dependency of this one: `crate = …` says where it is.

#![forbid(unsafe_code)]

use facade::threads::actors::prelude::*;

/// Keeps what it is given.
#[actor(crate = facade::threads::actors)]
#[derive(Debug)]
pub struct Keeper<T> {
    items: Vec<T>,
}

#[actor(crate = facade::threads::actors)]
impl<T: Clone> Keeper<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Keeper { items: Vec::new() }
    }

    /// Keeps one more.
    pub fn keep(&mut self, item: T) {
        self.items.push(item);
    }

    /// All of them.
    #[expires]
    pub fn all(&self) -> Vec<T> {
        self.items.clone()
    }
}

impl<T: Clone> Default for Keeper<T> {
    fn default() -> Self {
        Keeper::new()
    }
}

#[test]
fn a_reexported_runtime_is_found() {
    let keeper = Keeper::default().spawn();
    keeper.keep('a').unwrap();
    keeper.keep('b').unwrap();
    assert_eq!(keeper.all(), Ok(vec!['a', 'b']));
}
