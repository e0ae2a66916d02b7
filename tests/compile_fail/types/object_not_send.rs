use actor_runtime::prelude::*;
use std::error::Error;

pub trait Job {
    fn run(&mut self);
}

pub struct Once;

impl Job for Once {
    fn run(&mut self) {}
}

#[actor]
struct Parser;

#[actor]
impl Parser {
    pub fn parse(&self, text: String) -> Result<u32, Box<dyn Error>> {
        Ok(text.parse()?)
    }

    pub fn run(&mut self, mut job: Box<dyn Job>) {
        job.run();
    }
}

fn main() {
    let parser = Parser.spawn();
    println!("{:?}", parser.parse("7".into()).unwrap());
    println!("{:?}", parser.parse("8".into()).unwrap());
    parser.run(Box::new(Once)).unwrap();
    parser.run(Box::new(Once)).unwrap();
    let _other = Parser.spawn();
}
