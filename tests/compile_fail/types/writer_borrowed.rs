use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn save(&self, out: &mut dyn std::io::Write) {
        writeln!(out, "{}", self.total).unwrap();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.save(&mut Vec::new()).unwrap();
    counter.save(&mut std::io::stdout()).unwrap();
}
