#[actor(mailbx = 4, overflow = drop_newest)]
struct Counter {
    total: u64,
}

#[actor(handle = Counter)]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub async fn name(self, name: &str, all: [u8]) -> impl ToString {
        name
    }

    pub fn join(&self) {}

    #[ask]
    fn private(&self) {}
}
