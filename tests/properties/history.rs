//! What came of one run of a program: everything the laws are about.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use actor_runtime::{CallError, Exit, Stats};

use crate::program::{How, Kind, Options, Then, Work};

/// A moment: all of one run are different, and ordered as they came about.
pub type Moment = u64;

#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub fn now(&self) -> Moment {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// One message: of a client's step, or the nth that its handler had the actor send to itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    pub client: usize,
    pub step: usize,
    pub own: Option<u8>,
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.step)?;
        self.own.map_or(Ok(()), |own| write!(f, "+{own}"))
    }
}

/// What the actor notes of itself, in the order in which it does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Made(Moment),
    /// A handler has begun.
    Handled(Id, Moment),
    /// The actor has sent itself a message, which was accepted.
    SentOn(Id, Moment),
    /// A state is gone.
    Dropped(Moment),
}

impl Event {
    pub fn moment(&self) -> Moment {
        match self {
            Event::Made(at) | Event::Handled(_, at) | Event::SentOn(_, at) | Event::Dropped(at) => {
                *at
            }
        }
    }
}

pub type Log = Arc<Mutex<Vec<Event>>>;

/// Which state has answered, and what it had handled by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub incarnation: u64,
    pub seen: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Of a tell, or of an ask that was forgotten.
    Accepted,
    Answered(Answer),
    Failed(CallError),
    /// Of an ask whose reply was dropped before there was an answer.
    Unknown,
}

/// One message of a client, and what it learnt of it.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: Id,
    pub how: How,
    pub kind: Kind,
    pub work: Work,
    pub called: Moment,
    /// The client could go on: a tell is accepted or refused, an ask is on its way.
    pub sent: Moment,
    /// The answer is here, or given up.
    pub over: Moment,
    pub outcome: Outcome,
    /// What a failed send by value gave back.
    pub handed_back: Option<Id>,
}

impl Call {
    /// Whether its client learns no more than that it was accepted.
    pub fn is_tell(&self) -> bool {
        !self.how.is_ask() || self.how == How::AskThen(Then::Forget)
    }

    /// Whether it failed because the actor was ending.
    pub fn is_cut_off(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(CallError::Ended(_)))
    }
}

#[derive(Clone, Debug)]
pub struct Flush {
    pub client: usize,
    pub called: Moment,
    pub over: Moment,
    pub outcome: Result<(), CallError>,
}

/// What one client has to tell.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    pub calls: Vec<Call>,
    pub flushes: Vec<Flush>,
    /// When it was about to stop the actor.
    pub stops: Vec<Moment>,
    pub kills: Vec<Moment>,
}

#[derive(Clone, Debug)]
pub struct History {
    pub options: Options,
    pub calls: Vec<Call>,
    pub flushes: Vec<Flush>,
    pub stops: Vec<Moment>,
    pub kills: Vec<Moment>,
    pub log: Vec<Event>,
    /// What the hook was given, in order.
    pub undelivered: Vec<Id>,
    pub exit: Exit,
    /// When the watcher was told.
    pub told: Moment,
    pub stats: Stats,
    /// Messages that have not been dropped.
    pub leaked: usize,
}

impl History {
    pub fn handled(&self) -> impl Iterator<Item = (Id, Moment)> {
        self.log.iter().filter_map(|event| match event {
            Event::Handled(id, at) => Some((*id, *at)),
            _ => None,
        })
    }

    pub fn sent_on(&self) -> impl Iterator<Item = Id> {
        self.log.iter().filter_map(|event| match event {
            Event::SentOn(id, _) => Some(*id),
            _ => None,
        })
    }

    /// When each message was handled.
    pub fn moments(&self) -> HashMap<Id, Moment> {
        self.handled().collect()
    }

    /// What became of the clients' messages.
    pub fn by_id(&self) -> HashMap<Id, &Call> {
        self.calls.iter().map(|call| (call.id, call)).collect()
    }

    /// What a handler did: the actor's messages to itself are notes.
    pub fn work(&self, id: Id) -> Work {
        if id.own.is_some() {
            return Work::Note;
        }
        self.calls.iter().find(|call| call.id == id).map_or(Work::Note, |call| call.work)
    }

    /// Whether this is an ask that was given up, and that an actor which has not come to its end handles
    /// all the same: it found room at once, and does not expire.
    pub fn is_handled_though_given_up(&self, call: &Call) -> bool {
        let has_room = self.options.places.is_none() || call.kind.urgent;
        call.outcome == Outcome::Unknown && !call.kind.expires && has_room
    }

    /// Whether this one is known to have reached the actor.
    pub fn has_arrived(&self, id: Id) -> bool {
        self.undelivered.contains(&id) || self.handled().any(|(handled, _)| handled == id)
    }

    /// The time from which the actor may have been stopped.
    pub fn first_stop(&self) -> Option<Moment> {
        let own = self.handled().filter(|(id, _)| self.work(*id) == Work::Stop).map(|(_, at)| at);
        self.stops.iter().copied().chain(own).min()
    }

    /// Whether the actor may have left behind what it had accepted: it was killed, or failed for good.
    pub fn ended_early(&self) -> bool {
        let failed = || self.handled().any(|(id, _)| self.options.fails(self.work(id)));
        !self.kills.is_empty() || (!self.options.restarts() && failed())
    }
}
