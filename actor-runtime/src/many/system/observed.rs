//! What a shutdown sees of an actor that does not end, and of the children of a supervisor that does not.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    ActorId, ActorReport, Running,
    activity::Activity,
    lifecycle::control::Control,
    many::system::report::ActorOutcome,
    sys::{Arc, Instant},
};

/// An actor whose progress is checked now and then.
pub(super) struct Observed {
    control: Arc<Control>,
    /// The progress at the last check.
    seen: (u64, Activity),
    /// When the progress was first seen to be that of the last check.
    since: Instant,
    /// The children of a supervisor that had not ended at the last check.
    children: BTreeMap<ActorId, Observed>,
}

impl Observed {
    pub(super) fn new(control: Arc<Control>) -> Self {
        let (seen, since) = (progress(&control), Instant::now());
        let mut observed = Observed { control, seen, since, children: BTreeMap::new() };
        observed.check_children();
        observed
    }

    pub(super) fn control(&self) -> &Arc<Control> {
        &self.control
    }

    pub(super) fn check(&mut self) {
        self.check_itself();
        self.check_children();
    }

    fn check_itself(&mut self) {
        let seen = progress(&self.control);
        if seen != self.seen {
            (self.seen, self.since) = (seen, Instant::now());
        }
    }

    /// Observes only from now on what may be over and begun again between two checks.
    pub(super) fn forget_what_recurs(&mut self) {
        if !matches!(self.control.running(), Some(Running::Message(_))) {
            self.since = Instant::now();
        }
    }

    fn check_children(&mut self) {
        let Some(roster) = self.control.roster() else { return };
        let mut former = std::mem::take(&mut self.children);
        for child in roster.living() {
            let id = child.id();
            let mut observed = match former.remove(&id) {
                Some(mut known) => {
                    known.check();
                    known
                }
                None => Observed::new(child),
            };
            if matches!(observed.control.running(), None | Some(Running::Idle | Running::Timer)) {
                observed.since = Instant::now();
            }
            self.children.insert(id, observed);
        }
    }

    /// The report of this actor, with those of its children that were told to end and have not: that started last first.
    pub(super) fn report(mut self) -> ActorReport {
        let outcome = match self.control.exit() {
            Some(exit) => ActorOutcome::Ended(exit),
            None => {
                self.check_itself();
                ActorOutcome::Running(self.control.running(), self.for_at_least())
            }
        };
        self.check_children();
        let hanging = self.children.into_values().rev().filter(|child| child.control.is_to_end());
        let children = hanging.map(Observed::report).collect();
        ActorReport::new(self.control.id(), self.control.name(), outcome, children)
    }

    fn for_at_least(&self) -> Duration {
        Instant::now().saturating_duration_since(self.since)
    }
}

/// The number of messages that an actor has received, and what it is doing.
fn progress(control: &Control) -> (u64, Activity) {
    (control.receiving.received(), control.receiving.activity())
}
