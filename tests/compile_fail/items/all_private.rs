use actor_runtime::prelude::*;

#[actor]
struct Lamp {
    is_on: bool,
}

#[actor]
impl Lamp {
    fn new() -> Lamp {
        Lamp { is_on: false }
    }

    fn switch(&mut self, is_on: bool) {
        self.is_on = is_on;
    }

    fn is_on(&self) -> bool {
        self.is_on
    }
}

fn main() {
    let lamp = Lamp::new().spawn();
    lamp.switch(true).unwrap();
    lamp.switch(false).unwrap();
    println!("{}", lamp.is_on().unwrap() && lamp.ask().is_on().wait().unwrap());
}
