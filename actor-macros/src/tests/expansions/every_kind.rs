#[actor(derive(Debug))]
impl Counter {
    pub fn new() -> Self {
        Counter { total: 0 }
    }
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n
    }
    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }
    #[ask]
    pub(crate) fn reset(&mut self, ctx: &mut Context<CounterHandle>) {
        self.total = 0;
    }
    /// Forgets the sum.
    #[urgent]
    pub fn clear(&mut self) {
        self.total = 0
    }
    #[urgent]
    #[cfg(feature = "slow")]
    pub fn later(&mut self, (a, b): (u8, Rc<u8>), #[reply] reply: ReplySender<u64>) {}
    #[cfg(feature = "slow")]
    #[idle]
    fn tidy(&mut self, ctx: &mut Context<CounterHandle>) -> Idle {
        Idle::Wait
    }
}
