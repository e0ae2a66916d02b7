use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn load<P: AsRef<std::path::Path>>(&mut self, path: P) {
        self.total = path.as_ref().as_os_str().len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.load("x").unwrap();
    counter.load(std::path::PathBuf::new()).unwrap();
}
