/// Counts things.
#[actor]
pub struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    /// Starts at zero.
    pub fn new() -> Self {
        Counter { total: 0 }
    }

    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    #[ask]
    pub fn clear(&mut self) {
        self.total = 0;
    }
}
