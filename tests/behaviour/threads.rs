//! An actor's own thread: its name, what is dropped on it, and that none is left behind.

use std::{cell::RefCell, time::Duration};

use actor_runtime::{System, prelude::*};

use crate::{
    support::{
        alone::{expect_threads, is_alone, threads},
        blocked::Blocked,
    },
    sys::{
        mpsc::{Sender, channel},
        not_simulated, test, thread,
    },
};

#[test]
fn messages_are_handled_on_a_thread_of_the_actors_name() {
    #[actor(name = "named thread")]
    struct Here;

    #[actor]
    impl Here {
        pub fn thread(&self) -> Option<String> {
            thread::current().name().map(str::to_owned)
        }
    }

    assert_eq!(Here.spawn().thread().unwrap().as_deref(), Some("named thread"));
}

#[not_simulated("counts the threads of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "counts threads in /proc")]
fn no_thread_is_left_behind() {
    // In a process of its own: other tests' threads come and go.
    if !is_alone("threads::no_thread_is_left_behind") {
        return;
    }
    let before = threads();
    let actors: Vec<_> = (0..100).map(|_| Blocked::default().spawn()).collect();
    assert_eq!(threads(), before + 100);
    for (n, actor) in actors.into_iter().enumerate() {
        match n % 4 {
            0 => actor.kill(),
            1 => drop(actor.fail("on purpose".into())),
            2 => actor.stop(),
            _ => {}
        }
        let _ = actor.join().unwrap();
    }
    expect_threads(before);
}

#[not_simulated("counts the memory maps of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "counts what is mapped in /proc")]
fn weak_handles_hold_on_to_no_thread() {
    // In a process of its own: an ended thread that is neither joined nor let go keeps its stack
    // mapped, and other tests' threads have stacks, too.
    if !is_alone("threads::weak_handles_hold_on_to_no_thread") {
        return;
    }
    let maps = || std::fs::read_to_string("/proc/self/maps").unwrap().lines().count();
    let before = maps();
    let weaks: Vec<_> = (0..300)
        .map(|_| {
            let actor = Blocked::default().spawn();
            actor.stop();
            assert_eq!(actor.wait_timeout(Duration::MAX), Some(Exit::Stopped));
            actor.downgrade()
        })
        .collect();
    // The last few threads may still be going; two maps each would be 600.
    let after = maps();
    assert!(after < before + 300, "{after} maps for {} ended actors", weaks.len());
}

#[test]
fn join_returns_once_the_state_is_dropped_on_its_own_thread() {
    struct Told(Sender<thread::ThreadId>);
    impl Drop for Told {
        fn drop(&mut self) {
            let _ = self.0.send(thread::current().id());
        }
    }

    #[actor]
    struct Owner {
        _told: Told,
    }

    #[actor]
    impl Owner {
        pub fn thread(&self) -> thread::ThreadId {
            thread::current().id()
        }
    }

    let (told, drops) = channel();
    let owner = Owner { _told: Told(told) }.spawn();
    let thread = owner.thread().unwrap();
    assert_eq!(owner.join(), Ok(Exit::Closed));
    assert_eq!(drops.try_recv(), Ok(thread), "dropped before join returned");
    assert_ne!(thread, thread::current().id());
}

#[test]
fn a_system_waits_for_its_threads_and_watchers() {
    struct OfThread(RefCell<Option<Sender<&'static str>>>);
    impl Drop for OfThread {
        fn drop(&mut self) {
            if let Some(told) = self.0.take() {
                // A thread that is not joined would still be at this.
                thread::sleep(Duration::from_millis(20));
                let _ = told.send("the thread");
            }
        }
    }
    thread_local! {
        static OF_THREAD: OfThread = const { OfThread(RefCell::new(None)) };
    }

    #[actor]
    struct Guest;

    #[actor]
    impl Guest {
        #[ask]
        pub fn settle_in(&mut self, told: Sender<&'static str>) {
            OF_THREAD.with(|of_thread| of_thread.0.replace(Some(told)));
        }
    }

    let system = System::new();
    let guest: GuestHandle = system.spawn(Guest).unwrap();
    let (told, ends) = channel();
    guest.settle_in(told.clone()).unwrap();
    guest.on_exit(move |_| told.send("a watcher").unwrap());
    system.shutdown(Duration::from_secs(30)).ok().unwrap();
    assert_eq!(ends.try_iter().collect::<Vec<_>>(), ["a watcher", "the thread"]);
}
