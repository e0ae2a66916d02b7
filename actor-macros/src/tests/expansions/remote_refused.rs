#[actor]
pub struct Counter;

#[actor(remote = "shop.counter", remote = "counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    pub async fn total(&self, unit: &'static str) -> u64 {
        0
    }

    pub fn name(&self) -> Option<&'static str> {
        None
    }

    #[local]
    #[local]
    pub fn retry(&mut self) {}
}
