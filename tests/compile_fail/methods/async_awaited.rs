use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub async fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let task = async {
        let a = counter.total().await;
        let b = counter.total().await.unwrap();
        println!("{a:?} {b}");
    };
    drop(task);
}
