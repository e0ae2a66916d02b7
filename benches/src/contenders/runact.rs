//! runact: actors on the workers of a runtime, which are threads that wait for messages.
//
// An actor keeps a worker for as long as it lives, and there are as many workers as cores: a further actor gets no
// message before the runtime ends. So each actor here has a runtime of its own, and what needs several actors at once
// is left out: on one core, ping-pong would never begin. An actor ends with its runtime, which looks every ten
// milliseconds whether it has ended: no row of lives either. A timer that is due is taken out of a list from its
// front, in time that grows with the square of their number, so no row of timers. There is no unbounded mailbox.

use std::sync::Arc;

use ::runact::{Actor, ActorContext, ActorError, ActorId, Runtime, RuntimeConfig};

use super::{Contender, Counter, Ledger, PLACES};
use crate::workloads::{ask, tell};

pub(super) const CONTENDER: Contender = Contender {
    bounded_tell: Some(tell::run::<Bounded>),
    ask: Some(ask::run::<Bounded>),
    ask_from_thread: Some(ask::run::<Bounded>),
    ..Contender::new("runact")
};

struct Bounded;

struct Summer {
    total: u64,
    ledger: Ledger,
}

enum Message {
    Add(u64),
    Increment,
}

impl Actor for Summer {
    type Message = Message;

    fn handle(&mut self, message: Message, context: &mut ActorContext) -> Result<(), ActorError> {
        match message {
            Message::Add(n) => self.total += n,
            Message::Increment => {
                self.total += 1;
                // Fails only if nobody waits for it.
                let _ = context.reply(self.total);
            }
        }
        Ok(())
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

#[derive(Clone)]
struct Handle {
    runtime: Arc<Runtime>,
    counter: ActorId,
}

impl Counter for Bounded {
    type Payload = u64;
    type Handle = Handle;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let config = RuntimeConfig { mailbox_capacity: PLACES, ..RuntimeConfig::default() };
        let mut runtime = Runtime::with_config(config).expect("the system has threads to give");
        let summer = Summer { total: 0, ledger: ledger.clone() };
        let counter = runtime.spawn(summer).expect("the runtime takes actors");
        (Handle { runtime: Arc::new(runtime), counter }, ())
    }

    #[inline]
    fn add(Handle { runtime, counter }: &Self::Handle, n: u64) {
        runtime.send_blocking(*counter, Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(Handle { runtime, counter }: &Self::Handle) -> u64 {
        let answer = runtime.request_blocking(*counter, Message::Increment, None);
        answer.expect("the counter answers")
    }

    fn join(handle: Self::Handle, (): ()) {
        let runtime = Arc::into_inner(handle.runtime).expect("the last handle");
        // Lets the actor handle what it has, and joins the workers.
        drop(runtime);
    }
}
