use actor_runtime::prelude::*;

#[actor]
struct Tally<'a> {
    words: Vec<&'a str>,
}

#[actor]
impl Tally<'_> {
    pub fn count(&mut self, n: usize) {
        self.words.truncate(n);
    }
}

fn main() {}
