//! Two actors send one message to and fro: what it costs to wake the other one.

use actor_runtime::prelude::*;

use super::Scale;

#[actor]
struct Ping {
    pong: PongHandle,
    left: u64,
    over: Option<ReplySender<()>>,
}

#[actor]
impl Ping {
    /// Answered when the last ball is back.
    pub(super) fn rally(
        &mut self,
        ctx: &mut Context<PingHandle>,
        balls: u64,
        #[reply] over: ReplySender<()>,
    ) {
        self.left = balls;
        self.over = Some(over);
        self.serve(ctx);
    }

    pub(super) fn returned(&mut self, ctx: &mut Context<PingHandle>) {
        self.left -= 1;
        if self.left > 0 {
            self.serve(ctx);
        } else if let Some(over) = self.over.take() {
            let _ = over.send(());
        }
    }

    fn serve(&self, ctx: &Context<PingHandle>) {
        // Nobody left to hear of it: then nobody waits for the end of the rally either.
        if let Some(me) = ctx.weak().upgrade() {
            self.pong.hit(me).expect("pong is alive");
        }
    }
}

#[actor]
#[derive(Default)]
struct Pong {
    hits: u64,
}

#[actor]
impl Pong {
    pub(super) fn hit(&mut self, sender: PingHandle) {
        self.hits += 1;
        sender.returned().expect("ping is alive");
    }

    pub(super) fn hits(&self) -> u64 {
        self.hits
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let balls = scale.pick(100_000, 100);
    let pong = Pong::default().spawn();
    let ping = Ping { pong: pong.clone(), left: 0, over: None }.spawn();
    ping.rally(balls).expect("the rally ends");
    assert_eq!(pong.hits(), Ok(balls), "balls were lost");
    super::end([ping]);
    super::end([pong]);
    2 * balls
}
