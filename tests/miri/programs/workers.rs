//! An executor's threads, which park and are woken again: no actor stays queued while one of them is free.

use std::{sync::mpsc, thread};

use actor_runtime::{Executor, prelude::*};

use crate::driver::Start;

#[actor]
struct Bell {
    rung: mpsc::Sender<u64>,
}

#[actor]
impl Bell {
    pub fn ring(&mut self, n: u64) {
        self.rung.send(n).unwrap();
    }

    /// Schedules another actor from a thread of the executor, and goes on.
    pub fn pass(&mut self, n: u64, to: BellHandle) {
        to.ring(n).unwrap();
    }
}

/// A thread outside the executor tells an actor and waits on a channel for the effect. An ask would run the actor on
/// this thread. The executor's thread is about to park by then.
pub(crate) fn tells() {
    let (rung, rings) = mpsc::channel();
    let bell = Bell { rung }.start();
    for n in 0..24 {
        bell.ring(n).unwrap();
        assert_eq!(rings.recv(), Ok(n));
    }
}

/// Has a thread of its own.
#[actor]
struct Porter;

#[actor]
impl Porter {
    /// Tells another actor while the caller of this handler begins to wait, and waits for what that actor does.
    pub fn ring(&self, bell: BellHandle, rings: mpsc::Receiver<u64>) -> u64 {
        bell.ring(1).unwrap();
        rings.recv().unwrap()
    }
}

#[actor]
struct Guest {
    porter: PorterHandle,
}

#[actor]
impl Guest {
    pub fn have_rung(
        &mut self,
        bell: BellHandle,
        rings: mpsc::Receiver<u64>,
        done: mpsc::Sender<u64>,
    ) {
        done.send(self.porter.ring(bell, rings).unwrap()).unwrap();
    }
}

/// An actor gives up its thread's slot to wait, and what it waits for is an entry that is scheduled at that very
/// moment. Each round has an executor of its own, without the thread that took the slot in the round before and stays
/// for a while.
pub(crate) fn left_slot() {
    for _ in 0..6 {
        let executor = Executor::new(1).unwrap();
        let guest = Guest { porter: Porter.spawn() }.spawn_on(&executor);
        let (rung, rings) = mpsc::channel();
        let (done, is_done) = mpsc::channel();
        let bell = Bell { rung }.spawn_on(&executor);
        guest.have_rung(bell, rings, done).unwrap();
        assert_eq!(is_done.recv(), Ok(1));
        assert_eq!(guest.join(), Ok(Exit::Closed));
        executor.shutdown().unwrap();
    }
}

/// Waits for a bell in its handler, so that its thread runs nothing else.
#[actor]
struct Listener;

#[actor]
impl Listener {
    pub fn listen(&self, rings: mpsc::Receiver<u64>, done: mpsc::Sender<u64>) {
        done.send(rings.recv().unwrap()).unwrap();
    }

    pub fn tell_all(&self, rings: mpsc::Receiver<u64>, heard: [mpsc::Sender<u64>; 2]) {
        let n = rings.recv().unwrap();
        heard.iter().for_each(|heard| heard.send(n).unwrap());
    }
}

/// A worker that was woken takes the first of two actors, whose handler waits for the second. The second is scheduled
/// while that worker searches, so the worker has to see that another one is woken.
pub(crate) fn left_behind() {
    for n in 0..8 {
        let ((rung, rings), (done, is_done)) = (mpsc::channel(), mpsc::channel());
        let (bell, listener) = (Bell { rung }.start(), Listener.start());
        listener.listen(rings, done).unwrap();
        bell.ring(n).unwrap();
        assert_eq!(is_done.recv(), Ok(n));
        assert_eq!(listener.join(), Ok(Exit::Closed));
    }
}

#[actor]
struct Speaker;

#[actor]
impl Speaker {
    /// Has an actor listen, as the next one of this thread, and waits until it has heard the bell.
    pub fn have_heard(
        &self,
        listener: ListenerHandle,
        rings: mpsc::Receiver<u64>,
        heard: [mpsc::Sender<u64>; 2],
        is_heard: mpsc::Receiver<u64>,
    ) {
        listener.tell_all(rings, heard).unwrap();
        is_heard.recv().unwrap();
    }

    /// Has a bell rung, as the next actor of this thread, and waits until the other one has heard it.
    pub fn ring(&self, bell: BellHandle, is_heard: mpsc::Receiver<u64>) {
        bell.ring(1).unwrap();
        is_heard.recv().unwrap();
    }
}

/// Two of four workers each keep an entry to themselves, and their handlers wait. A third one, which watches, takes one
/// of the entries, whose handler waits for the other one. So it has to see that the fourth worker is woken.
pub(crate) fn left_next() {
    for _ in 0..4 {
        let (rung, rings) = mpsc::channel();
        let (to_first, at_first) = mpsc::channel();
        let (to_second, at_second) = mpsc::channel();
        let (one, other) = (Speaker.start(), Speaker.start());
        let (bell, listener) = (Bell { rung }.start(), Listener.start());
        one.have_heard(listener, rings, [to_first, to_second], at_first).unwrap();
        other.ring(bell, at_second).unwrap();
        assert_eq!(one.join(), Ok(Exit::Closed));
        assert_eq!(other.join(), Ok(Exit::Closed));
    }
}

/// Actors tell each other, from the threads of the executor, while a thread tells them, too.
pub(crate) fn ring() {
    let (rung, rings) = mpsc::channel();
    let bells: Vec<_> = (0..3).map(|_| Bell { rung: rung.clone() }.start()).collect();
    drop(rung);
    thread::scope(|s| {
        s.spawn(|| bells[2].ring(10).unwrap());
        for n in 0..3 {
            let next = bells[(n + 1) % 3].clone();
            bells[n].pass(n as u64, next).unwrap();
        }
        let mut heard: Vec<_> = rings.iter().take(4).collect();
        heard.sort_unstable();
        assert_eq!(heard, [0, 1, 2, 10]);
    });
    for bell in bells {
        assert_eq!(bell.join(), Ok(Exit::Closed));
    }
}

#[actor]
struct Visitor;

#[actor]
impl Visitor {
    #[ask]
    pub fn leave(&self, ctx: &mut Context<VisitorHandle>) {
        ctx.stop();
    }
}

/// A caller runs an actor, leaves the end of the actor to the executor, and waits until a watcher is called.
pub(crate) fn left_end() {
    for _ in 0..8 {
        let visitor = Visitor.start();
        let (told, tells) = mpsc::channel();
        visitor.on_exit(move |exit| told.send(exit.clone()).unwrap());
        visitor.leave().unwrap();
        assert_eq!(tells.recv(), Ok(Exit::Stopped));
    }
}
