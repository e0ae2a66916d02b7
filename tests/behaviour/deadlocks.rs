//! Waits that would close a circle of actors: one of the actors gets an error, and the others go on.

use std::{sync::Arc, time::Duration};

use crate::{
    support::driver::{Start, StartBuilt, StartChild},
    sys::{
        Barrier, block_on,
        mpsc::{Sender, channel},
        test, thread,
    },
};
use actor_runtime::{Child, ChildEvent, ChildEventKind, Supervisor, SupervisorHandle, prelude::*};

/// Does what it is told in a handler of its own.
#[actor(mailbox = 1)]
struct Doer;

type Task = Box<dyn FnOnce() + Send>;

#[actor]
impl Doer {
    pub fn act(&self, task: Task) {
        task();
    }

    pub fn number(&self) -> u8 {
        7
    }

    #[expires]
    pub fn number_in_time(&self) -> u8 {
        7
    }

    pub fn load(&self, bytes: Vec<u8>) {
        drop(bytes);
    }

    /// Answered by the thread that gets the sender.
    pub fn later(
        &self,
        task: Box<dyn FnOnce(ReplySender<u8>) + Send>,
        #[reply] reply: ReplySender<u8>,
    ) {
        task(reply);
    }

    /// Answers, and then asks the asker.
    pub fn number_and_back(
        &self,
        ctx: &mut Context<DoerHandle>,
        asker: DoerHandle,
        told: Sender<Result<u8, CallError>>,
    ) -> u8 {
        let back: Task = Box::new(move || told.send(asker.number()).unwrap());
        ctx.send(DoerMessage::Act { task: back }).unwrap();
        7
    }
}

const LONG: Duration = Duration::from_secs(600);

fn doer(name: &str) -> DoerHandle {
    DoerHandle::builder().name(name).start(Doer).unwrap()
}

/// Has `actor` run `task`, and returns its result.
fn within<R: Send + 'static>(actor: &DoerHandle, task: impl FnOnce() -> R + Send + 'static) -> R {
    let (told, result) = channel();
    actor.act(Box::new(move || told.send(task()).unwrap())).unwrap();
    result.recv().expect("the task ends")
}

/// The names in the circle, of a wait that was refused.
fn circle<T: std::fmt::Debug>(result: Result<T, CallError>) -> Vec<String> {
    match result {
        Err(CallError::Deadlock(cycle)) => cycle.actors().to_vec(),
        other => panic!("no deadlock but {other:?}"),
    }
}

/// How one actor of a ring waits for the next.
type Wait = fn(DoerHandle) -> Result<(), CallError>;

fn asks(next: DoerHandle) -> Result<(), CallError> {
    next.number().map(drop)
}

fn asks_and_waits(next: DoerHandle) -> Result<(), CallError> {
    let reply = next.ask().number();
    reply.wait().map(drop)
}

fn waits_with_a_deadline(next: DoerHandle) -> Result<(), CallError> {
    next.ask().number().wait_timeout(LONG).map(drop)
}

fn flushes(next: DoerHandle) -> Result<(), CallError> {
    next.flush()
}

fn shuts_down(next: DoerHandle) -> Result<(), CallError> {
    next.shutdown().map(drop)
}

fn joins(next: DoerHandle) -> Result<(), CallError> {
    next.join().map(drop)
}

/// Finds the mailbox full; what is refused comes back and can be sent elsewhere.
fn sends_into_a_full_mailbox(next: DoerHandle) -> Result<(), CallError> {
    while next.try_send(DoerMessage::Load { bytes: Vec::new() }).is_ok() {}
    let Err(refused) = next.send(DoerMessage::Load { bytes: vec![1, 2] }) else { return Ok(()) };
    let reason = refused.reason().clone();
    let message = refused.into_message();
    assert!(matches!(&message, DoerMessage::Load { bytes } if *bytes == [1, 2]));
    doer("elsewhere").send(message).unwrap();
    Err(reason)
}

/// All are in their handlers when each begins to wait for the next, and the last for the first. The last one to begin
/// gets the error, and none hangs.
fn ring(waits: &[Wait]) {
    let count = waits.len();
    let names: Vec<String> = (0..count).map(|n| format!("actor {n}")).collect();
    let actors: Vec<DoerHandle> = names.iter().map(|name| doer(name)).collect();
    let all_run = Arc::new(Barrier::new(count));
    let (told, results) = channel();
    for (n, wait) in waits.iter().copied().enumerate() {
        let (next, all_run, told) =
            (actors[(n + 1) % count].clone(), Arc::clone(&all_run), told.clone());
        actors[n]
            .act(Box::new(move || {
                all_run.wait();
                told.send((n, wait(next))).unwrap();
            }))
            .unwrap();
    }
    drop((told, actors));
    let results: Vec<_> = results.iter().collect();
    assert_eq!(results.len(), count);
    let mut refused = results.into_iter().filter(|(_, result)| result.is_err());
    let (n, result) = refused.next().expect("there is a circle");
    let mut expected = names;
    expected.rotate_left(n);
    assert_eq!(circle(result), expected);
    assert_eq!(refused.next(), None, "one error is enough");
}

const WAITS: [Wait; 7] = [
    asks,
    asks_and_waits,
    waits_with_a_deadline,
    flushes,
    shuts_down,
    joins,
    sends_into_a_full_mailbox,
];

#[test]
fn a_ring_of_any_length_is_broken_by_one_error() {
    for wait in WAITS {
        for count in [1, 2, 3, 5] {
            ring(&vec![wait; count]);
        }
    }
}

#[test]
fn a_ring_of_all_kinds_of_waits_is_broken_by_one_error() {
    ring(&WAITS);
    for first in WAITS {
        for second in WAITS {
            ring(&[first, second]);
        }
    }
}

#[test]
fn an_ask_to_oneself_is_not_sent_and_one_that_is_waited_for_later_has_been() {
    let actor = doer("actor");
    let me = actor.clone();
    assert_eq!(circle(within(&actor, move || me.number())), ["actor"]);
    actor.flush().unwrap();
    assert_eq!(actor.stats().handled, 1);
    let me = actor.clone();
    assert_eq!(circle(within(&actor, move || me.ask().number().wait())), ["actor"]);
    actor.flush().unwrap();
    assert_eq!(actor.stats().handled, 3);
    let me = actor.clone();
    assert_eq!(circle(within(&actor, move || me.ask().number_in_time().wait())), ["actor"]);
    actor.flush().unwrap();
    let stats = actor.stats();
    assert_eq!((stats.handled, stats.expired), (4, 1));
    assert_eq!(actor.number(), Ok(7));
}

#[test]
fn an_ask_to_oneself_is_refused_of_the_stop_if_there_was_one() {
    let doer = doer("doer");
    let me = doer.clone();
    let asked = within(&doer, move || {
        me.stop();
        me.number()
    });
    assert_eq!(asked, Err(CallError::Ended(Exit::Stopped)));
}

#[test]
fn a_wait_for_an_end_in_a_circle_is_over_at_once() {
    let (waiting, asking) = (doer("waiting"), doer("asking"));
    let both_run = Arc::new(Barrier::new(2));
    let (asked, too) = (waiting.clone(), Arc::clone(&both_run));
    let (told, answer) = channel();
    let ask: Task = Box::new(move || {
        too.wait();
        told.send(asked.number()).unwrap();
    });
    asking.act(ask).unwrap();
    let awaited = asking.clone();
    let exit = within(&waiting, move || {
        both_run.wait();
        awaited.stop();
        awaited.wait_timeout(LONG)
    });
    match answer.recv().unwrap() {
        Ok(7) => assert_eq!(exit, None),
        refused => {
            assert_eq!(circle(refused), ["asking", "waiting"]);
            assert_eq!(exit, Some(Exit::Stopped));
        }
    }
}

#[test]
fn a_wait_that_has_timed_out_is_over() {
    let (waiting, slow) = (doer("waiting"), doer("slow"));
    let (timed_out, go_on) = channel();
    let (told, answer) = channel();
    let asked = waiting.clone();
    let ask_back: Task = Box::new(move || {
        go_on.recv().unwrap();
        told.send(asked.number()).unwrap();
    });
    slow.act(ask_back).unwrap();
    within(&waiting, move || {
        let mut reply = slow.ask().number();
        assert_eq!(reply.wait_timeout(Duration::from_millis(1)), Err(CallError::TimedOut));
        assert_eq!(slow.wait_timeout(Duration::from_millis(1)), None);
        timed_out.send(()).unwrap();
    });
    assert_eq!(answer.recv(), Ok(Ok(7)));
}

/// A sender that leaves the line because of a circle takes its own message out, and no other one.
#[test]
fn a_sender_in_a_circle_gets_its_own_message_back() {
    for _ in 0..20 {
        let (one, other) = (doer("one"), doer("other"));
        let (go, go_on) = channel::<()>();
        let (told, refused) = channel();
        other
            .act(Box::new({
                let one = one.clone();
                move || {
                    let _ = go_on.recv();
                    let sent = one.send(DoerMessage::Load { bytes: vec![9] });
                    told.send(sent.map_err(|refused| refused.into_message())).unwrap();
                }
            }))
            .unwrap();
        let (asking, asks) = channel();
        one.act(Box::new({
            let other = other.clone();
            move || {
                asking.send(()).unwrap();
                let _ = other.number();
            }
        }))
        .unwrap();
        asks.recv().unwrap();
        one.load(vec![0]).unwrap();
        let before = one.send_async(DoerMessage::Load { bytes: vec![1] });
        drop(go);
        // Either of the two may be the one that is refused.
        if let Err(message) = refused.recv().unwrap() {
            assert!(matches!(&message, DoerMessage::Load { bytes } if *bytes == [9]));
        }
        block_on(before).unwrap();
    }
}

#[test]
fn an_answer_that_is_on_its_way_is_no_wait() {
    let (asker, asked) = (doer("asker"), doer("asked"));
    let (told, back) = channel();
    for _ in 0..1000 {
        let (asked, me, told) = (asked.clone(), asker.clone(), told.clone());
        assert_eq!(within(&asker, move || asked.number_and_back(me, told)), Ok(7));
        assert_eq!(back.recv(), Ok(Ok(7)));
    }
}

#[test]
fn a_deferred_answer_is_no_wait_for_the_actor_that_deferred_it() {
    let (asker, asked, third) = (doer("asker"), doer("asked"), doer("third"));
    for forward in [false, true] {
        let (me, third) = (asker.clone(), third.clone());
        let (told, back) = channel();
        let defer = Box::new(move |reply: ReplySender<u8>| {
            let asked_back = me.ask().number();
            let send: Task = Box::new(move || reply.send(9).unwrap());
            if forward {
                third.act(send).unwrap();
            } else {
                thread::spawn(send);
            }
            told.send(asked_back.wait()).unwrap();
        });
        let asked = asked.clone();
        assert_eq!(within(&asker, move || asked.ask().later(defer).wait()), Ok(9));
        assert_eq!(back.recv(), Ok(Ok(7)));
    }
}

#[test]
fn an_actor_waits_for_the_one_it_runs() {
    let (outer, other) = (doer("outer"), doer("other"));
    let (told, result) = channel();
    let (outer_too, other_too) = (outer.clone(), other.clone());
    within(&outer, move || {
        let (inner, inbox) = DoerHandle::builder().name("inner").channel();
        let ask: Task = Box::new(move || {
            let itself = circle(outer_too.number());
            let ask: Task = {
                let (outer, told) = (outer_too.clone(), told.clone());
                Box::new(move || told.send(outer.number()).unwrap())
            };
            other_too.act(ask).unwrap();
            told.send(other_too.flush().map(|()| 0)).unwrap();
            assert_eq!(itself, ["inner", "outer"]);
        });
        inner.act(ask).unwrap();
        drop(inner);
        Doer.run(inbox);
    });
    let mut results: Vec<_> = result.iter().collect();
    results.sort_by_key(Result::is_err);
    assert!(results[0].is_ok(), "{results:?}");
    let names = circle(results.swap_remove(1));
    let of_other = ["other", "outer", "inner"];
    assert!(names == of_other || names == ["inner", "other", "outer"], "{names:?}");
    assert_eq!(outer.number(), Ok(7));
}

#[test]
fn an_actor_that_has_run_another_is_itself_again() {
    let outer = doer("outer");
    let outer_too = outer.clone();
    let asked = within(&outer, move || {
        let (inner, inbox) = DoerHandle::builder().name("inner").channel();
        drop(inner);
        Doer.run(inbox);
        outer_too.number()
    });
    assert_eq!(circle(asked), ["outer"]);
}

#[test]
fn a_state_that_asks_its_spawner_as_it_is_built_gets_an_error() {
    let spawner = doer("spawner");
    let me = spawner.clone();
    let (names, spawned) = within(&spawner, move || {
        let (told, result) = channel();
        let built = DoerHandle::builder().name("new").spawn_with(move || {
            told.send(circle(me.number())).unwrap();
            Ok::<_, ()>(Doer)
        });
        (result.recv().unwrap(), built.unwrap())
    });
    assert_eq!(names, ["new", "spawner"]);
    assert_eq!(spawned.number(), Ok(7));
    assert_eq!(spawner.number(), Ok(7));
}

#[test]
fn a_watcher_that_asks_who_joins_the_thread_is_in_a_circle() {
    let (joiner, dying) = (doer("joiner"), doer("dying"));
    let (told, result) = channel();
    let asked = joiner.clone();
    dying.on_exit(move |_| told.send(asked.number()).unwrap());
    // The join drops the last handle, so the end comes after the join has begun.
    assert_eq!(within(&joiner, move || dying.join()), Ok(Exit::Closed));
    assert_eq!(circle(result.recv().unwrap()), ["dying", "joiner"]);
}

#[test]
fn a_watcher_may_ask_who_waits_for_the_end_alone() {
    let (waiting, dying) = (doer("waiting"), doer("dying"));
    let (told, result) = channel();
    let asked = waiting.clone();
    dying.on_exit(move |_| told.send(asked.number()).unwrap());
    dying.stop();
    assert_eq!(within(&waiting, move || dying.wait_timeout(LONG)), Some(Exit::Stopped));
    assert_eq!(result.recv(), Ok(Ok(7)));
}

fn child(
    name: &str,
    mut make: impl FnMut() + Send,
) -> Child<DoerHandle, impl FnMut() -> Doer + Send> {
    let make = move || {
        make();
        Doer
    };
    // Without a deadline: the error is to end the wait, and not a time-out.
    Child::new(DoerHandle::builder().name(name), make).deadline(Duration::MAX)
}

fn fail(actor: &DoerHandle) {
    actor.act(Box::new(|| panic!("on purpose"))).unwrap();
}

#[test]
fn a_supervisor_and_the_child_whose_state_it_ends_do_not_wait_for_each_other() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let start = |name| group.start_child(child(name, || ())).unwrap();
    let [failing, asking, _last] = ["failing", "asking", "last"].map(start);
    let events = group.events().unwrap();
    let (go, gone) = channel::<()>();
    let (told, answers) = channel();
    let asked = group.clone();
    let ask = move || {
        let _ = gone.recv();
        told.send(asked.children()).unwrap();
    };
    asking.act(Box::new(ask)).unwrap();
    fail(&failing);
    while events.recv_timeout(LONG).unwrap().event != ChildEventKind::Suspended {}
    // The state of the last one has ended, and that of the one before is next: the second one to wait finds the
    // circle.
    drop(go);
    match answers.recv_timeout(LONG).unwrap() {
        Ok(children) => assert_eq!(children.len(), 3),
        error => assert_eq!(circle(error), ["asking", "Supervisor"]),
    }
    assert_eq!(asking.number(), Ok(7));
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
}

#[test]
fn a_state_that_asks_its_supervisor_as_it_is_made_again_gets_an_error() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let (told, answers) = channel();
    let asked = group.downgrade();
    let make = move || told.send(asked.upgrade().unwrap().children()).unwrap();
    let again = group.start_child(child("again", make)).unwrap();
    assert_eq!(answers.recv_timeout(LONG).unwrap(), Ok(vec![]), "nobody waits there");
    fail(&again);
    assert_eq!(circle(answers.recv_timeout(LONG).unwrap()), ["again", "Supervisor"]);
    assert_eq!(again.number(), Ok(7));
}

#[test]
fn a_child_that_asks_one_that_waits_for_the_group_is_no_wait_for_ever() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let start = |name| group.start_child(child(name, || ())).unwrap();
    let [failing, asking, last] = ["failing", "asking", "last"].map(start);
    let events = group.events().unwrap();
    let (go, gone) = channel::<()>();
    let (told, answers) = channel();
    let ask = move || {
        let _ = gone.recv();
        told.send(last.number()).unwrap();
    };
    asking.act(Box::new(ask)).unwrap();
    fail(&failing);
    while events.recv_timeout(LONG).unwrap().event != ChildEventKind::Suspended {}
    // The last one waits for the group, which waits for the one before it, or will.
    drop(go);
    match answers.recv_timeout(LONG).unwrap() {
        Ok(number) => assert_eq!(number, 7),
        error => assert_eq!(circle(error), ["asking", "last", "Supervisor"]),
    }
    assert_eq!(asking.number(), Ok(7));
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
}

#[test]
fn a_child_that_is_stopped_waits_for_no_group() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let start = |name| group.start_child(child(name, || ())).unwrap();
    let [failing, asking, last] = ["failing", "asking", "last"].map(start);
    let events = group.events().unwrap();
    let (go, gone) = channel::<()>();
    let (told, answers) = channel();
    let ask = move || {
        let _ = gone.recv();
        let reply = last.ask().number();
        // It goes on by itself, to handle what it has accepted.
        last.stop();
        told.send(reply.wait()).unwrap();
    };
    asking.act(Box::new(ask)).unwrap();
    fail(&failing);
    while events.recv_timeout(LONG).unwrap().event != ChildEventKind::Suspended {}
    drop(go);
    assert_eq!(answers.recv_timeout(LONG).unwrap(), Ok(7));
    assert_eq!(asking.number(), Ok(7));
}

#[test]
fn a_group_in_a_circle_starts_over_when_it_can() {
    let outer: SupervisorHandle = Supervisor::one_for_all().start();
    let start = |group: &SupervisorHandle, name| group.start_child(child(name, || ())).unwrap();
    let beside = start(&outer, "beside");
    let inner = outer.start_inner(Supervisor::one_for_all()).unwrap();
    let (failing, asking, last) =
        (start(&inner, "failing"), start(&inner, "asking"), start(&outer, "last"));
    let (events, inside) = (outer.events().unwrap(), inner.events().unwrap());
    let (go, gone) = channel::<()>();
    let (asks, asked) = channel();
    let (told, answers) = channel();
    let (running, runs) = channel();
    let also_running = running.clone();
    let outside = outer.clone();
    let ask = move || {
        running.send(()).unwrap();
        let _ = gone.recv();
        let reply = outside.ask().children();
        drop(asks);
        told.send(reply.wait().map(drop)).unwrap();
    };
    let hold = move || {
        also_running.send(()).unwrap();
        let _ = asked.recv() as Result<(), _>;
    };
    asking.act(Box::new(ask)).unwrap();
    last.act(Box::new(hold)).unwrap();
    // A child whose state is to end before it has begun would leave that to the next child.
    runs.iter().take(2).for_each(drop);
    for (actor, events) in [(&beside, &events), (&failing, &inside)] {
        fail(actor);
        while !matches!(events.recv_timeout(LONG).unwrap().event, ChildEventKind::Failed(_)) {}
    }
    drop(go);
    let of_inner = || loop {
        let ChildEvent { id, event, .. } = events.recv_timeout(LONG).unwrap();
        if id == inner.id() {
            break event;
        }
    };
    // One of the three that wait in a circle gets the error: mostly the outer group, which is last.
    let event = of_inner();
    assert!(matches!(event, ChildEventKind::Deadlock(_) | ChildEventKind::Suspended));
    let answer = answers.recv_timeout(LONG).unwrap();
    assert!(matches!(answer, Ok(()) | Err(CallError::Deadlock(_))), "{answer:?}");
    assert_eq!(of_inner(), ChildEventKind::Restarted);
    assert_eq!(asking.number(), Ok(7));
}

#[test]
fn a_state_that_asks_a_later_child_as_it_is_made_again_gets_an_error() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let later = Arc::new(std::sync::OnceLock::<DoerHandle>::new());
    let (told, answers) = channel();
    let asked = Arc::clone(&later);
    let make = move || {
        if let Some(later) = asked.get() {
            told.send(later.number()).unwrap();
        }
    };
    let first = group.start_child(child("first", make)).unwrap();
    later.set(group.start_child(child("later", || ())).unwrap()).unwrap();
    fail(&first);
    let names = circle(answers.recv_timeout(LONG).unwrap());
    assert_eq!(names, ["first", "later", "Supervisor"]);
    assert_eq!((first.number(), later.get().unwrap().number()), (Ok(7), Ok(7)));
}

#[test]
fn a_watcher_may_ask_the_supervisor_that_waited_for_the_state_to_end() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let start = |name| group.start_child(child(name, || ())).unwrap();
    let [failing, killed, _last] = ["failing", "killed", "last"].map(start);
    let events = group.events().unwrap();
    let (told, answers) = channel();
    let asked = group.clone();
    killed.on_exit(move |_| told.send(asked.children().map(drop)).unwrap());
    let (go, gone) = channel::<()>();
    let wait = move || {
        let _ = gone.recv();
    };
    killed.act(Box::new(wait)).unwrap();
    fail(&failing);
    while events.recv_timeout(LONG).unwrap().event != ChildEventKind::Suspended {}
    killed.kill();
    drop(go);
    assert_eq!(answers.recv_timeout(LONG).unwrap(), Ok(()));
}

#[test]
fn a_thread_that_is_no_actor_waits_as_ever() {
    let (fake, inbox) = DoerHandle::builder().name("fake").channel();
    let actor = doer("actor");
    let (told, answer) = channel();
    let ask: Task = Box::new(move || told.send(fake.number()).unwrap());
    actor.act(ask).unwrap();
    let Some(DoerMessage::Number { reply }) = inbox.recv() else { panic!("it asks") };
    // The actor waits for this thread, which is no actor.
    let mut back = actor.ask().number();
    assert_eq!(back.wait_timeout(Duration::from_millis(1)), Err(CallError::TimedOut));
    reply.send(8).unwrap();
    assert_eq!(answer.recv(), Ok(Ok(8)));
    assert_eq!(back.wait(), Ok(7));
}
