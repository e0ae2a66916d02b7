//! Actors whose state comes back after their end.

use std::time::Duration;

use actor_runtime::{OnPanic, SpawnError, StateHandle, prelude::*};

use crate::{
    support::{alone::in_time, driver::StartBuilt},
    sys::{
        fewer,
        mpsc::{Receiver, Sender, channel},
        test,
        thread::{self, ThreadId},
    },
};

/// Tells what becomes of it, and where.
#[actor]
struct Kept {
    notes: Vec<u64>,
    told: Sender<(Event, ThreadId)>,
    refuses: bool,
    panics_when_stopped: bool,
    later: Option<ReplySender<u64>>,
    myself: Option<StateHandle<Kept>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Stopped(Exit),
    Dropped,
}

impl Kept {
    fn new() -> (Self, Receiver<(Event, ThreadId)>) {
        let (told, events) = channel();
        let (refuses, panics_when_stopped) = (false, false);
        let kept =
            Kept { notes: vec![], told, refuses, panics_when_stopped, later: None, myself: None };
        (kept, events)
    }

    fn started() -> (KeptHandle, StateHandle<Kept>, Receiver<(Event, ThreadId)>) {
        let (kept, events) = Kept::new();
        let (handle, state) = KeptHandle::builder().start_joinable(kept).unwrap();
        (handle, state, events)
    }
}

#[actor]
impl Kept {
    pub fn note(&mut self, n: u64) {
        self.notes.push(n);
    }

    pub fn stop_yourself(&mut self, ctx: &mut Context<KeptHandle>) {
        ctx.stop();
    }

    pub fn fail(&mut self, ctx: &mut Context<KeptHandle>) {
        ctx.fail("on purpose");
    }

    pub fn blow(&mut self) -> u64 {
        panic!("on purpose")
    }

    pub fn later(&mut self, #[reply] reply: ReplySender<u64>) {
        self.later = Some(reply);
    }

    pub fn join_in_handler(&mut self, state: StateHandle<Kept>) -> bool {
        matches!(state.join(), Err(CallError::Deadlock(_)))
    }

    pub fn own(&mut self, state: StateHandle<Kept>) {
        self.myself = Some(state);
    }

    #[started]
    fn start(&mut self) -> Result<(), &'static str> {
        if self.refuses { Err("on purpose") } else { Ok(()) }
    }

    #[stopped]
    fn stopped(&mut self, exit: &Exit) {
        let _ = self.told.send((Event::Stopped(exit.clone()), thread::current().id()));
        assert!(!self.panics_when_stopped, "on purpose");
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = self.told.send((Event::Dropped, thread::current().id()));
    }
}

fn names(events: Receiver<(Event, ThreadId)>) -> Vec<Event> {
    events.iter().map(|(event, _)| event).collect()
}

#[test]
fn the_state_comes_back_after_a_good_end_with_all_that_was_accepted() {
    let ends: [(fn(KeptHandle), Exit); 3] = [
        (drop, Exit::Closed),
        (|kept| kept.stop(), Exit::Stopped),
        (|kept| kept.stop_yourself().unwrap(), Exit::Stopped),
    ];
    for (end, exit) in ends {
        let (handle, state, events) = Kept::started();
        (0..3).for_each(|n| handle.note(n).unwrap());
        end(handle);
        let mut state = state.join().unwrap();
        assert_eq!(state.notes, [0, 1, 2]);
        state.notes.push(3);
        assert_eq!(events.recv().unwrap().0, Event::Stopped(exit));
        assert!(events.try_recv().is_err(), "it has not been dropped");
        drop(state);
        assert_eq!(events.recv().unwrap(), (Event::Dropped, thread::current().id()));
    }
}

#[test]
fn after_another_end_there_is_no_state_and_the_error_says_why() {
    let ends: [fn(&KeptHandle); 3] =
        [|kept| kept.kill(), |kept| kept.fail().unwrap(), |kept| drop(kept.blow())];
    for end in ends {
        let (handle, state, events) = Kept::started();
        end(&handle);
        let Err(CallError::Ended(exit)) = state.join() else { panic!("it ended abnormally") };
        assert_eq!(handle.join(), Ok(exit.clone()));
        assert!(exit.clone().ok().is_err());
        assert_eq!(names(events), [Event::Stopped(exit), Event::Dropped]);
    }
    // A panic of the hook takes the state along, whatever the end was.
    let (mut kept, events) = Kept::new();
    kept.panics_when_stopped = true;
    let (handle, state) = KeptHandle::builder().start_joinable(kept).unwrap();
    drop(handle);
    assert!(matches!(state.join(), Err(CallError::Ended(Exit::Panicked(_)))));
    assert_eq!(names(events), [Event::Stopped(Exit::Closed), Event::Dropped]);
}

#[test]
fn a_state_that_nobody_will_join_is_dropped_on_its_own_thread_as_any_other() {
    let (handle, state, events) = Kept::started();
    drop(state);
    handle.note(1).unwrap();
    assert_eq!(handle.join(), Ok(Exit::Closed));
    assert_eq!(events.recv().unwrap().0, Event::Stopped(Exit::Closed));
    let (event, thread) = events.recv().unwrap();
    assert_eq!(event, Event::Dropped);
    if crate::executor().is_none() {
        assert_ne!(thread, thread::current().id());
    }
}

#[test]
fn a_kept_state_is_dropped_with_its_handle() {
    let (handle, state, events) = Kept::started();
    assert_eq!(handle.join(), Ok(Exit::Closed));
    assert_eq!(events.recv().unwrap().0, Event::Stopped(Exit::Closed));
    assert!(events.try_recv().is_err(), "it is kept");
    drop(state);
    assert_eq!(events.recv().unwrap(), (Event::Dropped, thread::current().id()));
}

#[test]
fn a_join_waits_for_the_end_and_for_the_watchers() {
    in_time(|| {
        let (handle, state, _events) = Kept::started();
        let (told, watched) = channel();
        handle.on_exit(move |exit| told.send(exit.clone()).unwrap());
        let joining = thread::spawn(move || {
            let state = state.join().unwrap();
            (state.notes.clone(), watched.try_recv())
        });
        handle.note(1).unwrap();
        handle.flush().unwrap();
        assert!(!joining.is_finished(), "it holds no actor, and ends none");
        drop(handle);
        assert_eq!(joining.join().unwrap(), (vec![1], Ok(Exit::Closed)));
    });
}

#[test]
fn a_watcher_of_the_actor_may_join_its_state() {
    in_time(|| {
        let (handle, state, _events) = Kept::started();
        let (told, notes) = channel();
        handle.on_exit(move |_| told.send(state.join().map(|kept| kept.notes.clone())).unwrap());
        handle.note(7).unwrap();
        assert_eq!(handle.join(), Ok(Exit::Closed));
        assert_eq!(notes.recv().unwrap(), Ok(vec![7]));
    });
}

#[test]
fn a_join_in_its_own_handler_is_a_deadlock_and_gives_the_state_up() {
    in_time(|| {
        let (handle, state, events) = Kept::started();
        let refused = handle.ask().join_in_handler(state);
        assert_eq!(refused.wait(), Ok(true));
        assert_eq!(handle.shutdown(), Ok(Exit::Stopped));
        assert_eq!(names(events), [Event::Stopped(Exit::Stopped), Event::Dropped]);
    });
}

#[test]
fn a_message_whose_handler_panics_costs_no_state_where_the_actor_resumes() {
    let (kept, _events) = Kept::new();
    let builder = KeptHandle::builder().on_panic(OnPanic::Resume);
    let (handle, state) = builder.start_joinable(kept).unwrap();
    handle.note(1).unwrap();
    assert_eq!(handle.blow(), Err(CallError::Panicked));
    handle.note(2).unwrap();
    drop(handle);
    assert_eq!(state.join().unwrap().notes, [1, 2]);
}

#[test]
fn an_answer_that_the_state_has_put_off_comes_with_the_state() {
    let (handle, state, _events) = Kept::started();
    let mut asked = handle.ask().later();
    drop(handle);
    let mut state = state.join().unwrap();
    assert_eq!(asked.try_wait(), Ok(None));
    state.later.take().unwrap().send(42).unwrap();
    assert_eq!(asked.wait(), Ok(42));
}

#[test]
fn a_spawn_that_fails_leaves_no_state_behind() {
    let (kept, events) = Kept::new();
    let failed = KeptHandle::builder().mailbox(0).start_joinable(kept);
    assert!(matches!(failed, Err(SpawnError::Mailbox(0))));
    assert_eq!(names(events), [Event::Dropped]);
    let (mut kept, events) = Kept::new();
    kept.refuses = true;
    let failed = KeptHandle::builder().wait_for_start().start_joinable(kept);
    assert!(matches!(failed, Err(SpawnError::Start(Exit::Failed(_)))));
    assert!(names(events).ends_with(&[Event::Dropped]));
    let (kept, _events) = Kept::new();
    let (handle, state) = KeptHandle::builder().wait_for_start().start_joinable(kept).unwrap();
    drop(handle);
    assert!(state.join().is_ok());
}

#[test]
fn a_state_that_owns_its_own_handle_ends_its_actor_all_the_same() {
    in_time(|| {
        let (handle, state, events) = Kept::started();
        handle.own(state).unwrap();
        assert_eq!(handle.join(), Ok(Exit::Closed));
        assert_eq!(events.recv().unwrap().0, Event::Stopped(Exit::Closed));
        assert!(events.try_recv().is_err(), "nobody can drop it any more, as with two `Arc`s");
    });
}

#[test]
fn a_state_handle_is_shown_as_the_actor_is_and_may_go_to_another_thread() {
    fn assert_send_sync<T: Send + Sync>(_: &T) {}
    let (handle, state, _events) = Kept::started();
    assert_send_sync(&state);
    assert_eq!(format!("{state:?}"), format!("StateHandle(Kept{})", handle.id()));
    let joining = thread::spawn(move || state.join().map(|kept| kept.notes.len()));
    handle.stop();
    assert_eq!(joining.join().unwrap(), Ok(0));
    assert_eq!(handle.wait_timeout(Duration::MAX), Some(Exit::Stopped));
}

#[test]
fn thousands_come_back() {
    let all: Vec<_> = (0..fewer(if crate::executor().is_some() { 10_000 } else { 500 }))
        .map(|n| {
            let (handle, state, _) = Kept::started();
            handle.note(n).unwrap();
            state
        })
        .collect();
    for (n, state) in all.into_iter().enumerate() {
        assert_eq!(state.join().unwrap().notes, [n as u64]);
    }
}
