use actor_runtime::prelude::*;

#[actor]
struct Tally<'a> {
    words: Vec<&'a str>,
}

#[actor]
impl<'a> Tally<'a> {
    pub fn count(&mut self, word: &'a str) {
        self.words.push(word);
    }
}

fn main() {
    let text = String::from("to be or not to be");
    let tally = Tally { words: vec![&text] }.spawn();
    let _ = tally.count("do");
}
