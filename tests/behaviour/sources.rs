//! Sources: what threads and callbacks send to the actor that has attached them, until it detaches them.

use std::{
    iter, mem,
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use actor_runtime::{
    Attachment, Executor, Idle, OnPanic, Overflow, Recipient, Reply, Restart, SourceEnd, prelude::*,
};

use crate::{
    support::{
        blocked::{Latch, hold},
        driver::{Start, StartBuilt},
    },
    sys::{
        block_on,
        mpsc::{self, Receiver, Sender},
        test, thread,
    },
};

const A_MINUTE: Duration = Duration::from_secs(60);

type Work = Box<dyn FnOnce(&mut Sink, &mut Context<SinkHandle>) + Send>;

/// Notes what it is sent.
#[actor]
#[derive(Default)]
struct Sink {
    seen: Vec<u64>,
    ends: Vec<SourceEnd>,
    kept: Vec<Attachment>,
}

#[actor]
impl Sink {
    /// Does what the test wants to see from inside.
    #[ask]
    pub fn work(&mut self, ctx: &mut Context<SinkHandle>, work: Work) {
        work(self, ctx);
    }

    pub fn wait(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn note(&mut self, n: u64) {
        self.seen.push(n);
    }

    pub fn answer(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    pub fn end(&mut self, end: SourceEnd) {
        self.ends.push(end);
    }

    pub fn seen(&self) -> Vec<u64> {
        self.seen.clone()
    }

    pub fn ends(&self) -> Vec<SourceEnd> {
        self.ends.clone()
    }

    pub fn detach(&mut self) {
        self.kept.clear();
    }

    pub fn fail(&mut self) {
        panic!("on purpose");
    }
}

impl Sink {
    /// Keeps an attachment, and notes the end of its source.
    fn keep(&mut self, attachment: Attachment) {
        attachment.on_end(|end| SinkMessage::End { end });
        self.kept.push(attachment);
    }
}

fn note(n: u64) -> SinkMessage {
    SinkMessage::Note { n }
}

fn bounded(places: usize) -> SinkHandle {
    SinkHandle::builder().mailbox(places).count().start(Sink::default()).unwrap()
}

fn held(sink: &SinkHandle) -> Latch {
    hold(|running, go_on| sink.wait(running, go_on))
}

/// Has the actor keep an attachment.
fn attach<S>(sink: &SinkHandle, source: S)
where
    S: IntoIterator<Item = u64> + Send + 'static,
{
    sink.work(Box::new(|state, ctx| {
        state.keep(ctx.attach(source, note).unwrap());
    }))
    .unwrap();
}

/// A recipient of the actor, which keeps the attachment.
fn source(sink: &SinkHandle) -> Recipient<u64> {
    let (give, given) = mpsc::channel();
    sink.work(Box::new(move |state, ctx| {
        let (recipient, attachment) = ctx.source(note);
        state.kept.push(attachment);
        give.send(recipient).unwrap();
    }))
    .unwrap();
    given.recv().unwrap()
}

fn wait_for(is_so: impl Fn() -> bool) {
    while !is_so() {
        thread::yield_now();
    }
}

/// Waits until the actor has been told of this many ends.
fn wait_for_ends(sink: &SinkHandle, ends: usize) {
    wait_for(|| sink.ends().unwrap().len() == ends);
}

/// An ask that a source can send: its reply, and what answers it.
fn asked() -> (Reply<u64>, ReplySender<u64>) {
    let (desk, inbox) = SinkHandle::channel();
    let answer = desk.ask().answer(0);
    let Some(SinkMessage::Answer { reply, .. }) = inbox.recv() else { panic!("it is asked") };
    (answer, reply)
}

/// Tells when it is dropped, by the end of the receiver's channel.
fn told_when_dropped<I>(items: I) -> (impl Iterator<Item = I::Item>, Receiver<()>)
where
    I: Iterator,
{
    let (alive, dropped) = mpsc::channel::<()>();
    (
        items.inspect(move |_| {
            let _ = &alive;
        }),
        dropped,
    )
}

fn is_dropped(dropped: &Receiver<()>) -> bool {
    dropped.recv_timeout(A_MINUTE) == Err(mpsc::RecvTimeoutError::Disconnected)
}

#[test]
fn all_items_are_handled_in_order_and_then_its_end() {
    for places in [1, 3, 1_000] {
        let sink = bounded(places);
        attach(&sink, 0..500);
        wait_for_ends(&sink, 1);
        assert_eq!(sink.seen().unwrap(), (0..500).collect::<Vec<_>>());
        assert_eq!(sink.ends().unwrap(), [SourceEnd::Finished]);
        assert_eq!(sink.join().unwrap(), Exit::Closed);
    }
    let sink: SinkHandle = Sink::default().start();
    attach(&sink, 0..500);
    wait_for_ends(&sink, 1);
    assert_eq!(sink.seen().unwrap(), (0..500).collect::<Vec<_>>());
}

#[test]
fn a_sources_thread_has_the_actors_name_and_the_closure_runs_there() {
    let sink: SinkHandle = SinkHandle::builder().name("tap").start(Sink::default()).unwrap();
    let (tell, told) = mpsc::channel();
    sink.work(Box::new(move |state, ctx| {
        let make = move |n| {
            tell.send(thread::current().name().map(str::to_owned)).unwrap();
            note(n)
        };
        state.kept.push(ctx.attach([1], make).unwrap());
    }))
    .unwrap();
    assert_eq!(told.recv().unwrap().as_deref(), Some("tap"));
}

#[test]
fn a_source_that_is_not_send_is_opened_on_its_thread() {
    let sink: SinkHandle = Sink::default().start();
    sink.work(Box::new(|state, ctx| {
        let open = || {
            let numbers = Rc::new([1, 2, 3]);
            (0..3).map(move |n| numbers[n])
        };
        state.keep(ctx.attach_with(open, note).unwrap());
    }))
    .unwrap();
    wait_for_ends(&sink, 1);
    assert_eq!(sink.seen().unwrap(), [1, 2, 3]);
}

#[test]
fn a_full_mailbox_has_the_source_wait_and_counts_its_places() {
    let sink = bounded(3);
    let pulled = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&pulled);
    let recipient = source(&sink);
    attach(
        &sink,
        iter::once(0)
            .chain((1..).inspect(move |_| {
                count.fetch_add(1, SeqCst);
            }))
            .take(50),
    );
    wait_for_ends(&sink, 1);
    assert_eq!(pulled.load(SeqCst), 49);
    let latch = held(&sink);
    recipient.try_send(100).unwrap();
    sink.try_send(note(101)).unwrap();
    recipient.try_send(102).unwrap();
    assert_eq!(recipient.try_send(103), Err(CallError::Full));
    assert_eq!(sink.try_send(note(103)).unwrap_err().reason(), &CallError::Full);
    assert_eq!(sink.stats().pending, Some(3));
    // One more is pulled and waits in line, and none after it.
    let (items, dropped) = told_when_dropped(200..300);
    let pulled = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&pulled);
    let waiting = {
        let recipient = recipient.clone();
        thread::spawn(move || {
            for item in items {
                count.fetch_add(1, SeqCst);
                recipient.send(item).unwrap();
            }
        })
    };
    wait_for(|| pulled.load(SeqCst) == 1);
    assert_eq!(sink.stats().pending, Some(3));
    drop(latch);
    waiting.join().unwrap();
    assert!(is_dropped(&dropped));
    let seen = sink.seen().unwrap();
    assert_eq!(seen[50..53], [100, 101, 102]);
    assert_eq!(seen[53..], (200..300).collect::<Vec<_>>());
    let stats = sink.stats();
    assert_eq!(stats.accepted, Some(stats.handled));
}

#[test]
fn an_attached_source_waits_whatever_the_overflow_says() {
    for overflow in [Overflow::Block, Overflow::Reject, Overflow::DropNewest] {
        let builder = SinkHandle::builder().mailbox(1).overflow(overflow);
        let sink: SinkHandle = builder.start(Sink::default()).unwrap();
        attach(&sink, 0..300);
        wait_for(|| sink.ends().is_ok_and(|ends| !ends.is_empty()));
        assert_eq!(sink.stats().dropped, 0);
        let seen = iter::repeat_with(|| sink.seen()).find_map(Result::ok).unwrap();
        assert_eq!(seen, (0..300).collect::<Vec<_>>());
    }
}

#[test]
fn a_recipient_does_what_the_overflow_says() {
    let full = |overflow| {
        let builder = SinkHandle::builder().mailbox(1).overflow(overflow);
        let sink: SinkHandle = builder.start(Sink::default()).unwrap();
        let recipient = source(&sink);
        let latch = held(&sink);
        recipient.send(1).unwrap();
        (sink, recipient, latch)
    };
    let (sink, recipient, latch) = full(Overflow::Reject);
    assert_eq!(recipient.send(2), Err(CallError::Full));
    assert_eq!(block_on(recipient.send_async(2)), Err(CallError::Full));
    assert_eq!(sink.stats().rejected, 2);
    drop(latch);
    let (sink, recipient, latch) = full(Overflow::DropNewest);
    assert_eq!(recipient.send(2), Ok(()));
    assert_eq!(block_on(recipient.send_async(2)), Ok(()));
    assert_eq!((recipient.try_send(2), sink.stats().dropped), (Err(CallError::Full), 2));
    drop(latch);
    let (sink, recipient, latch) = full(Overflow::Block);
    let (first, second) = (recipient.send_async(2), recipient.send_async(3));
    drop(recipient.send_async(9));
    drop(latch);
    block_on(async { (first.await.unwrap(), second.await.unwrap()) });
    assert_eq!(sink.seen().unwrap(), [1, 2, 3]);
}

#[test]
fn detaching_is_final() {
    let (hook, undelivered) = mpsc::channel();
    let builder = SinkHandle::builder().mailbox(4).count();
    let builder = builder.undelivered(move |_, _| hook.send(()).unwrap());
    let sink: SinkHandle = builder.start(Sink::default()).unwrap();
    let (give, given) = mpsc::channel();
    let (give_ask, given_ask) = mpsc::channel();
    sink.work(Box::new(move |state, ctx| {
        let (recipient, attachment) = ctx.source(note);
        let (asks, other) = ctx.source(|(n, reply)| SinkMessage::Answer { n, reply });
        give.send((recipient, attachment)).unwrap();
        give_ask.send(asks).unwrap();
        state.kept.push(other);
    }))
    .unwrap();
    let (recipient, attachment) = given.recv().unwrap();
    let asks = given_ask.recv().unwrap();
    let (answer, reply) = asked();
    let latch = held(&sink);
    recipient.send(1).unwrap();
    sink.note(2).unwrap();
    asks.send((3, reply)).unwrap();
    recipient.send(4).unwrap();
    let waiting_future = recipient.send_async(5);
    let waiting: Vec<_> = (6..9)
        .map(|n| {
            let recipient = recipient.clone();
            thread::spawn(move || recipient.send(n))
        })
        .collect();
    // From another thread than the actor's.
    attachment.detach();
    assert_eq!(block_on(waiting_future), Err(CallError::Detached));
    for waiting in waiting {
        assert_eq!(waiting.join().unwrap(), Err(CallError::Detached));
    }
    assert_eq!(recipient.send(9), Err(CallError::Detached));
    assert_eq!(recipient.try_send(9), Err(CallError::Detached));
    assert_eq!(block_on(recipient.send_async(9)), Err(CallError::Detached));
    let stats = sink.stats();
    assert_eq!((stats.accepted, stats.undelivered, stats.pending), (Some(6), 2, Some(2)));
    drop(latch);
    assert_eq!(answer.wait(), Ok(3));
    assert_eq!(sink.seen().unwrap(), [2, 3]);
    assert_eq!(sink.shutdown().unwrap(), Exit::Stopped);
    let stats = sink.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
    drop(sink);
    assert_eq!(undelivered.iter().count(), 0, "the hook gets none of them");
}

#[test]
fn an_ask_among_what_is_detached_fails() {
    let sink = bounded(4);
    let (give, given) = mpsc::channel();
    sink.work(Box::new(move |_, ctx| {
        give.send(ctx.source(|(n, reply)| SinkMessage::Answer { n, reply })).unwrap();
    }))
    .unwrap();
    let (asks, attachment) = given.recv().unwrap();
    let (answer, reply) = asked();
    let latch = held(&sink);
    asks.send((3, reply)).unwrap();
    thread::spawn(move || drop(attachment)).join().unwrap();
    assert_eq!(answer.wait(), Err(CallError::Detached));
    drop(latch);
    assert_eq!(sink.seen().unwrap(), [0; 0]);
}

#[test]
fn what_others_send_goes_on_when_a_source_is_detached() {
    let sink = bounded(2);
    let (gone, stays) = (source(&sink), source(&sink));
    let latch = held(&sink);
    gone.send(1).unwrap();
    stays.send(2).unwrap();
    let waiting =
        [gone.send_async(3), stays.send_async(4), gone.send_async(5), stays.send_async(6)];
    let told = sink.send_async(note(7));
    let first = sink.ask().work(Box::new(|state, _| drop(state.kept.remove(0))));
    drop(latch);
    first.wait().unwrap();
    let sent: Vec<_> = waiting.into_iter().map(block_on).collect();
    block_on(told).unwrap();
    // Which of the first source's got in before it was detached is open.
    assert_eq!([&sent[1], &sent[3]], [&Ok(()), &Ok(())]);
    let seen = sink.seen().unwrap();
    let seen: Vec<_> = seen.into_iter().filter(|n| ![1, 3, 5].contains(n)).collect();
    assert_eq!(seen, [2, 4, 6, 7]);
    assert_eq!(gone.send(8), Err(CallError::Detached));
    stays.send(9).unwrap();
    sink.flush().unwrap();
    assert_eq!(sink.seen().unwrap().last(), Some(&9));
}

/// The case of a hand-written wrapper: the reader waits for room in the mailbox of the actor that joins it.
#[test]
fn an_actor_joins_the_reader_that_it_has_detached() {
    let sink = bounded(1);
    let recipient = source(&sink);
    let (sending, sent) = mpsc::channel();
    let reader = thread::spawn(move || {
        (0..).find_map(|n| {
            sending.send(()).unwrap();
            recipient.send(n).err()
        })
    });
    sink.work(Box::new(move |state, _| {
        // One message is in the mailbox, and the next one waits.
        sent.recv().unwrap();
        sent.recv().unwrap();
        let attachment = state.kept.remove(0);
        attachment.detach();
        let _ = sent.iter().count();
        assert_eq!(reader.join().unwrap(), Some(CallError::Detached));
    }))
    .unwrap();
}

/// Its drop waits for the reader, whose source ends with the state.
#[actor(mailbox = 1)]
#[derive(Default)]
struct Joiner {
    reader: Option<thread::JoinHandle<CallError>>,
    told: Option<Sender<CallError>>,
}

#[actor]
impl Joiner {
    #[ask]
    pub fn begin(&mut self, ctx: &mut Context<JoinerHandle>, told: Sender<CallError>) {
        let (recipient, attachment) = ctx.source(|n| JoinerMessage::Note { _n: n });
        mem::forget(attachment);
        self.told = Some(told);
        self.reader = Some(thread::spawn(move || {
            (0..).find_map(|n| recipient.send(n).err()).expect("it is refused at last")
        }));
    }

    pub fn note(&mut self, _n: u64) {}

    pub fn fail(&self) {
        panic!("on purpose");
    }
}

impl Drop for Joiner {
    fn drop(&mut self) {
        if let (Some(reader), Some(told)) = (self.reader.take(), self.told.take()) {
            told.send(reader.join().unwrap()).unwrap();
        }
    }
}

#[test]
fn the_end_of_a_state_detaches_before_its_drop() {
    let ends: [fn(JoinerHandle); 4] = [
        |joiner| drop(joiner.join()),
        |joiner| drop(joiner.shutdown()),
        |joiner| joiner.kill(),
        |joiner| joiner.fail().unwrap(),
    ];
    for end in ends {
        let (told, refused) = mpsc::channel();
        let joiner = Joiner::default().start();
        joiner.begin(told).unwrap();
        end(joiner);
        // Which of the two it learns depends on where it was.
        let refused = refused.recv_timeout(A_MINUTE).unwrap();
        assert!(matches!(refused, CallError::Detached | CallError::Ended(_)), "{refused}");
    }
}

#[test]
fn sources_end_with_their_state_and_the_next_one_attaches_its_own() {
    let made = Arc::<Mutex<Vec<Recipient<u64>>>>::default();
    let seen = Arc::<Mutex<Vec<u64>>>::default();

    #[actor(count)]
    struct Phoenix {
        made: Arc<Mutex<Vec<Recipient<u64>>>>,
        seen: Arc<Mutex<Vec<u64>>>,
        kept: Option<Attachment>,
    }

    #[actor]
    impl Phoenix {
        #[started]
        fn start(&mut self, ctx: &mut Context<PhoenixHandle>) {
            let (recipient, attachment) = ctx.source(|n| PhoenixMessage::Note { n });
            self.made.lock().unwrap().push(recipient);
            self.kept = Some(attachment);
        }

        pub fn note(&mut self, n: u64) {
            self.seen.lock().unwrap().push(n);
        }

        pub fn burn(&self, running: Sender<()>, go_on: Receiver<()>) {
            let _ = running.send(());
            let _ = go_on.recv();
            panic!("on purpose");
        }

        #[ask]
        pub fn look(&self) {}
    }

    let (states, notes) = (Arc::clone(&made), Arc::clone(&seen));
    let make = move || Phoenix { made: Arc::clone(&states), seen: Arc::clone(&notes), kept: None };
    let restart = Restart::on_failure().without_limit();
    let phoenix: PhoenixHandle =
        PhoenixHandle::builder().mailbox(4).start_supervised(restart, make).unwrap();
    for life in 0..3 {
        phoenix.look().unwrap();
        let recipient = made.lock().unwrap()[life].clone();
        recipient.send(1).unwrap();
        phoenix.flush().unwrap();
        let latch = hold(|running, go_on| phoenix.burn(running, go_on));
        recipient.send(2).unwrap();
        phoenix.note(3).unwrap();
        drop(latch);
        phoenix.look().unwrap();
        assert_eq!(recipient.send(4), Err(CallError::Detached));
    }
    assert_eq!(*seen.lock().unwrap(), [1, 3, 1, 3, 1, 3]);
    assert_eq!(phoenix.shutdown().unwrap(), Exit::Stopped);
    let stats = phoenix.stats();
    assert_eq!(stats.undelivered, 3);
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
}

#[test]
fn a_panic_of_the_source_ends_its_attachment_alone() {
    let sink = bounded(2);
    attach(&sink, (0..10).inspect(|n| assert_ne!(*n, 7, "no seven")));
    wait_for_ends(&sink, 1);
    assert_eq!(sink.seen().unwrap(), (0..7).collect::<Vec<_>>());
    let [SourceEnd::Panicked(text)] = &sink.ends().unwrap()[..] else { panic!("it panicked") };
    assert!(text.contains("no seven"), "{text}");
    // So does one of the closure that makes the messages, or that opens the source.
    sink.work(Box::new(|state, ctx| {
        let make = |n| {
            assert_ne!(n, 2, "no two");
            note(n)
        };
        state.keep(ctx.attach([0, 1, 2, 3], make).unwrap());
        let open = || -> [u64; 1] { panic!("not opened") };
        state.keep(ctx.attach_with(open, note).unwrap());
    }))
    .unwrap();
    wait_for_ends(&sink, 3);
    assert_eq!(sink.seen().unwrap()[7..], [0, 1]);
    assert_eq!(sink.shutdown().unwrap(), Exit::Stopped);
}

#[test]
fn what_is_dropped_with_a_source_may_panic() {
    struct Grenade;
    impl Drop for Grenade {
        fn drop(&mut self) {
            panic!("a grenade was dropped");
        }
    }
    let sink: SinkHandle = Sink::default().start();
    let grenade = Grenade;
    attach(
        &sink,
        (0..3).inspect(move |_| {
            let _ = &grenade;
        }),
    );
    wait_for_ends(&sink, 1);
    assert_eq!(sink.ends().unwrap(), [SourceEnd::Panicked("a grenade was dropped".into())]);
    assert_eq!(sink.seen().unwrap(), [0, 1, 2]);
}

#[test]
fn an_actor_that_asks_late_is_told_of_the_end_at_once() {
    let sink = bounded(1);
    let recipient = source(&sink);
    recipient.send(1).unwrap();
    drop(recipient);
    sink.work(Box::new(|state, _| {
        // The mailbox is full of this actor's own messages, and nobody waits for room.
        state.kept[0].on_end(|end| SinkMessage::End { end });
        state.kept[0].on_end(|_| note(9));
    }))
    .unwrap();
    wait_for_ends(&sink, 1);
    assert_eq!(sink.ends().unwrap(), [SourceEnd::Finished]);
    assert_eq!(sink.seen().unwrap(), [1], "it is told once");
}

#[test]
fn a_recipient_has_ended_when_its_last_clone_is_dropped() {
    let sink = bounded(1);
    let (give, given) = mpsc::channel();
    sink.work(Box::new(move |state, ctx| {
        let (recipient, attachment) = ctx.source(note);
        attachment.on_end(|_| -> SinkMessage { panic!("replaced") });
        state.keep(attachment);
        give.send(recipient).unwrap();
    }))
    .unwrap();
    let recipient = given.recv().unwrap();
    let other = recipient.clone();
    recipient.send(1).unwrap();
    drop(recipient);
    other.send(2).unwrap();
    assert_eq!(sink.ends().unwrap(), []);
    let latch = held(&sink);
    other.send(3).unwrap();
    // The message of the end waits for room, and this thread does not.
    drop(other);
    drop(latch);
    wait_for_ends(&sink, 1);
    assert_eq!(sink.seen().unwrap(), [1, 2, 3]);
}

#[test]
fn a_closure_of_the_end_that_panics_is_contained() {
    let sink: SinkHandle = Sink::default().start();
    let recipient = source(&sink);
    sink.work(Box::new(|state, _| {
        state.kept[0].on_end(|_| -> SinkMessage { panic!("contained") })
    }))
    .unwrap();
    drop(recipient);
    assert_eq!(sink.seen().unwrap(), [0; 0]);
    assert_eq!(sink.join().unwrap(), Exit::Closed);
}

#[test]
fn a_detached_source_tells_of_no_end() {
    let sink: SinkHandle = Sink::default().start();
    let recipient = source(&sink);
    sink.work(Box::new(|state, _| state.kept[0].on_end(|end| SinkMessage::End { end }))).unwrap();
    sink.detach().unwrap();
    sink.flush().unwrap();
    drop(recipient);
    assert_eq!(sink.ends().unwrap(), []);
}

#[test]
fn the_message_of_an_end_is_one_of_its_actor() {
    let sink: SinkHandle = Sink::default().start();
    let failed = sink.work(Box::new(|_, ctx| {
        let (_, attachment) = ctx.source(note);
        attachment.on_end(|_| JoinerMessage::Note { _n: 1 });
    }));
    assert_eq!(failed, Err(CallError::Panicked));
    let exit = sink.join().unwrap().to_string();
    assert!(exit.contains("`on_end` makes a message of another actor"), "{exit}");
}

#[test]
fn sources_hold_no_actor_alive() {
    // One waits in its source, another one for room.
    let sink = bounded(1);
    let (never, items) = mpsc::channel::<u64>();
    attach(&sink, items);
    let recipient = source(&sink);
    let latch = held(&sink);
    recipient.send(1).unwrap();
    let waiting = {
        let recipient = recipient.clone();
        thread::spawn(move || recipient.send(2))
    };
    let future = recipient.send_async(3);
    let watched = sink.downgrade();
    let (told, exit) = mpsc::channel();
    sink.on_exit(move |exit| told.send(exit.clone()).unwrap());
    drop(sink);
    drop(latch);
    assert_eq!(exit.recv_timeout(A_MINUTE), Ok(Exit::Closed));
    // What was accepted is handled; what waited for room was let in before the end or not.
    let stats = watched.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
    let _ = (waiting.join().unwrap(), block_on(future));
    assert_eq!(recipient.send(4), Err(CallError::Detached));
    drop(never);
}

#[test]
fn what_a_source_sent_before_a_stop_is_handled() {
    let (sink, (items, dropped)) = (bounded(8), told_when_dropped(100..));
    let recipient = source(&sink);
    let latch = held(&sink);
    (1..4).for_each(|n| recipient.send(n).unwrap());
    sink.stop();
    assert_eq!(recipient.send(4), Err(CallError::Ended(Exit::Stopped)));
    drop(latch);
    assert_eq!(sink.wait_timeout(A_MINUTE), Some(Exit::Stopped));
    assert_eq!((sink.stats().handled, sink.stats().undelivered), (5, 0));
    // A source that never rests ends, too.
    let sink = bounded(1);
    attach(&sink, items);
    wait_for(|| sink.seen().unwrap().len() > 10);
    assert_eq!(sink.shutdown().unwrap(), Exit::Stopped);
    assert!(is_dropped(&dropped));
    let stats = sink.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
}

#[test]
fn a_thread_that_waits_in_its_source_ends_after_the_next_item() {
    let sink: SinkHandle = Sink::default().start();
    let (send, items) = mpsc::channel();
    attach(&sink, items);
    send.send(1).unwrap();
    wait_for(|| sink.seen().unwrap().len() == 1);
    sink.detach().unwrap();
    sink.flush().unwrap();
    assert_eq!(send.send(2), Ok(()), "it still waits");
    // The item ends it, and makes no message.
    wait_for(|| send.send(3).is_err());
    assert_eq!(sink.seen().unwrap(), [1]);
}

#[test]
fn after_the_close_none_is_begun() {
    let sink: SinkHandle = Sink::default().start();
    let (items, dropped) = told_when_dropped(0..);
    let items = Mutex::new(items);
    sink.work(Box::new(|state, ctx| {
        ctx.stop();
        let items = items.into_inner().unwrap();
        state.kept.push(ctx.attach(items, note).unwrap());
        let (recipient, attachment) = ctx.source(note);
        assert_eq!(recipient.send(1), Err(CallError::Detached));
        state.kept.push(attachment);
    }))
    .unwrap();
    assert!(is_dropped(&dropped));
    assert_eq!(sink.join().unwrap(), Exit::Stopped);
}

#[test]
fn a_flood_starves_nobody() {
    for sink in [bounded(4), Sink::default().start()] {
        attach(&sink, 0..);
        for n in 0..50 {
            assert_eq!(sink.answer(n), Ok(n));
        }
        sink.kill();
        assert_eq!(sink.join().unwrap(), Exit::Killed);
    }
}

#[test]
fn an_actor_may_send_to_itself_by_its_source() {
    let sink = bounded(1);
    let recipient = source(&sink);
    let sent = Arc::<Mutex<Vec<Result<(), CallError>>>>::default();
    let results = Arc::clone(&sent);
    sink.work(Box::new(move |_, _| {
        *results.lock().unwrap() =
            vec![recipient.send(1), recipient.send(2), recipient.try_send(3)];
    }))
    .unwrap();
    assert_eq!(sink.seen().unwrap(), [1]);
    let sent = sent.lock().unwrap();
    assert!(
        matches!(sent[..], [Ok(()), Err(CallError::Deadlock(_)), Err(CallError::Full)]),
        "{sent:?}"
    );
}

#[test]
fn an_actor_that_resumes_keeps_its_sources() {
    let builder = SinkHandle::builder().on_panic(OnPanic::Resume);
    let sink: SinkHandle = builder.start(Sink::default()).unwrap();
    let recipient = source(&sink);
    sink.fail().unwrap();
    recipient.send(1).unwrap();
    assert_eq!(sink.seen().unwrap(), [1]);
}

#[test]
fn an_actor_with_urgent_messages_and_idle_work_has_sources_too() {
    #[actor(mailbox = 2)]
    #[derive(Default)]
    struct Busy {
        seen: Vec<u64>,
        source: Option<Attachment>,
        give: Option<Sender<Recipient<u64>>>,
    }

    #[actor]
    impl Busy {
        /// Makes its source between messages.
        #[idle]
        fn idle(&mut self, ctx: &mut Context<BusyHandle>) -> Idle {
            if let Some(give) = self.give.take() {
                let (recipient, attachment) = ctx.source(|n| BusyMessage::Note { n });
                self.source = Some(attachment);
                recipient.send(0).unwrap();
                give.send(recipient).unwrap();
            }
            Idle::Wait
        }

        pub fn wait(&mut self, running: Sender<()>, go_on: Receiver<()>) {
            let _ = running.send(());
            let _ = go_on.recv();
        }

        pub fn note(&mut self, n: u64) {
            self.seen.push(n);
        }

        #[urgent]
        pub fn alarm(&mut self, n: u64) {
            self.seen.push(n);
        }

        pub fn seen(&self) -> Vec<u64> {
            self.seen.clone()
        }
    }

    let (give, given) = mpsc::channel();
    let busy = Busy { give: Some(give), ..Busy::default() }.start();
    let recipient = given.recv_timeout(A_MINUTE).unwrap();
    wait_for(|| busy.seen().unwrap() == [0]);
    for _ in 0..20 {
        let latch = hold(|running, go_on| busy.wait(running, go_on));
        recipient.send(1).unwrap();
        recipient.send(2).unwrap();
        assert_eq!(recipient.try_send(3), Err(CallError::Full));
        busy.alarm(4).unwrap();
        drop(latch);
        let seen = busy.seen().unwrap();
        assert_eq!(seen[seen.len() - 3..], [4, 1, 2]);
    }
}

#[test]
fn an_actor_that_is_run_on_its_callers_thread_has_sources_too() {
    let (sink, inbox) = SinkHandle::builder().mailbox(2).channel();
    let running = thread::spawn(move || Sink::default().run(inbox).seen);
    attach(&sink, 0..100);
    wait_for_ends(&sink, 1);
    let recipient = source(&sink);
    recipient.send(100).unwrap();
    drop(sink);
    assert_eq!(running.join().unwrap(), (0..=100).collect::<Vec<_>>());
    assert_eq!(recipient.send(1), Err(CallError::Detached));
}

#[test]
fn a_name_that_no_thread_can_have_is_an_error() {
    let (sink, inbox) = SinkHandle::builder().name("a\0b").channel();
    let refused = sink.ask().work(Box::new(|_, ctx| {
        assert!(matches!(ctx.attach([1], note), Err(actor_runtime::SpawnError::Name(_))));
    }));
    let stopped = sink.clone();
    drop(thread::spawn(move || (refused.wait().unwrap(), stopped.stop())));
    assert_eq!(Sink::default().run(inbox).seen, [0; 0]);
}

#[test]
fn sources_of_ten_thousand_actors() {
    const N: usize = 10_000;
    let executor = Executor::new(2).unwrap();
    let sinks: Vec<SinkHandle> = (0..N)
        .map(|_| SinkHandle::builder().mailbox(2).spawn_on(&executor, Sink::default()).unwrap())
        .collect();
    let recipients: Vec<_> = sinks.iter().map(source).collect();
    for n in 0..3 {
        recipients.iter().for_each(|recipient| recipient.send(n).unwrap());
    }
    assert!(sinks.iter().all(|sink| sink.seen().unwrap() == [0, 1, 2]));
    drop(sinks);
    executor.shutdown().unwrap();
    assert!(recipients.iter().all(|recipient| recipient.send(1) == Err(CallError::Detached)));
}

#[test]
fn ten_thousand_sources_of_one_actor() {
    const N: u64 = 10_000;
    let sink = bounded(16);
    let recipients: Vec<_> = (0..N).map(|_| source(&sink)).collect();
    for (n, recipient) in (0..).zip(&recipients) {
        recipient.send(n).unwrap();
    }
    sink.flush().unwrap();
    assert_eq!(sink.seen().unwrap(), (0..N).collect::<Vec<_>>());
    sink.detach().unwrap();
    sink.flush().unwrap();
    assert!(recipients.iter().all(|recipient| recipient.try_send(1) == Err(CallError::Detached)));
}

#[test]
fn an_attachment_travels_and_the_end_of_a_source_is_shown() {
    fn travels<T: Send + Sync + std::fmt::Debug>() {}
    travels::<Attachment>();
    travels::<SourceEnd>();
    assert_eq!(SourceEnd::Finished.to_string(), "finished");
    assert_eq!(SourceEnd::Panicked("text".into()).to_string(), "panicked: text");
    assert_eq!(
        CallError::Detached.to_string(),
        "the actor has detached the source of this message"
    );
}
