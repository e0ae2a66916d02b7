//! Shutting a whole program down: the order, the deadline, and the report of the actors that did not end well.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time::Duration,
};

use actor_runtime::{Running, ShutdownReport, SpawnError, System, prelude::*};

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, Latch, block, block_in_turn},
        driver::{Start, StartAdded, StartBuilt},
    },
    sys::{
        Instant,
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};

const SOON: Duration = Duration::from_secs(30);

fn spawned_by(system: &System) -> BlockedHandle {
    system.start(Blocked::default()).unwrap()
}

/// Says when it ends, and whether what it depends on still took messages then.
#[actor]
struct Dependent {
    name: &'static str,
    on: Option<BlockedHandle>,
    ends: Arc<Mutex<Vec<(&'static str, bool)>>>,
}

#[actor]
impl Dependent {
    pub fn note(&mut self, n: u64) -> Result<(), CallError> {
        self.on.as_ref().map_or(Ok(()), |on| on.note(n))
    }
}

impl Drop for Dependent {
    fn drop(&mut self) {
        let open = self.on.as_ref().is_none_or(|on| on.is_open());
        self.ends.lock().unwrap().push((self.name, open));
    }
}

#[test]
fn the_last_started_drains_and_ends_before_the_one_before_it_is_stopped() {
    let (system, ends) = (System::new(), Arc::default());
    let first = spawned_by(&system);
    let dependent = |name| Dependent { name, on: Some(first.clone()), ends: Arc::clone(&ends) };
    let third = DependentHandle::builder();
    let second: DependentHandle = system.start(dependent("second")).unwrap();
    let third = third.name("third").start(dependent("third")).unwrap();
    // Added late, but started before.
    let fourth: DependentHandle = system.start(dependent("fourth")).unwrap();
    system.add(&third);
    system.add(&third);
    assert_eq!(system.actor_count(), 4);

    let latch = block(&first);
    let notes: Vec<_> = (0..3).map(|n| third.ask().note(n)).collect();
    let seen = first.ask().seen();
    drop(latch);
    let report = system.shutdown(Duration::MAX);
    assert_eq!(*ends.lock().unwrap(), [("fourth", true), ("third", true), ("second", true)]);
    for note in notes {
        assert_eq!(note.wait(), Ok(Ok(())));
    }
    assert!(seen.wait().is_ok());
    assert_eq!(first.stats().handled, 5);

    let ids: Vec<_> = report.actors().iter().map(|actor| actor.id()).collect();
    assert_eq!(ids, [fourth.id(), third.id(), second.id(), first.id()]);
    let names: Vec<_> = report.actors().iter().map(|actor| actor.name()).collect();
    assert_eq!(names, ["Dependent", "third", "Dependent", "Blocked"]);
    assert!(report.actors().iter().all(|actor| actor.exit() == Some(&Exit::Stopped)));
    assert!(report.actors().iter().all(|actor| actor.running().is_none()));
    assert_eq!(report.to_string(), "all actors (4) have ended");
    assert_eq!(system.actor_count(), 0);
    report.ok().unwrap();
}

#[test]
fn an_actor_that_does_not_end_is_named_with_what_it_handles_and_the_rest_is_stopped() {
    let system = System::new();
    let (first, stuck) = (spawned_by(&system), spawned_by(&system));
    let last = spawned_by(&system);
    let latch = block(&stuck);
    stuck.note(1).unwrap();
    let deadline = Duration::from_millis(40);
    let begun = Instant::now();
    let report = system.shutdown(deadline);

    let [of_last, of_stuck, _] = report.actors() else { panic!("{report:?}") };
    assert_eq!((of_last.id(), of_last.exit()), (last.id(), Some(&Exit::Stopped)));
    assert_eq!((of_stuck.id(), of_stuck.exit()), (stuck.id(), None));
    assert_eq!(of_stuck.running(), Some(Running::Message("block")));
    // It has been the same message since before the shutdown.
    assert!(of_stuck.running_for_at_least() >= deadline, "{of_stuck:?}");
    assert!(of_stuck.running_for_at_least() <= begun.elapsed(), "{of_stuck:?}");
    assert!(!report.is_clean());
    let error = report.ok().unwrap_err().to_string();
    assert!(error.contains(" of 3 actors did not end well: `Blocked`#"), "{error}");
    assert!(error.contains("it has been in message `block` for at least "), "{error}");

    assert_eq!(first.wait_timeout(SOON), Some(Exit::Stopped), "stopped all the same");
    assert!(!stuck.is_open());
    drop(latch);
    // It was stopped, so it ends now; and can be waited for again.
    system.shutdown(SOON).ok().unwrap();
    assert_eq!(stuck.join(), Ok(Exit::Stopped));
}

#[test]
fn no_longer_is_claimed_than_the_message_has_been_handled() {
    let system = System::new();
    let actor = spawned_by(&system);
    let first = block(&actor);
    let (second, running) = block_in_turn(&actor);
    let shutdown = thread::scope(|scope| {
        let shutting_down = scope.spawn(|| system.shutdown(Duration::from_millis(200)));
        let begun = Instant::now();
        drop(first);
        running.recv().unwrap();
        let report = shutting_down.join().unwrap();
        assert!(report.actors()[0].running_for_at_least() <= begun.elapsed());
        report
    });
    assert_eq!(shutdown.actors()[0].running(), Some(Running::Message("block")));
    drop(second);
}

/// Waits in what is no message.
#[actor]
struct Waiting {
    running: Sender<()>,
    go_on: Receiver<()>,
    place: Running,
}

#[actor]
impl Waiting {
    pub fn come(&mut self, ctx: &mut Context<WaitingHandle>) {
        ctx.stop();
    }

    #[started]
    fn start(&mut self) {
        self.wait_in(Running::Started);
    }

    #[idle]
    fn idle(&mut self) -> Idle {
        self.wait_in(Running::Idle);
        Idle::Wait
    }

    #[stopped]
    fn stop(&mut self) {
        self.wait_in(Running::Stopped);
    }

    fn wait_in(&self, place: Running) {
        if self.place == place {
            let _ = self.running.send(());
            let _ = self.go_on.recv();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.wait_in(Running::Drop);
    }
}

#[test]
fn what_keeps_an_actor_from_ending_need_be_no_message() {
    use Running::{Build, Drop, Idle, Started, Stopped};
    for place in [Build, Started, Idle, Stopped, Drop] {
        let ((running, runs), (latch, go_on)) = (channel(), channel());
        let system = System::new();
        let mut waiting = Some(Waiting { running, go_on, place });
        let make = move || {
            let waiting = waiting.take().expect("it is made once");
            waiting.wait_in(Build);
            waiting
        };
        let actor = WaitingHandle::builder().start_from(make).unwrap();
        system.add(&actor);
        if matches!(place, Stopped | Drop) {
            actor.come().unwrap();
        }
        runs.recv().unwrap();
        let report = system.shutdown(Duration::from_millis(10));
        assert_eq!(report.actors()[0].running(), Some(place), "{report}");
        drop(latch);
        system.shutdown(SOON).ok().unwrap();
    }
}

#[test]
fn a_timer_whose_message_is_being_made_keeps_an_actor_from_ending() {
    #[actor]
    struct Clock;

    #[actor]
    impl Clock {
        pub fn start(
            &mut self,
            ctx: &mut Context<ClockHandle>,
            running: Sender<()>,
            go_on: Receiver<()>,
        ) {
            let running = Mutex::new((running, go_on));
            ctx.send_every(Duration::from_millis(1), move || {
                let (running, go_on) = &*running.lock().unwrap();
                let _ = running.send(());
                let _ = go_on.recv();
                ClockMessage::Tick
            });
        }

        pub fn tick(&mut self) {}
    }

    let ((running, runs), (latch, go_on)) = (channel(), channel());
    let system = System::new();
    let clock: ClockHandle = system.start(Clock).unwrap();
    clock.start(running, go_on).unwrap();
    runs.recv().unwrap();
    let report = system.shutdown(Duration::from_millis(10));
    assert_eq!(report.actors()[0].running(), Some(Running::Timer), "{report}");
    drop(latch);
}

#[test]
fn a_loop_over_an_inbox_is_shut_down_too() {
    let system = System::new();
    let (handle, inbox) = BlockedHandle::channel();
    system.add(&handle);
    let report = system.shutdown(Duration::ZERO);
    assert_eq!(report.actors()[0].running(), Some(Running::Inbox));
    assert!(inbox.recv().is_none());
    drop(inbox);
    assert_eq!(system.actor_count(), 0);
}

/// Panics as it is dropped.
#[actor]
struct Fragile {
    _lets_go: Option<Latch>,
}

#[actor]
impl Fragile {
    pub fn handle_with_care(&mut self) {}
}

impl Drop for Fragile {
    fn drop(&mut self) {
        panic!("broken");
    }
}

#[test]
fn an_abnormal_end_is_an_error() {
    let system = System::new();
    let killed = spawned_by(&system);
    let latch = block(&killed);
    killed.kill();
    let _fragile: FragileHandle = system.start(Fragile { _lets_go: Some(latch) }).unwrap();
    let _sound = spawned_by(&system);
    let report = system.shutdown(SOON).ok().unwrap_err();

    let [_, fragile, killed] = report.actors() else { panic!("{report:?}") };
    let Some(Exit::Panicked(panic)) = fragile.exit() else { panic!("{fragile:?}") };
    assert_eq!((panic.running(), panic.text()), (Running::Drop, "broken"));
    assert_eq!(killed.exit(), Some(&Exit::Killed));
    let clean: Vec<_> = report.actors().iter().map(|actor| actor.is_clean()).collect();
    assert_eq!(clean, [true, false, false]);
    let text = report.to_string();
    assert!(text.starts_with("2 of 3 actors did not end well: `Fragile`#"), "{text}");
    assert!(text.contains("panicked in the drop of its state: broken; `Blocked`#"), "{text}");
    assert!(text.ends_with(": killed"), "{text}");
}

#[test]
fn a_system_keeps_no_actor_alive_and_forgets_those_that_have_ended() {
    let system = System::new();
    for n in 0..100 {
        let actor = spawned_by(&system);
        assert_eq!(system.actor_count(), 1);
        if n % 2 == 0 {
            actor.kill();
        }
        let exit = actor.join().unwrap();
        assert_eq!(exit, if n % 2 == 0 { Exit::Killed } else { Exit::Closed });
        assert_eq!(system.actor_count(), 0);
    }
    let ended = spawned_by(&system);
    assert_eq!(ended.shutdown(), Ok(Exit::Stopped));
    system.add(&ended);
    assert_eq!(system.actor_count(), 0);
    let report = system.shutdown(SOON);
    assert_eq!((report.actors().len(), report.is_clean()), (0, true));
}

#[test]
fn an_actor_that_has_no_handle_any_more_is_waited_for() {
    let system = System::new();
    let actor = spawned_by(&system);
    let latch = block(&actor);
    drop(actor);
    let report = system.shutdown(Duration::from_millis(10));
    assert_eq!(report.actors()[0].running(), Some(Running::Message("block")));
    drop(latch);
    let _ = system.shutdown(SOON);
    assert_eq!(system.actor_count(), 0);
}

#[test]
fn a_dropped_system_shuts_down_within_its_deadline() {
    let (first, second) = {
        let system = System::default();
        (spawned_by(&system), spawned_by(&system))
    };
    assert!(!first.is_alive() && !second.is_alive());

    let system = System::with_deadline(Duration::from_millis(1));
    let stuck = spawned_by(&system);
    let latch = block(&stuck);
    drop(system);
    assert!(stuck.is_alive() && !stuck.is_open());
    drop(latch);
}

#[test]
fn a_system_that_was_shut_down_does_nothing_when_dropped() {
    let system = System::with_deadline(Duration::MAX);
    let stuck = spawned_by(&system);
    let latch = block(&stuck);
    let _ = system.shutdown(Duration::ZERO);
    drop(system); // would wait for the latch
    drop(latch);
}

#[test]
fn a_system_dropped_by_a_panic_aborts_nothing() {
    let mut ended = None;
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let system = System::new();
        let fragile: FragileHandle = system.start(Fragile { _lets_go: None }).unwrap();
        fragile.on_exit(|_| panic!("a watcher's panic"));
        fragile.handle_with_care().unwrap();
        ended = Some(fragile);
        panic!("in the midst of it");
    }));
    assert!(unwound.is_err());
    assert!(!ended.unwrap().is_alive());
}

#[test]
fn what_comes_after_the_shutdown_is_refused_or_stopped() {
    let system = System::new();
    system.shutdown(SOON).ok().unwrap();
    let refused = system.start(Blocked::default()).unwrap_err();
    assert!(matches!(refused, SpawnError::ShutDown));
    assert_eq!(refused.to_string(), "the system or executor has been told to shut down");
    let late = Blocked::default().start();
    system.add(&late);
    assert_eq!(late.join(), Ok(Exit::Stopped));
    assert_eq!(system.actor_count(), 0);
}

/// Shuts the system down that it is in, or owns it.
#[actor]
struct Insider {
    system: Arc<System>,
}

#[actor]
impl Insider {
    pub fn shut_down(&mut self, deadline: Duration) -> ShutdownReport {
        self.system.shutdown(deadline)
    }

    pub fn shut_down_after(
        &mut self,
        begun: Sender<()>,
        go: Receiver<()>,
        deadline: Duration,
    ) -> ShutdownReport {
        let _ = begun.send(());
        let _ = go.recv();
        self.system.shutdown(deadline)
    }

    #[ask]
    pub fn answer(&self) {}

    pub fn add(&mut self, me: InsiderHandle) {
        self.system.add(&me);
    }
}

#[test]
fn an_actor_that_shuts_its_own_system_down_does_not_wait_for_itself() {
    let system = Arc::new(System::new());
    let other = spawned_by(&system);
    let insider: InsiderHandle = system.start(Insider { system: Arc::clone(&system) }).unwrap();
    let report = insider.shut_down(Duration::MAX).unwrap();
    let [itself, of_other] = report.actors() else { panic!("{report:?}") };
    assert_eq!(itself.exit(), None);
    assert_eq!(itself.running(), Some(Running::Message("shut_down")));
    assert_eq!((of_other.id(), of_other.exit()), (other.id(), Some(&Exit::Stopped)));
    assert_eq!(insider.join(), Ok(Exit::Stopped));
}

/// Asks the actor that shuts the system down.
#[actor]
struct Asker {
    insider: InsiderHandle,
}

#[actor]
impl Asker {
    pub fn inquire(&self) -> Result<(), CallError> {
        self.insider.answer()
    }
}

#[test]
fn nor_does_it_wait_for_one_that_waits_for_its_answer() {
    let system = Arc::new(System::new());
    let insider: InsiderHandle = system.start(Insider { system: Arc::clone(&system) }).unwrap();
    let asker: AskerHandle = system.start(Asker { insider: insider.clone() }).unwrap();
    let (report, asked) = thread::scope(|scope| {
        let (begun, go) = (channel(), channel());
        let shutting_down =
            scope.spawn(|| insider.shut_down_after(begun.0, go.1, Duration::MAX).unwrap());
        begun.1.recv().unwrap();
        let asked = asker.ask().inquire();
        go.0.send(()).unwrap();
        (shutting_down.join().unwrap(), asked.wait().unwrap())
    });
    // If it has asked before, it is not waited for. If it asks later, it gets an error.
    let [of_asker, of_insider] = report.actors() else { panic!("{report:?}") };
    assert_eq!(of_insider.exit(), None);
    match asked {
        Ok(()) => assert_eq!(of_asker.running(), Some(Running::Message("inquire"))),
        Err(CallError::Deadlock(_)) => assert_eq!(of_asker.exit(), Some(&Exit::Stopped)),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_actor_whose_state_owns_its_own_system_ends() {
    let system = Arc::new(System::with_deadline(Duration::MAX));
    let other = spawned_by(&system);
    let insider = Insider { system }.start();
    insider.add(insider.clone()).unwrap();
    assert_eq!(insider.shutdown(), Ok(Exit::Stopped));
    assert!(!other.is_alive(), "it went first");
}

#[test]
fn a_watcher_may_shut_the_system_down() {
    let system = Arc::new(System::new());
    let (first, last) = (spawned_by(&system), spawned_by(&system));
    let (told, reports) = channel();
    {
        let system = Arc::clone(&system);
        last.on_exit(move |_| told.send(system.shutdown(Duration::MAX)).unwrap());
    }
    last.kill();
    let report = reports.recv_timeout(SOON).unwrap();
    // The system's own watcher came first.
    let ids: Vec<_> = report.actors().iter().map(|actor| actor.id()).collect();
    assert_eq!(ids, [first.id()]);
    report.ok().unwrap();
}

#[test]
fn a_watcher_that_does_not_return_holds_up_no_longer_than_the_deadline() {
    let system = System::new();
    let (first, last) = (spawned_by(&system), spawned_by(&system));
    let (latch, go_on) = channel::<()>();
    last.on_exit(move |_| assert!(go_on.recv().is_err()));
    let report = system.shutdown(Duration::from_millis(10));
    assert_eq!(report.actors()[0].exit(), Some(&Exit::Stopped));
    assert_eq!(first.wait_timeout(SOON), Some(Exit::Stopped));
    drop(latch);
}

#[test]
fn a_system_may_be_used_while_it_is_being_shown() {
    struct Counting<'a>(&'a System, Vec<usize>);

    impl std::fmt::Write for Counting<'_> {
        fn write_str(&mut self, _text: &str) -> std::fmt::Result {
            self.1.push(self.0.actor_count());
            Ok(())
        }
    }

    let system = System::new();
    let _actor = spawned_by(&system);
    let mut counting = Counting(&system, Vec::new());
    std::fmt::Write::write_fmt(&mut counting, format_args!("{system:?}")).unwrap();
    assert!(!counting.1.is_empty() && counting.1.iter().all(|count| *count == 1));
}
