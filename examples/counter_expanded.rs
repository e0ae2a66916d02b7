//! The quickstart written by hand: all that `#[actor]` generates for `counter.rs`, piece by piece.
//
// Nothing here is magic and nothing is hidden from you but the loop, which the runtime owns. What
// `__private` says on its name holds: only generated code may count on it (and this file, whose
// test compares it with the macro's work).
#![forbid(unsafe_code)]

use std::{error::Error, time::Duration};

use actor_runtime::{
    __private::{
        ActorType, Answers, Carrier, Large, Mailbox, Message, OneActorImplPerType, Options,
        PackingFor, Plain, actor_type, answer, is_large,
    },
    Actor, CallError, Context, Declared, Handle, Reply, ReplySender, Spawn,
};

/// Counts things.
pub struct Counter {
    total: u64,
}

// What `#[actor(mailbox = 1024)]` on the struct says: how the actor runs, not what it does.
impl Declared for Counter {
    fn options() -> Options {
        Options::new("Counter").mailbox(1024)
    }
}

// Your impl stays what it is: the methods can be called directly, without any actor.
impl Counter {
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// The protocol: one variant for each message, a plain type that anyone can build and match on.
pub enum CounterMessage {
    /// Adds `n`.
    Add {
        /// The argument `n`.
        n: u64,
    },
    /// The sum so far.
    Total {
        /// Where the answer goes: a question carries its way back.
        reply: ReplySender<u64>,
    },
}

// A message of more than 4 KiB travels in a box: decided here, where the size of the enum is a constant.
impl Message for CounterMessage {
    type Packing = <Large<{ is_large::<CounterMessage>() }> as PackingFor<Self>>::Packing;
}

/// The handle: the sending side of the mailbox, with a method for each message.
pub struct CounterHandle(Mailbox<CounterMessage>);

// What the handle carries, said apart from `Handle`, so that a message may hold a handle of its own actor.
impl Carrier for CounterHandle {
    type Carried = CounterMessage;
}

// By hand, because a derive would ask for `CounterMessage: Clone`, which nobody needs: a clone of
// a handle is one more sender to the same mailbox.
impl Clone for CounterHandle {
    fn clone(&self) -> Self {
        CounterHandle(Clone::clone(&self.0))
    }
}

impl std::fmt::Debug for CounterHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}

impl CounterHandle {
    /// Adds `n`.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if the message was not accepted.
    pub fn add(&self, n: u64) -> Result<(), CallError> {
        Mailbox::send_told(&self.0, Plain, CounterMessage::Add { n })
    }

    /// The sum so far.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().total().await` instead.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if there is no answer.
    pub fn total(&self) -> Result<u64, CallError> {
        // The runtime makes the two ends of an answer: one goes into the message, on the other
        // this call waits.
        Mailbox::ask(&self.0, Plain, move |reply| CounterMessage::Total { reply })
    }
}

/// The ask view: the answered messages again, each returning at once with a `Reply`.
#[derive(Clone, Copy, Debug)]
pub struct CounterAsk<'ask>(&'ask CounterHandle);

impl CounterAsk<'_> {
    /// The sum so far.
    pub fn total(&self) -> Reply<u64> {
        Mailbox::request(&(self.0).0, Plain, move |reply| CounterMessage::Total { reply })
    }
}

// A second `#[actor] impl` of the same type conflicts here, by a name that says why. The kind is what the option `timeout`
// asks for: without an answer it would bound nothing.
impl OneActorImplPerType for Counter {
    type Kind = Answers;
}

// What every handle can do (`stop`, `join`, `stats`, …) is written once, in the trait; it needs
// only these few facts.
impl Handle for CounterHandle {
    type Message = CounterMessage;
    type Ask<'ask>
        = CounterAsk<'ask>
    where
        Self: 'ask;

    fn ask(&self) -> CounterAsk<'_> {
        CounterAsk(self)
    }

    fn from_mailbox(mailbox: Mailbox<CounterMessage>) -> Self {
        CounterHandle(mailbox)
    }

    fn mailbox(&self) -> &Mailbox<CounterMessage> {
        &self.0
    }

    fn options() -> Options {
        <Counter as Declared>::options()
    }

    // So that a panic can be reported with the message that was being handled.
    fn message_name(index: usize) -> &'static str {
        match index {
            0 => "add",
            1 => "total",
            _ => "",
        }
    }

    // So that a view of the living actors can tell types of the same name apart.
    fn actor_type() -> &'static ActorType {
        static TYPE: ActorType = actor_type!("Counter");
        &TYPE
    }
}

// The dispatch: the way back from a message to the method. The runtime's loop calls it for each
// message that it receives, one at a time, which is why the methods may take `&mut self`.
impl Actor<CounterHandle> for Counter {
    fn receive(&mut self, message: CounterMessage, ctx: &mut Context<CounterHandle>) {
        match message {
            CounterMessage::Add { n } => {
                Context::begin(ctx, 0);
                Counter::add(self, n);
            }
            CounterMessage::Total { reply } => {
                Context::begin(ctx, 1);
                answer(reply, Counter::total(self));
            }
        }
    }
}

// From here on it is `counter.rs`, word for word.
fn main() -> Result<(), Box<dyn Error>> {
    // The state moves to a thread of its own; what stays here is a `CounterHandle`.
    let counter = Counter { total: 0 }.spawn();
    println!("spawned: {counter:?}");

    // A method without an answer is told: it returns once the mailbox has the message.
    counter.add(2)?;
    println!("told: add 2");

    // A method with an answer is asked: it waits for the handler.
    println!("asked: the total is {}", counter.total()?);

    // Handles are cloned and sent anywhere; all of them reach the same actor.
    let clone = counter.clone();
    std::thread::spawn(move || clone.add(40)).join().expect("the thread does not panic")?;
    println!("told from another thread: add 40");

    // `ask()` sends the question now and waits later, or not at all.
    let mut later = counter.ask().total();
    println!("asked for later: the total is {}", later.wait_timeout(Duration::from_secs(5))?);

    // The last handle goes, so the mailbox drains and the thread ends.
    let exit = counter.join()?;
    println!("ended: {exit}");

    // Had the actor panicked, this would be an error.
    exit.ok()?;
    Ok(())
}
