//! Urgent messages: they overtake what is queued and get through a full mailbox; nothing is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actor_runtime::{Inbox, Overflow, Reply, Restart, prelude::*};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Note(u64),
    Alarm(u64),
    Sync,
}
use crate::{
    support::driver::{Start, StartBuilt},
    sys::{
        block_on, fewer,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
        test, thread,
    },
};
use Seen::{Alarm, Note, Sync};

#[actor]
#[derive(Default)]
struct Ward {
    seen: Vec<Seen>,
}

#[actor]
impl Ward {
    /// Reports that it runs, then waits.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn note(&mut self, n: u64) {
        self.seen.push(Note(n));
    }

    #[urgent]
    pub fn alarm(&mut self, n: u64) {
        self.seen.push(Alarm(n));
    }

    /// Leaves a note for the next state.
    pub fn fail_with(&mut self, ctx: &mut Context<WardHandle>, n: u64) -> u64 {
        ctx.send(WardMessage::Note { n }).unwrap();
        panic!("on purpose")
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.clone()
    }

    #[urgent]
    pub fn seen_now(&self) -> Vec<Seen> {
        self.seen.clone()
    }

    #[urgent]
    #[ask]
    pub fn sync(&mut self) {
        self.seen.push(Sync);
    }

    #[urgent]
    pub fn answer_later(&self, ctx: &mut Context<WardHandle>, #[reply] reply: ReplySender<String>) {
        let _ = reply.send(ctx.name().to_owned());
    }

    #[urgent]
    #[cfg(any())]
    pub fn absent(&self) {}
}

/// Blocks the actor until the sender is dropped.
fn block(ward: &WardHandle) -> Sender<()> {
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    ward.block(running, go_on).unwrap();
    runs.recv().unwrap();
    latch
}

fn full(overflow: Overflow) -> (WardHandle, Inbox<WardHandle>) {
    let (ward, inbox) = WardHandle::builder().mailbox(1).overflow(overflow).count().channel();
    ward.note(1).unwrap();
    (ward, inbox)
}

#[test]
fn urgent_messages_overtake_what_is_queued_and_keep_their_own_order() {
    let ward = Ward::default().start();
    let latch = block(&ward);
    ward.note(1).unwrap();
    ward.alarm(2).unwrap();
    ward.note(3).unwrap();
    let sync = ward.ask().sync();
    ward.alarm(4).unwrap();
    let now = ward.ask().seen_now();
    let in_turn = ward.ask().seen();
    drop(latch);
    assert_eq!(sync.wait(), Ok(()));
    assert_eq!(now.wait(), Ok(vec![Alarm(2), Sync, Alarm(4)]));
    assert_eq!(in_turn.wait(), Ok(vec![Alarm(2), Sync, Alarm(4), Note(1), Note(3)]));
}

#[test]
fn an_urgent_message_wakes_an_actor_that_waits() {
    let ward = Ward::default().start();
    for n in 1..1000 {
        ward.alarm(n).unwrap();
        assert_eq!(ward.seen_now().unwrap().len() as u64, n);
    }
    assert_eq!(ward.answer_later(), Ok("Ward".to_owned()));
}

#[test]
fn an_urgent_message_gets_through_a_full_mailbox_under_every_policy() {
    for overflow in [Overflow::Block, Overflow::Reject, Overflow::DropNewest] {
        let (ward, inbox) = full(overflow);
        ward.alarm(2).unwrap();
        ward.send(WardMessage::Alarm { n: 3 }).unwrap();
        ward.try_send(WardMessage::Alarm { n: 4 }).unwrap();
        let now = ward.ask().seen_now();
        let asking = thread::spawn({
            let ward = ward.clone();
            move || ward.sync()
        });
        while ward.stats().accepted != Some(6) {
            thread::yield_now();
        }
        let stats = ward.stats();
        assert_eq!((stats.rejected, stats.dropped), (0, 0), "{overflow:?}");
        drop(ward);
        let state = Ward::default().run(inbox);
        assert_eq!(state.seen, [Alarm(2), Alarm(3), Alarm(4), Sync, Note(1)], "{overflow:?}");
        assert_eq!(now.wait(), Ok(vec![Alarm(2), Alarm(3), Alarm(4)]));
        assert_eq!(asking.join().unwrap(), Ok(()));
    }
}

#[test]
fn an_urgent_message_takes_no_place_from_the_others() {
    for overflow in [Overflow::Block, Overflow::Reject, Overflow::DropNewest] {
        let (ward, inbox) = WardHandle::builder().mailbox(2).overflow(overflow).channel();
        for _ in 0..3 {
            ward.alarm(1).unwrap();
            ward.note(2).unwrap();
            ward.alarm(3).unwrap();
            ward.note(4).unwrap();
            let full = ward.try_send(WardMessage::Note { n: 5 }).unwrap_err();
            assert_eq!(full.reason(), &CallError::Full);
            assert_eq!(std::iter::from_fn(|| inbox.try_recv().ok()).count(), 4);
        }
        assert_eq!(ward.stats().dropped, 0);
    }
}

#[test]
fn an_urgent_message_passes_the_senders_that_wait_for_room() {
    let (ward, inbox) = full(Overflow::Block);
    let waiting = ward.ask().seen();
    ward.alarm(2).unwrap();
    drop(ward);
    assert_eq!(Ward::default().run(inbox).seen, [Alarm(2), Note(1)]);
    assert_eq!(waiting.wait(), Ok(vec![Alarm(2), Note(1)]));
}

#[test]
fn an_urgent_message_is_handled_in_the_drain() {
    for stop in [false, true] {
        let (ward, inbox) = full(Overflow::Block);
        ward.alarm(2).unwrap();
        if stop {
            ward.stop();
            assert!(ward.alarm(3).is_err());
        } else {
            drop(ward);
        }
        assert_eq!(Ward::default().run(inbox).seen, [Alarm(2), Note(1)]);
    }
}

#[test]
fn an_urgent_message_is_the_first_that_a_state_made_for_the_rest_handles() {
    let an_hour = Duration::from_secs(3600);
    let restart = Restart::on_failure().backoff(an_hour, an_hour);
    let ward = WardHandle::builder().start_supervised(restart, Ward::default).unwrap();
    assert_eq!(ward.fail_with(1), Err(CallError::Panicked));
    ward.note(2).unwrap();
    let seen = ward.ask().seen();
    ward.alarm(3).unwrap();
    ward.alarm(4).unwrap();
    assert_eq!(ward.shutdown(), Ok(Exit::Stopped));
    assert_eq!(seen.wait(), Ok(vec![Alarm(3), Alarm(4), Note(1), Note(2)]));
}

#[test]
fn an_urgent_message_is_handed_back_after_the_end() {
    let ward = Ward::default().start();
    assert_eq!(ward.shutdown(), Ok(Exit::Stopped));
    let stopped = || CallError::Ended(Exit::Stopped);
    assert_eq!(ward.alarm(1), Err(stopped()));
    assert_eq!(ward.seen_now(), Err(stopped()));
    assert_eq!(ward.ask().sync().wait(), Err(stopped()));
    let refused = ward.send(WardMessage::Alarm { n: 2 }).unwrap_err();
    assert!(matches!(refused.into_message(), WardMessage::Alarm { n: 2 }));
}

#[test]
fn a_kill_leaves_it_undelivered() {
    let ward = WardHandle::builder().mailbox(1).count().start(Ward::default()).unwrap();
    let latch = block(&ward);
    ward.alarm(1).unwrap();
    ward.alarm(2).unwrap();
    let now = ward.ask().seen_now();
    ward.kill();
    drop(latch);
    assert_eq!(now.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(ward.clone().join(), Ok(Exit::Killed));
    let stats = ward.stats();
    assert_eq!((stats.handled, stats.undelivered), (1, 3));
    assert_eq!((stats.accepted, stats.pending), (Some(4), Some(0)));
}

#[test]
fn a_message_sent_by_value_is_as_urgent_as_it_is_marked() {
    let (ward, inbox) = WardHandle::channel();
    ward.note(1).unwrap();
    ward.send(WardMessage::Note { n: 2 }).unwrap();
    block_on(ward.send_async(WardMessage::Note { n: 3 })).unwrap();
    ward.send(WardMessage::Alarm { n: 4 }).unwrap();
    block_on(ward.send_async(WardMessage::Alarm { n: 5 })).unwrap();
    drop(ward);
    let state = Ward::default().run(inbox);
    assert_eq!(state.seen, [Alarm(4), Alarm(5), Note(1), Note(2), Note(3)]);
}

#[test]
fn an_inbox_of_ones_own_sees_it_first() {
    fn number(message: WardMessage) -> u64 {
        match message {
            WardMessage::Note { n } | WardMessage::Alarm { n } => n,
            _ => panic!("neither note nor alarm"),
        }
    }
    for places in [None, Some(1), Some(2)] {
        let builder = WardHandle::builder();
        let (ward, inbox) = match places {
            None => builder.channel(),
            Some(places) => builder.mailbox(places).channel(),
        };
        let fill = || {
            ward.note(0).unwrap();
            (1..4).for_each(|n| ward.alarm(n).unwrap());
        };
        fill();
        assert_eq!(number(inbox.recv().unwrap()), 1);
        assert_eq!(number(inbox.try_recv().unwrap()), 2);
        assert_eq!(number(inbox.recv_timeout(Duration::ZERO).unwrap()), 3);
        assert_eq!(number(inbox.recv_timeout(Duration::MAX).unwrap()), 0);
        assert!(matches!(inbox.try_recv(), Err(TryRecvError::Empty)));
        let none = inbox.recv_timeout(Duration::from_millis(1));
        assert!(matches!(none, Err(RecvTimeoutError::Timeout)));
        let waiting = thread::spawn(move || {
            let first = inbox.recv().map(number);
            (first, inbox)
        });
        ward.alarm(9).unwrap();
        let (first, inbox) = waiting.join().unwrap();
        assert_eq!(first, Some(9));
        fill();
        drop(ward);
        assert_eq!(inbox.iter().map(number).collect::<Vec<_>>(), [1, 2, 3, 0]);
        assert!(matches!(inbox.try_recv(), Err(TryRecvError::Disconnected)));
    }
}

#[test]
fn the_last_handle_may_go_right_after_it() {
    for round in 0..fewer(2_000) {
        let builder = WardHandle::builder();
        let builder = if round % 2 == 0 { builder.mailbox(1) } else { builder };
        let (ward, inbox) = builder.channel();
        let running = thread::spawn(|| Ward::default().run(inbox));
        if round % 3 == 0 {
            ward.note(1).unwrap();
        }
        ward.alarm(2).unwrap();
        drop(ward);
        let seen = running.join().unwrap().seen;
        assert!(seen.contains(&Alarm(2)), "{seen:?}");
    }
}

/// Works between messages, and waits for ever when there is none.
#[actor]
#[derive(Default)]
struct Sleeper {
    calls: u64,
}

#[actor]
impl Sleeper {
    #[urgent]
    pub fn calls(&self) -> u64 {
        self.calls
    }

    #[idle]
    fn dream(&mut self, ctx: &mut Context<SleeperHandle>) -> Idle {
        self.calls += 1;
        // Beside a timer, it waits in another way.
        if self.calls == 50 {
            ctx.send_after(Duration::from_secs(3600), SleeperMessage::Toss);
        }
        Idle::Wait
    }

    pub fn toss(&mut self) {}
}

#[test]
fn an_urgent_message_wakes_an_actor_that_waits_for_its_idle_method() {
    let sleeper = Sleeper::default().start();
    let mut last = 0;
    while last < 100 {
        let calls = sleeper.calls().unwrap();
        assert!(calls >= last);
        last = calls;
    }
}

const PRODUCERS: usize = 8;

/// Checks what eight producers send in two lanes.
#[actor(count)]
struct Checked {
    ordinary: [u64; PRODUCERS],
    urgent: [u64; PRODUCERS],
    out_of_order: Vec<String>,
    /// The urgent messages handled, for the producers to see.
    handled: Arc<[AtomicU64; PRODUCERS]>,
}

#[actor]
impl Checked {
    /// The `n`th of its producer, which had sent `urgent` urgent ones before it.
    pub fn ordinary(&mut self, producer: usize, n: u64, urgent: u64) {
        self.check("ordinary", producer, self.ordinary[producer] + 1, n);
        self.ordinary[producer] = n;
        if self.urgent[producer] < urgent {
            self.out_of_order.push(format!("{producer}: ordinary {n} before urgent {urgent}"));
        }
    }

    #[urgent]
    pub fn urgent(&mut self, producer: usize, n: u64) {
        self.check("urgent", producer, self.urgent[producer] + 1, n);
        self.urgent[producer] = n;
        self.handled[producer].store(n, Ordering::SeqCst);
    }

    #[urgent]
    pub fn urgent_so_far(&mut self, producer: usize) -> u64 {
        self.urgent[producer]
    }

    fn check(&mut self, kind: &str, producer: usize, expected: u64, n: u64) {
        if n != expected {
            self.out_of_order.push(format!("{producer}: {kind} {n} instead of {expected}"));
        }
    }
}

fn produce(to: &CheckedHandle, producer: usize, rounds: u64, handled: &AtomicU64) -> (u64, u64) {
    let (mut ordinary, mut urgent) = (0, 0);
    let mut asked: Vec<(u64, Reply<u64>)> = Vec::new();
    for round in 0..rounds {
        match (round + producer as u64) % 5 {
            0 | 1 => {
                urgent += 1;
                to.urgent(producer, urgent).unwrap();
            }
            2 if round % 4 == 0 => asked.push((urgent, to.ask().urgent_so_far(producer))),
            3 if round % 16 == 0 => assert_eq!(to.urgent_so_far(producer), Ok(urgent)),
            4 if round % 8 == 0 => {
                to.flush().unwrap();
                assert_eq!(handled.load(Ordering::SeqCst), urgent, "flush came first");
            }
            _ => {
                ordinary += 1;
                to.ordinary(producer, ordinary, urgent).unwrap();
            }
        }
    }
    for (urgent, reply) in asked {
        assert_eq!(reply.wait(), Ok(urgent));
    }
    (ordinary, urgent)
}

#[test]
fn two_lanes_of_many_producers_lose_nothing_and_keep_their_order() {
    const ROUNDS: u64 = fewer(4_000);
    for places in [None, Some(1), Some(2)] {
        let builder = CheckedHandle::builder();
        let (to, inbox) = match places {
            None => builder.channel(),
            Some(places) => builder.mailbox(places).channel(),
        };
        let handled = Arc::new([const { AtomicU64::new(0) }; PRODUCERS]);
        let state = Checked {
            ordinary: [0; PRODUCERS],
            urgent: [0; PRODUCERS],
            out_of_order: Vec::new(),
            handled: Arc::clone(&handled),
        };
        let running = thread::spawn(|| state.run(inbox));
        let sent = thread::scope(|s| {
            let producers: Vec<_> = (0..PRODUCERS)
                .map(|producer| {
                    let (to, handled) = (to.clone(), &handled);
                    s.spawn(move || produce(&to, producer, ROUNDS, &handled[producer]))
                })
                .collect();
            producers.into_iter().map(|producer| producer.join().unwrap()).collect::<Vec<_>>()
        });
        to.stop();
        let state = running.join().unwrap();
        assert_eq!(state.out_of_order, [""; 0], "{places:?}");
        for (producer, sent) in sent.into_iter().enumerate() {
            assert_eq!((state.ordinary[producer], state.urgent[producer]), sent, "{places:?}");
        }
        let stats = to.stats();
        assert_eq!(stats.accepted, Some(stats.handled), "{places:?}");
    }
}
