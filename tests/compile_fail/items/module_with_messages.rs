use actor_runtime::prelude::*;

#[actor]
mod counters {
    use super::*;

    pub struct Step(pub u64);

    impl Step {
        pub fn new() -> Step {
            Step(1)
        }
    }

    pub struct Counter {
        pub total: u64,
    }

    impl Counter {
        #[ask]
        pub fn add(&mut self, step: Step) {
            self.total += step.0;
        }

        pub fn total(&self, _: &mut Context<CounterHandle>) -> u64 {
            self.total
        }
    }
}

fn main() {
    let counter = counters::Counter { total: 0 }.spawn();
    counter.add(counters::Step::new()).unwrap();
    counter.ask().add(counters::Step(2)).wait().unwrap();
    println!("{}", counter.total().unwrap() + counter.total().unwrap());
}
