use actor_runtime::{Context, ReplySender};

#[actor]
pub struct Desk {
    waiting: Vec<ReplySender<u8>>,
}

#[actor]
impl Desk {
    #[expires]
    pub fn look_up(&self, ctx: &mut Context<DeskHandle>, n: u8) -> u8 {
        ctx.stop();
        n
    }

    #[expires]
    #[ask]
    pub fn tidy(&mut self) {
        self.waiting.clear();
    }

    #[urgent]
    #[expires]
    pub fn wait(&mut self, #[reply] reply: ReplySender<u8>) {
        self.waiting.push(reply);
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}
