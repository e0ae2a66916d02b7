//! Answers that come back as messages: in turn, without a place, and gone with the state that asked.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use actor_runtime::{Executor, OnPanic, Overflow, Reply, Restart, Running, prelude::*};

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, block, hold},
        driver::{Start, StartBuilt},
    },
    sys::{
        mpsc::{self, Receiver, Sender},
        test,
        thread::{self, ThreadId},
    },
};

const A_MINUTE: Duration = Duration::from_secs(60);

type Work = Box<dyn FnOnce(&mut Context<AskerHandle>) + Send>;

/// Tells what it handles.
#[actor]
struct Asker {
    handled: Sender<String>,
}

#[actor]
impl Asker {
    /// Does what the test wants to see from inside.
    #[ask]
    pub fn work(&mut self, ctx: &mut Context<AskerHandle>, work: Work) {
        work(ctx);
    }

    pub fn wait(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn note(&mut self, text: String) {
        let _ = self.handled.send(text);
    }

    pub fn answer(&self) -> u8 {
        7
    }

    pub fn fail(&self) {
        panic!("on purpose");
    }
}

struct Handled(Receiver<String>);

impl Handled {
    fn next(&self) -> String {
        self.0.recv_timeout(A_MINUTE).expect("it is handled")
    }

    /// What is left, once the actor has ended.
    fn rest(&self) -> Vec<String> {
        self.0.iter().collect()
    }
}

fn asker() -> (Asker, Handled) {
    let (handled, receiver) = mpsc::channel();
    (Asker { handled }, Handled(receiver))
}

fn note(text: impl Into<String>) -> AskerMessage {
    AskerMessage::Note { text: text.into() }
}

/// Has the actor pipe the reply, and note the result.
fn pipe(asker: &AskerHandle, reply: Reply<u8>) {
    asker.work(Box::new(|ctx| ctx.pipe(reply, |result| note(format!("{result:?}"))))).unwrap();
}

/// Answers what it is asked when it is told to, and in that order.
#[actor]
#[derive(Default)]
struct Slow {
    asked: VecDeque<ReplySender<u8>>,
}

#[actor]
impl Slow {
    pub fn ask_it(&mut self, #[reply] reply: ReplySender<u8>) {
        self.asked.push_back(reply);
    }

    /// Whether someone waited.
    pub fn tell(&mut self, n: u8) -> Option<bool> {
        self.asked.pop_front().map(|reply| reply.send(n).is_ok())
    }

    pub fn forget(&mut self) {
        self.asked.clear();
    }

    pub fn fail(&mut self) {
        panic!("on purpose");
    }
}

#[test]
fn the_asker_goes_on_and_gets_the_answer_as_a_message() {
    let (asker, handled) = asker();
    let (asker, slow): (AskerHandle, _) = (asker.start(), Slow::default().start());
    for _ in 0..3 {
        pipe(&asker, slow.ask().ask_it());
    }
    asker.note("goes on".into()).unwrap();
    assert_eq!(handled.next(), "goes on");
    for n in 1..=3 {
        assert_eq!(slow.tell(n).unwrap(), Some(true));
        assert_eq!(handled.next(), format!("Ok({n})"));
        assert_eq!(asker.answer(), Ok(7), "it is idle in between");
    }
    assert_eq!(asker.join().unwrap(), Exit::Closed);
}

#[test]
fn an_answer_that_is_here_already_comes_at_its_turn_all_the_same() {
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let slow = Slow::default().start();
    let reply = slow.ask().ask_it();
    slow.tell(1).unwrap();
    asker
        .work(Box::new(|ctx| {
            ctx.pipe(reply, |result| note(format!("{result:?}")));
            ctx.send(note("own")).unwrap();
        }))
        .unwrap();
    assert_eq!([handled.next(), handled.next()], ["own", "Ok(1)"]);
}

#[test]
fn every_error_comes_as_one() {
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let slow = Slow::default().start();
    pipe(&asker, slow.ask().ask_it());
    slow.forget().unwrap();
    assert_eq!(handled.next(), "Err(NoReply)");
    pipe(&asker, slow.ask().ask_it());
    slow.fail().unwrap();
    assert!(handled.next().starts_with("Err(Ended(Panicked("));
    pipe(&asker, slow.ask().ask_it());
    assert!(handled.next().starts_with("Err(Ended(Panicked("));
    let builder = BlockedHandle::builder().mailbox(1).overflow(Overflow::Reject);
    let full: BlockedHandle = builder.start(Blocked::default()).unwrap();
    let latch = block(&full);
    full.note(1).unwrap();
    let refused = full.ask().seen();
    asker.work(Box::new(|ctx| ctx.pipe(refused, |seen| note(format!("{seen:?}"))))).unwrap();
    assert_eq!(handled.next(), "Err(Full)");
    drop(latch);
}

#[test]
fn a_handler_that_panics_is_told_to_the_pipe() {
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let blocked: BlockedHandle = Blocked::default().start();
    let reply = blocked.ask().fail("on purpose".into());
    asker.work(Box::new(|ctx| ctx.pipe(reply, |failed| note(format!("{failed:?}"))))).unwrap();
    assert_eq!(handled.next(), "Err(Panicked)");
}

#[test]
fn an_answer_by_pipe_takes_no_place_and_its_sender_goes_on() {
    let (asker, handled) = asker();
    let asker: AskerHandle = AskerHandle::builder().mailbox(1).count().start(asker).unwrap();
    let slow: SlowHandle = Slow::default().start();
    pipe(&asker, slow.ask().ask_it());
    pipe(&asker, slow.ask().ask_it());
    let latch = hold(|running, go_on| asker.wait(running, go_on));
    asker.note("mailbox".into()).unwrap();
    assert_eq!(slow.tell(1).unwrap(), Some(true));
    assert_eq!(slow.tell(2).unwrap(), Some(true));
    assert_eq!(slow.join().unwrap(), Exit::Closed, "it waits for nobody's room");
    assert_eq!(asker.stats().accepted, Some(4), "a pipe is accepted at its turn");
    drop(latch);
    let mut all = [handled.next(), handled.next(), handled.next()];
    assert!(
        all.iter().position(|text| text == "Ok(1)") < all.iter().position(|text| text == "Ok(2)")
    );
    all.sort();
    assert_eq!(all, ["Ok(1)", "Ok(2)", "mailbox"]);
    assert_eq!(asker.stats().accepted, Some(6));
    assert_eq!(asker.join().unwrap(), Exit::Closed);
}

#[test]
fn an_answer_by_pipe_takes_turns_with_the_mailbox_and_own_messages() {
    let (asker, handled) = asker();
    let (asker, slow): (AskerHandle, _) = (asker.start(), Slow::default().start());
    for _ in 0..3 {
        pipe(&asker, slow.ask().ask_it());
    }
    let (running, started) = mpsc::channel();
    let (latch, go_on) = mpsc::channel::<()>();
    let held = asker.ask().work(Box::new(move |ctx| {
        for _ in 0..3 {
            ctx.send(note("own")).unwrap();
        }
        running.send(()).unwrap();
        let _ = go_on.recv();
    }));
    // Without a thread of its own it is run by who waits for it.
    let waiting = thread::spawn(move || held.wait());
    started.recv().unwrap();
    for n in 1..=3 {
        slow.tell(n).unwrap();
        asker.note("mailbox".into()).unwrap();
    }
    drop(latch);
    waiting.join().unwrap().unwrap();
    let all: Vec<_> = (0..9).map(|_| handled.next()).collect();
    for round in all.chunks(3) {
        let mut round: Vec<_> = round.iter().map(|text| &text[..2]).collect();
        round.sort_unstable();
        assert_eq!(round, ["Ok", "ma", "ow"], "{all:?}");
    }
}

#[test]
fn a_panic_of_the_closure_is_one_of_the_actor() {
    let (asker, _handled) = asker();
    let (asker, slow): (AskerHandle, _) = (asker.start(), Slow::default().start());
    let reply = slow.ask().ask_it();
    asker.work(Box::new(|ctx| ctx.pipe(reply, |_| panic!("no message")))).unwrap();
    slow.tell(1).unwrap();
    let exit = asker.wait_timeout(A_MINUTE);
    let Some(Exit::Panicked(panic)) = exit else { panic!("{exit:?}") };
    assert_eq!((panic.running(), panic.text()), (Running::Pipe, "no message"));
    assert!(panic.to_string().contains("the closure that makes a message of an answer"));
}

#[test]
fn an_actor_that_resumes_goes_on_with_its_other_pipes() {
    let (asker, handled) = asker();
    let asker: AskerHandle = AskerHandle::builder().on_panic(OnPanic::Resume).start(asker).unwrap();
    let slow = Slow::default().start();
    let reply = slow.ask().ask_it();
    asker.work(Box::new(|ctx| ctx.pipe(reply, |_| panic!("no message")))).unwrap();
    pipe(&asker, slow.ask().ask_it());
    assert_eq!(slow.tell(1).unwrap(), Some(true));
    assert_eq!(slow.tell(2).unwrap(), Some(true));
    assert_eq!(handled.next(), "Ok(2)");
    assert_eq!(asker.join().unwrap(), Exit::Closed);
}

#[test]
fn pipes_end_with_their_state() {
    let (handled, receiver) = mpsc::channel();
    let make = move || Asker { handled: handled.clone() };
    let restart = Restart::on_failure();
    let asker: AskerHandle = AskerHandle::builder().start_supervised(restart, make).unwrap();
    let slow = Slow::default().start();
    pipe(&asker, slow.ask().ask_it());
    // What the closure holds is dropped with it: its caller learns why.
    let (desk, inbox) = AskerHandle::channel();
    let whoever = desk.ask().answer();
    let Some(AskerMessage::Answer { reply: kept }) = inbox.recv() else { panic!("it is asked") };
    let reply = slow.ask().ask_it();
    asker
        .work(Box::new(move |ctx| {
            ctx.pipe(reply, move |_| {
                let _ = kept.send(1);
                note("never")
            });
        }))
        .unwrap();
    asker.fail().unwrap();
    assert_eq!(asker.answer(), Ok(7), "a fresh state");
    assert!(matches!(whoever.wait(), Err(CallError::Ended(Exit::Panicked(_)))));
    assert_eq!(slow.tell(1).unwrap(), Some(false), "nobody waits any more");
    pipe(&asker, slow.ask().ask_it());
    while slow.tell(9).unwrap() != Some(true) {}
    assert_eq!(receiver.recv_timeout(A_MINUTE).as_deref(), Ok("Ok(9)"));
    assert_eq!(asker.join().unwrap(), Exit::Closed);
    assert_eq!(Handled(receiver).rest(), [""; 0]);
}

#[test]
fn pipes_keep_no_actor_alive_and_end_at_the_close() {
    let ends: [fn(AskerHandle) -> Exit; 3] = [
        |asker| asker.join().unwrap(),
        |asker| asker.shutdown().unwrap(),
        |asker| {
            asker.kill();
            asker.join().unwrap()
        },
    ];
    for (end, exit) in ends.into_iter().zip([Exit::Closed, Exit::Stopped, Exit::Killed]) {
        let (asker, handled) = asker();
        let asker: AskerHandle = asker.start();
        let slow = Slow::default().start();
        pipe(&asker, slow.ask().ask_it());
        let watched = asker.downgrade();
        assert_eq!(end(asker), exit);
        assert_eq!(slow.tell(1).unwrap(), Some(false));
        assert_eq!(handled.rest(), [""; 0]);
        let stats = watched.stats();
        assert_eq!((stats.handled, stats.undelivered), (1, 0), "it is counted nowhere");
    }
}

#[test]
fn an_answer_fails_with_the_close_if_the_last_handle_goes_as_the_message_of_a_pipe_is_made() {
    let (state, _handled) = asker();
    let (asker, inbox) = AskerHandle::channel();
    let (other, others) = AskerHandle::channel();
    let asked = other.ask().answer();
    let message = others.recv().unwrap();
    let (answering, _handled) = self::asker();
    let answering: AskerHandle = answering.start();
    let (ready, last) = (answering.ask().answer(), asker.clone());
    let piped = asker.ask().work(Box::new(move |ctx| {
        ctx.pipe(ready, move |_| {
            drop(last);
            message
        });
    }));
    drop(asker);
    drop(state.run(inbox));
    assert_eq!(piped.wait(), Ok(()));
    assert_eq!(asked.wait(), Err(CallError::Ended(Exit::Closed)));
}

#[test]
fn an_answer_that_comes_in_the_drain_is_no_message() {
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let slow = Slow::default().start();
    pipe(&asker, slow.ask().ask_it());
    let latch = hold(|running, go_on| asker.wait(running, go_on));
    asker.note("accepted".into()).unwrap();
    asker.stop();
    assert_eq!(slow.tell(1).unwrap(), Some(true));
    drop(latch);
    assert_eq!(asker.join().unwrap(), Exit::Stopped);
    assert_eq!(handled.rest(), ["accepted"]);
}

#[test]
fn an_ask_that_waits_for_room_is_cancelled_with_its_pipe() {
    let full: BlockedHandle =
        BlockedHandle::builder().mailbox(1).count().start(Blocked::default()).unwrap();
    let latch = block(&full);
    full.note(1).unwrap();
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let (seen, cancelled) = (full.ask().seen(), full.ask().seen());
    asker
        .work(Box::new(|ctx| {
            ctx.pipe(seen, |seen| note(format!("{seen:?}")));
        }))
        .unwrap();
    let (other, _) = self::asker();
    let other: AskerHandle = other.start();
    other.work(Box::new(|ctx| ctx.pipe(cancelled, |_| note("never")))).unwrap();
    assert_eq!(other.join().unwrap(), Exit::Closed);
    drop(latch);
    assert_eq!(handled.next(), "Ok([1])");
    assert_eq!(full.stats().accepted, Some(3), "the other one was never accepted");
}

#[test]
fn an_actor_may_ask_itself() {
    let (asker, handled) = asker();
    let asker: AskerHandle = AskerHandle::builder().mailbox(1).start(asker).unwrap();
    asker
        .work(Box::new(|ctx| {
            let myself = ctx.weak().upgrade().expect("somebody asks");
            for _ in 0..3 {
                ctx.pipe(myself.ask().answer(), |answer| note(format!("{answer:?}")));
            }
        }))
        .unwrap();
    assert_eq!([handled.next(), handled.next(), handled.next()], ["Ok(7)"; 3]);
    assert_eq!(asker.join().unwrap(), Exit::Closed);
}

/// Answers once the answer that it waits for itself has come.
#[actor]
#[derive(Default)]
struct Polite {
    kept: Vec<ReplySender<()>>,
}

#[actor]
impl Polite {
    pub fn after_you(&mut self, #[reply] reply: ReplySender<()>) {
        self.kept.push(reply);
    }

    pub fn wait_for(&mut self, ctx: &mut Context<PoliteHandle>, other: Reply<()>) {
        ctx.pipe(other, |_| PoliteMessage::Go);
    }

    pub fn go(&mut self) {
        self.kept.clear();
    }

    pub fn kept(&self) -> usize {
        self.kept.len()
    }
}

#[test]
fn a_circle_of_pipes_is_a_wait_that_nobody_sees() {
    let [first, second]: [PoliteHandle; 2] = [(); 2].map(|()| Polite::default().start());
    first.wait_for(second.ask().after_you()).unwrap();
    second.wait_for(first.ask().after_you()).unwrap();
    // No error comes, and both are idle.
    assert_eq!([first.kept().unwrap(), second.kept().unwrap()], [1, 1]);
    assert_eq!(first.shutdown().unwrap(), Exit::Stopped);
    // The end of one is the answer of the other.
    while second.kept().unwrap() > 0 {
        thread::yield_now();
    }
    assert_eq!(second.join().unwrap(), Exit::Closed);
}

#[test]
fn ten_thousand_pipes_of_one_actor() {
    const N: usize = 10_000;
    let (asker, handled) = asker();
    let asker: AskerHandle = AskerHandle::builder().mailbox(4).start(asker).unwrap();
    let slow = Slow::default().start();
    let replies: Vec<_> = (0..N).map(|_| slow.ask().ask_it()).collect();
    asker
        .work(Box::new(|ctx| {
            for reply in replies {
                ctx.pipe(reply, |result| note(format!("{result:?}")));
            }
        }))
        .unwrap();
    for n in 0..N {
        assert_eq!(slow.tell((n % 256) as u8).unwrap(), Some(true));
    }
    for n in 0..N {
        assert_eq!(handled.next(), format!("Ok({})", n % 256));
    }
    assert_eq!(asker.join().unwrap(), Exit::Closed);
}

#[test]
fn an_actor_that_is_run_on_its_callers_thread_has_pipes_too() {
    let (state, handled) = asker();
    let (asker, inbox) = AskerHandle::channel();
    let slow: SlowHandle = Slow::default().start();
    let running = thread::spawn(move || drop(state.run(inbox)));
    pipe(&asker, slow.ask().ask_it());
    slow.tell(3).unwrap();
    assert_eq!(handled.next(), "Ok(3)");
    drop(asker);
    running.join().unwrap();
}

#[test]
fn a_timer_is_in_time_beside_a_pipe() {
    let (asker, handled) = asker();
    let asker: AskerHandle = asker.start();
    let slow = Slow::default().start();
    pipe(&asker, slow.ask().ask_it());
    asker
        .work(Box::new(|ctx| {
            ctx.send_after(Duration::from_millis(1), note("timer"));
        }))
        .unwrap();
    assert_eq!(handled.next(), "timer");
    slow.tell(1).unwrap();
    assert_eq!(handled.next(), "Ok(1)");
}

/// A fork, which is given to one philosopher after the other.
#[actor]
#[derive(Default)]
struct Fork {
    is_taken: bool,
    waiting: VecDeque<ReplySender<()>>,
}

#[actor]
impl Fork {
    pub fn take(&mut self, #[reply] reply: ReplySender<()>) {
        match self.is_taken {
            true => self.waiting.push_back(reply),
            false => self.is_taken = reply.send(()).is_ok(),
        }
    }

    pub fn put_back(&mut self) {
        self.is_taken = false;
        while let (Some(reply), false) = (self.waiting.pop_front(), self.is_taken) {
            self.is_taken = reply.send(()).is_ok();
        }
    }
}

#[actor]
struct Philosopher {
    /// Each takes the lower one first, so that no circle of them waits.
    forks: [ForkHandle; 2],
    left: u32,
    threads: Arc<Mutex<HashSet<ThreadId>>>,
}

#[actor]
impl Philosopher {
    pub fn think(&mut self, ctx: &mut Context<PhilosopherHandle>) {
        self.threads.lock().unwrap().insert(thread::current().id());
        match self.left {
            0 => ctx.stop(),
            _ => ctx.pipe(self.forks[0].ask().take(), |_| PhilosopherMessage::TakeSecond),
        }
    }

    pub fn take_second(&mut self, ctx: &mut Context<PhilosopherHandle>) {
        ctx.pipe(self.forks[1].ask().take(), |_| PhilosopherMessage::Eat);
    }

    pub fn eat(&mut self, ctx: &mut Context<PhilosopherHandle>) {
        self.left -= 1;
        for fork in &self.forks {
            fork.put_back().unwrap();
        }
        let _ = ctx.send(PhilosopherMessage::Think);
    }
}

#[test]
fn philosophers_dine_on_one_thread_and_block_none() {
    const SEATS: usize = 50;
    let executor = Executor::new(1).unwrap();
    let forks: Vec<_> = (0..SEATS).map(|_| Fork::default().spawn_on(&executor)).collect();
    let threads = Arc::default();
    let philosophers: Vec<PhilosopherHandle> = (0..SEATS)
        .map(|seat| {
            let mut pair = [seat, (seat + 1) % SEATS];
            pair.sort_unstable();
            let forks = pair.map(|fork| forks[fork].clone());
            Philosopher { forks, left: 20, threads: Arc::clone(&threads) }.spawn_on(&executor)
        })
        .collect();
    for philosopher in &philosophers {
        philosopher.think().unwrap();
    }
    for philosopher in philosophers {
        // A wait with a deadline runs no actor on this thread.
        assert_eq!(philosopher.wait_timeout(A_MINUTE), Some(Exit::Stopped));
    }
    assert_eq!(threads.lock().unwrap().len(), 1, "who waits is replaced by another thread");
    executor.shutdown().unwrap();
}
