use actor_runtime::{Context, ReplySender};

#[actor]
pub struct Gate {
    waiting: Vec<ReplySender<u8>>,
}

#[actor]
impl Gate {
    pub fn pass(&mut self, _: &mut Context<GateHandle>, lane: u8, #[reply] reply: ReplySender<u8>) {
        let _ = lane;
        self.waiting.push(reply);
    }

    pub fn open(&mut self, ctx: &mut Context<GateHandle>) -> usize {
        ctx.stop();
        self.waiting.drain(..).filter_map(|reply| reply.send(1).ok()).count()
    }
}
