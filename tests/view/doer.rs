//! An actor that does as it is told, on either driver.

use std::{
    fmt,
    sync::mpsc::{self, Receiver, Sender},
    time::Duration,
};

use actor_runtime::{
    Executor,
    prelude::*,
    view::{Driver, Snapshot, View},
};

/// Far longer than anything here takes.
pub const LONG: Duration = Duration::from_secs(60);

/// Something to do, in a handler.
pub struct Task(Box<dyn FnOnce() + Send>);

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Task")
    }
}

impl Task {
    pub fn new(task: impl FnOnce() + Send + 'static) -> Self {
        Task(Box::new(task))
    }
}

#[actor]
#[derive(Default)]
pub struct Doer {}

#[actor]
impl Doer {
    pub fn act(&mut self, task: Task) {
        (task.0)();
    }

    /// As `act`, and the caller waits.
    #[ask]
    pub fn act_for_me(&mut self, task: Task) {
        (task.0)();
    }

    pub fn number(&self) -> u32 {
        7
    }
}

/// The two drivers.
pub const DRIVERS: [Driver; 2] = [Driver::Thread, Driver::Executor];

pub fn spawn_built(builder: actor_runtime::Builder<DoerHandle>, driver: Driver) -> DoerHandle {
    match driver {
        Driver::Executor => builder.spawn_on(Executor::global(), Doer {}),
        _ => builder.spawn(Doer {}),
    }
    .expect("there is a thread")
}

pub fn spawn(name: &str, driver: Driver) -> DoerHandle {
    spawn_built(DoerHandle::builder().name(name), driver)
}

/// Keeps a handler until it is dropped.
pub struct Hold(#[expect(dead_code, reason = "its drop is what counts")] Sender<()>);

/// Has the actor stay in a handler. Returns once it is in it.
pub fn hold(doer: &DoerHandle) -> Hold {
    let (hold, held) = mpsc::channel::<()>();
    let (told, begun) = mpsc::channel();
    let task = move || {
        told.send(()).expect("the test waits");
        let _ = held.recv();
    };
    doer.act(Task::new(task)).expect("it lives");
    arrives(&begun);
    Hold(hold)
}

/// The next value, which comes in time.
pub fn arrives<T>(from: &Receiver<T>) -> T {
    from.recv_timeout(LONG).expect("it comes in time")
}

/// The first snapshot that is as wanted. The actors are about to bring that about.
pub fn snapshot_when(is_wanted: impl Fn(&Snapshot) -> bool) -> Snapshot {
    let view = View::all();
    let mut snapshots = std::iter::repeat_with(|| view.snapshot());
    snapshots.find(|snapshot| is_wanted(snapshot)).expect("there is no last one")
}
