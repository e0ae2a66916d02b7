use actor_runtime::prelude::*;

#[actor]
impl std::collections::HashMap<u8, u8> {
    pub fn put(&mut self, c: u8) {
        self.insert(c, c);
    }
}

fn main() {}
