use std::collections::BTreeMap;

#[actor]
pub struct Tally<'a> {
    words: BTreeMap<&'a str, usize>,
}

#[actor]
impl<'a> Tally<'a> {
    pub fn count(&mut self, word: &'a str) {
        *self.words.entry(word).or_default() += 1;
    }

    pub fn longest(&self) -> Option<&'a str> {
        self.words.keys().copied().max_by_key(|word| word.len())
    }
}
