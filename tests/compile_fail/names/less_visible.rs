use actor_runtime::prelude::*;

mod inner {
    use actor_runtime::prelude::*;

    #[actor]
    pub struct Counter;

    #[actor]
    impl Counter {
        pub fn one(&self) {}
        pub(self) fn two(&self) {}
        pub(in self) fn three(&self) {}
    }
}

fn main() {
    let counter = inner::Counter.spawn();
    let _ = counter.one();
    let _ = counter.two();
}
