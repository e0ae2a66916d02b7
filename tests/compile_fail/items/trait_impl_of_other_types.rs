use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use actor_runtime::prelude::*;

trait Greeter {
    fn greet(&self) -> String;
}

trait Leaver {
    fn leave(&self) -> String;
}

struct Polite;

#[actor]
impl<T: Display> Greeter for T {
    fn greet(&self) -> String {
        self.to_string()
    }
}

#[actor]
impl Leaver for Arc<Polite> {
    fn leave(&self) -> String {
        "bye".to_owned()
    }
}

#[actor]
impl<K, V> Leaver for HashMap<K, V> {
    fn leave(&self) -> String {
        "bye".to_owned()
    }
}

fn main() {
    println!("{} {}", 1.greet(), Arc::new(Polite).leave());
}
