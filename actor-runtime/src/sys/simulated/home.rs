//! Where something was born, and which threads belong there.

use super::{
    choice::ThreadNo,
    state::Key,
    trouble::Trouble,
    world::{self, World},
};

/// Where an actor, a reply or an executor was born: in a run of a simulation, or in the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home(Option<(&'static World, u64)>);

impl Home {
    #[inline]
    pub(crate) fn here() -> Self {
        world::here().map_or(Home(None), |(world, _)| Home::of(world))
    }

    /// Of the present run of `world`.
    pub(super) fn of(world: &'static World) -> Self {
        Home(Some((world, world.number())))
    }

    /// Of no simulation, whatever thread asks.
    pub(crate) fn outside() -> Self {
        Home(None)
    }

    #[inline]
    pub(crate) fn is_simulated(self) -> bool {
        self.0.is_some()
    }

    /// Whether the calling thread may touch what was born here. What was born in the process admits every thread. What was
    /// born in a run admits the threads of that run alone; a call from any other thread makes the run fail.
    #[inline]
    pub(crate) fn admits(self, what: impl FnOnce() -> String) -> bool {
        self.0
            .is_none_or(|(world, number)| self.visit().is_some() || refuse(world, number, &what()))
    }

    /// As `admits`, for what may come after the run: then nobody is left who could learn of it.
    pub(crate) fn note_outsider(self, what: impl FnOnce() -> String) {
        let is_over = self.0.is_some_and(|(world, number)| world.number() != number);
        if !is_over {
            let _ = self.admits(what);
        }
    }

    /// This thread in the run, if it belongs to it.
    pub(super) fn visit(self) -> Option<(&'static World, ThreadNo)> {
        let (world, number) = self.0?;
        world::here().filter(|(here, _)| std::ptr::eq(*here, world) && world.number() == number)
    }

    /// Makes able to go on what waits for `key` in the run, unless that is over.
    #[inline]
    pub(super) fn wake(self, key: Key) {
        if let Some((world, number)) = self.0 {
            world.wake_all_of(number, key);
        }
    }

    /// The run, and its number among all.
    pub(super) fn run(self) -> Option<(&'static World, u64)> {
        self.0
    }
}

#[cold]
fn refuse(world: &'static World, number: u64, what: &str) -> bool {
    world.fail_run(number, Trouble::outside(what));
    // The caller may be a thread of another run, and hold something of this one. Its own run fails, too.
    if let Some((here, _)) = world::here() {
        here.fail(Trouble::Outside(format!("a thread of this run {what}, of another run")));
    }
    false
}
