use actor_runtime::{Context, Idle};

#[actor]
pub struct Copier {
    copied: u32,
}

#[actor]
impl Copier {
    #[urgent]
    pub fn pause(&mut self) {
        self.copied = 0;
    }

    #[urgent]
    pub fn copied(&self) -> u32 {
        self.copied
    }

    pub fn copy(&mut self) {
        self.copied += 1;
    }

    #[idle]
    fn between(&mut self, _ctx: &mut Context<CopierHandle>) -> Idle {
        self.copied += 1;
        Idle::Again
    }
}
