//! When a supervised actor gets a fresh state, and after which wait.

use std::{
    collections::VecDeque,
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use crate::{
    Exit,
    lifecycle::control::Control,
    sys::{self, Instant},
};

/// When a [supervised](crate::Builder::supervise) actor is given a fresh state: after which ends,
/// how often at most, and after which wait.
///
/// By default the actor is restarted at once, and at most 3 times within 5 seconds. OTP names the three
/// kinds `transient`, `permanent` and `temporary`, and the limit intensity and period.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::Restart;
///
/// let patient = Restart::on_failure()
///     .at_most(10, Duration::from_secs(3600))
///     .backoff(Duration::from_millis(100), Duration::from_secs(60))
///     .jitter();
/// # drop(patient);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a `Restart` restarts nothing until an actor is supervised by it"]
pub struct Restart {
    after: RestartAfter,
    limit: u32,
    window: Duration,
    shortest: Duration,
    longest: Duration,
    jitter: bool,
    reset_after: Option<Duration>,
}

/// The ends after which an actor is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RestartAfter {
    Failures,
    Stops,
    Nothing,
}

impl Restart {
    fn of(after: RestartAfter) -> Self {
        Restart {
            after,
            limit: 3,
            window: Duration::from_secs(5),
            shortest: Duration::ZERO,
            longest: Duration::ZERO,
            jitter: false,
            reset_after: None,
        }
    }

    /// Restarts after a failure: a panic, an error of `#[started]`, or [`Context::fail`](crate::Context::fail).
    /// An actor that is stopped or killed, or has no handle any more, ends.
    pub fn on_failure() -> Self {
        Restart::of(RestartAfter::Failures)
    }

    /// Restarts after a failure, and when the actor stops itself by [`Context::stop`](crate::Context::stop).
    /// An actor that is stopped or killed by others, or has no handle any more, ends.
    pub fn always() -> Self {
        Restart::of(RestartAfter::Stops)
    }

    /// Never restarts: one state is made, on the thread that runs the actor.
    pub fn never() -> Self {
        Restart::of(RestartAfter::Nothing)
    }

    pub(crate) fn is_always(&self) -> bool {
        self.after == RestartAfter::Stops
    }

    pub(crate) fn is_never(&self) -> bool {
        self.after == RestartAfter::Nothing
    }

    /// Allows at most `restarts` within any `window`; the failure after that ends the actor. A window of zero
    /// length never contains a restart.
    pub fn at_most(self, restarts: u32, window: Duration) -> Self {
        Restart { limit: restarts, window, ..self }
    }

    /// Sets no limit on the number of restarts.
    pub fn without_limit(self) -> Self {
        self.at_most(u32::MAX, Duration::ZERO)
    }

    /// Waits before a restart: `shortest` before the first, twice as long before each one after it,
    /// and never longer than `longest`.
    pub fn backoff(self, shortest: Duration, longest: Duration) -> Self {
        Restart { shortest, longest, ..self }
    }

    /// Shortens each wait by a random part of up to half, so that actors that failed together do not restart
    /// together.
    pub fn jitter(self) -> Self {
        Restart { jitter: true, ..self }
    }

    /// After a state that was at work for at least this duration, the next wait is the shortest again. A state is at work
    /// from the return of its `#[started]` method on. Without this setting, the duration is that of the longest wait.
    pub fn reset_after(self, duration: Duration) -> Self {
        Restart { reset_after: Some(duration), ..self }
    }
}

/// Decides whether one state follows another. Called by the thread that runs the actor.
pub(crate) trait Restarts: Send {
    /// Whether another state follows a state that stops its own actor.
    fn after_a_stop(&self) -> bool;

    /// Notes that a state has been made, and that its `#[started]` method has returned without having ended it.
    fn started(&mut self, control: &Control);

    /// Decides whether another state may follow after this exit.
    fn follows(&mut self, exit: &Exit, control: &Control) -> bool;

    /// Notes that the state with this exit has been dropped, and that another one may follow: the actor waits
    /// for that from now on.
    fn begin_pause(&mut self, exit: &Exit, control: &Control, is_closing: &dyn Fn() -> bool);

    /// When the next state is due. A thread that changes the answer wakes the actor.
    fn due(&self) -> Due;
}

/// When a state that may follow is due.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Now,
    /// At this moment, or as soon as another thread permits it.
    Later(Option<Instant>),
    /// No state follows any more.
    Never,
}

/// Applies a `Restart` to one actor: remembers its restarts, and says when the next one is due.
pub(crate) struct RestartSchedule {
    restart: Restart,
    /// The restarts within the last window.
    recent: VecDeque<Instant>,
    /// When the `#[started]` method of the present state returned; `None` before that.
    at_work_since: Option<Instant>,
    /// The number of restarts since the last healthy state.
    in_a_row: u32,
    due: Option<Instant>,
}

impl RestartSchedule {
    pub(crate) fn of(restart: Restart) -> Self {
        let recent = VecDeque::new();
        RestartSchedule { restart, recent, at_work_since: None, in_a_row: 0, due: None }
    }

    /// Notes that the present state is at work from `now` on.
    pub(crate) fn started_at(&mut self, now: Instant) {
        self.at_work_since = Some(now);
    }

    /// Notes that the present state ends at `now`, whatever ends it.
    pub(crate) fn ended_at(&mut self, now: Instant) {
        let healthy_after = self.restart.reset_after.unwrap_or(self.restart.longest);
        let lasted = |since: Instant| now.saturating_duration_since(since) >= healthy_after;
        if self.at_work_since.take().is_some_and(lasted) {
            self.in_a_row = 0;
        }
    }

    /// Whether no state ever follows another.
    pub(crate) fn is_never(&self) -> bool {
        self.restart.is_never()
    }

    /// Forgets all restarts so far.
    pub(crate) fn forget(&mut self) {
        self.recent.clear();
        self.in_a_row = 0;
    }

    /// Notes an end with this exit at `now`. Returns how long to wait for the next state; `None` if none follows.
    pub(crate) fn follows_at(&mut self, exit: &Exit, now: Instant) -> Option<Duration> {
        self.ended_at(now);
        let Restart { after, limit, window, .. } = self.restart;
        let follows = match exit {
            Exit::Panicked(_) | Exit::Failed(_) => after != RestartAfter::Nothing,
            Exit::Stopped => after == RestartAfter::Stops,
            Exit::Closed | Exit::Killed => false,
        };
        let is_past = |then: &Instant| now.saturating_duration_since(*then) >= window;
        while self.recent.front().is_some_and(is_past) {
            self.recent.pop_front();
        }
        if !follows || self.recent.len() >= limit as usize {
            return None;
        }
        let wait = self.wait_after(self.in_a_row);
        // A moment past the end of the clock never comes, and so no state follows.
        self.due = Some(now.checked_add(wait)?);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.recent.push_back(now);
        Some(wait)
    }

    fn wait_after(&self, in_a_row: u32) -> Duration {
        let Restart { shortest, longest, jitter, .. } = self.restart;
        let factor = 1_u32.checked_shl(in_a_row).unwrap_or(u32::MAX);
        let whole = shortest.saturating_mul(factor).min(longest);
        if !jitter {
            return whole;
        }
        // std has no random numbers, but each of its hash maps has fresh random keys. A simulation has its own.
        let fresh = || RandomState::new().hash_one(in_a_row);
        let random = sys::random().unwrap_or_else(fresh) as u32;
        whole - (whole / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
    }
}

impl Restarts for RestartSchedule {
    fn after_a_stop(&self) -> bool {
        self.restart.is_always()
    }

    fn started(&mut self, _: &Control) {
        self.started_at(Instant::now());
    }

    fn follows(&mut self, exit: &Exit, _: &Control) -> bool {
        self.follows_at(exit, Instant::now()).is_some()
    }

    fn begin_pause(&mut self, _: &Exit, _: &Control, _: &dyn Fn() -> bool) {}

    fn due(&self) -> Due {
        match self.due {
            Some(due) if due <= Instant::now() => Due::Now,
            due => Due::Later(due),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, Panic, Running};

    const SECOND: Duration = Duration::from_secs(1);

    fn panicked() -> Exit {
        Exit::Panicked(Panic::new("Actor", Running::Build, "on purpose".into()))
    }

    /// The waits after failures at these seconds. Each state is at work from its restart on.
    fn waits(restart: Restart, failures: &[u64]) -> Vec<Option<Duration>> {
        let start = Instant::now();
        let mut schedule = RestartSchedule::of(restart);
        schedule.started_at(start);
        let mut fail = |&at: &u64| {
            let now = start.checked_add(Duration::from_secs(at)).unwrap();
            let wait = schedule.follows_at(&panicked(), now);
            wait.inspect(|wait| schedule.started_at(now.checked_add(*wait).unwrap()))
        };
        failures.iter().map(&mut fail).collect()
    }

    fn seconds(waits: &[Option<Duration>]) -> Vec<Option<u64>> {
        waits.iter().map(|wait| wait.map(|wait| wait.as_secs())).collect()
    }

    fn follows(restart: Restart, exit: &Exit) -> bool {
        RestartSchedule::of(restart).follows_at(exit, Instant::now()).is_some()
    }

    #[test]
    fn each_kind_follows_its_own_ends() {
        let failed = Exit::Failed(Failure::new("Actor", "no line".into()));
        let ends = [panicked(), failed, Exit::Stopped, Exit::Killed, Exit::Closed];
        let of = |restart: fn() -> Restart| ends.each_ref().map(|exit| follows(restart(), exit));
        assert_eq!(of(Restart::on_failure), [true, true, false, false, false]);
        assert_eq!(of(Restart::always), [true, true, true, false, false]);
        assert_eq!(of(Restart::never), [false; 5]);
    }

    #[test]
    fn the_window_slides() {
        let restart = Restart::on_failure().at_most(2, 10 * SECOND);
        let waits = waits(restart, &[0, 6, 10, 11, 16, 17]);
        let follows: Vec<_> = waits.iter().map(Option::is_some).collect();
        // At 10 the one at 0 no longer counts; at 11 those at 6 and 10 do.
        assert_eq!(follows, [true, true, true, false, true, false]);
    }

    #[test]
    fn what_is_forgotten_counts_neither_for_the_limit_nor_for_the_wait() {
        let restart = Restart::on_failure().at_most(2, 100 * SECOND).backoff(SECOND, 10 * SECOND);
        let mut schedule = RestartSchedule::of(restart);
        let now = Instant::now();
        let mut three = || {
            let waits: Vec<_> = (0..3).map(|_| schedule.follows_at(&panicked(), now)).collect();
            schedule.forget();
            seconds(&waits)
        };
        assert_eq!(three(), [Some(1), Some(2), None]);
        assert_eq!(three(), [Some(1), Some(2), None]);
    }

    #[test]
    fn a_limit_of_none_is_never_and_without_limit_always() {
        assert_eq!(waits(Restart::on_failure().at_most(0, SECOND), &[0, 9]), [None, None]);
        let waits = waits(Restart::always().without_limit(), &[0; 1000]);
        assert!(waits.iter().all(|wait| *wait == Some(Duration::ZERO)));
    }

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_starts_over_once_a_state_was_well() {
        let restart = Restart::on_failure().without_limit().backoff(SECOND, 10 * SECOND);
        // Born after each wait: at 1, 3, 7, 15, then well for ten seconds and more.
        let failures = [0, 1, 3, 7, 15, 25, 45, 46];
        let expected = [1, 2, 4, 8, 10, 10, 1, 2].map(Some);
        assert_eq!(seconds(&waits(restart, &failures)), expected);
    }

    #[test]
    fn a_state_that_never_started_is_not_healthy_however_long_its_start_took() {
        let restart = Restart::on_failure().without_limit().backoff(SECOND, 10 * SECOND);
        let mut schedule = RestartSchedule::of(restart);
        let start = Instant::now();
        // Each start takes thirty seconds, and fails.
        let waits: Vec<_> = (1..=4)
            .map(|n| schedule.follows_at(&panicked(), start.checked_add(30 * n * SECOND).unwrap()))
            .collect();
        assert_eq!(seconds(&waits), [1, 2, 4, 8].map(Some));
        // Nor is a state healthy that another child's failure ends after a second.
        let at = |second: u64| start.checked_add(Duration::from_secs(second)).unwrap();
        schedule.started_at(at(130));
        schedule.ended_at(at(131));
        assert_eq!(schedule.follows_at(&panicked(), at(160)), Some(10 * SECOND));
    }

    #[test]
    fn reset_after_says_when_a_state_was_well() {
        let restart = Restart::on_failure().without_limit().backoff(SECOND, 60 * SECOND);
        let failures = [0, 3, 8];
        assert_eq!(seconds(&waits(restart.clone(), &failures)), [1, 2, 4].map(Some));
        let restart = restart.reset_after(2 * SECOND);
        assert_eq!(seconds(&waits(restart, &failures)), [1, 1, 1].map(Some));
    }

    #[test]
    fn a_longest_wait_below_the_shortest_wins_and_no_wait_overflows() {
        let restart = Restart::on_failure().without_limit().backoff(2 * SECOND, SECOND);
        assert_eq!(seconds(&waits(restart, &[0])), [Some(1)]);
        let restart = Restart::on_failure().without_limit().backoff(SECOND, Duration::MAX);
        let schedule = RestartSchedule::of(restart);
        assert_eq!(schedule.wait_after(31), SECOND * (1 << 31));
        assert_eq!(schedule.wait_after(32), SECOND * u32::MAX);
        assert_eq!(schedule.wait_after(u32::MAX), SECOND * u32::MAX);
    }

    #[test]
    fn jitter_takes_off_up_to_half_and_differs() {
        let schedule = RestartSchedule::of(Restart::on_failure().backoff(SECOND, SECOND).jitter());
        let waits: Vec<_> = (0..100).map(|_| schedule.wait_after(0)).collect();
        assert!(waits.iter().all(|wait| (SECOND / 2..=SECOND).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
    }

    #[test]
    fn a_wait_past_the_end_of_the_clock_is_no_restart() {
        let restart = Restart::on_failure().backoff(Duration::MAX, Duration::MAX);
        assert!(!follows(restart, &panicked()));
    }
}
