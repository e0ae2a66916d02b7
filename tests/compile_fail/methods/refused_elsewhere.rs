//! A refused message, used from another module: its use there adds no second error.

mod counter {
    use actor_runtime::prelude::*;

    #[actor]
    pub struct Counter;

    #[actor]
    impl Counter {
        pub fn greet(&mut self, name: &str) {
            let _ = name;
        }
    }
}

fn main() {
    use actor_runtime::prelude::*;

    let counter: counter::CounterHandle = counter::Counter.spawn();
    counter.greet("you").unwrap();
}
