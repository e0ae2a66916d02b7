//! What is told of the actors: a snapshot as it travels.

use std::time::Duration;

use actor_runtime::{
    ActorId,
    view::{ActorView, Snapshot},
};
use serde::{Deserialize, Serialize};

/// The actors of a program at one moment.
///
/// An older observer leaves out what it does not know, and a newer one may say more.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// For how long the observer had been there, in milliseconds: what rates are to be reckoned with.
    pub milliseconds: u64,
    /// The actors that had not ended, in the order in which they were made.
    pub actors: Vec<Actor>,
    /// The ids of actors that wait for each other in a circle.
    #[serde(default)]
    pub circles: Vec<Vec<String>>,
    /// What has been noticed lately, the latest last.
    #[serde(default)]
    pub events: Vec<Event>,
}

/// One actor of a [`Report`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Actor {
    /// The id, as the runtime shows it: `#7`.
    pub id: String,
    /// The name.
    pub name: String,
    /// The path of the type.
    pub type_name: String,
    /// What runs it: `thread` or `executor`.
    pub driver: String,
    /// How often it was given a fresh state.
    pub incarnation: u64,
    /// What it is doing: the name of a message, or `#[idle]` for example. `None` while it waits for a message.
    #[serde(default)]
    pub running: Option<String>,
    /// For how long it has been doing that, at least, in milliseconds.
    #[serde(default)]
    pub running_milliseconds: u64,
    /// The messages that have been handled.
    #[serde(default)]
    pub handled: u64,
    /// The messages that were accepted, and skipped since nobody waited for the answer any more.
    #[serde(default)]
    pub expired: u64,
    /// The messages that a full mailbox has refused.
    #[serde(default)]
    pub rejected: u64,
    /// The messages that a full mailbox has dropped.
    #[serde(default)]
    pub dropped: u64,
    /// The messages that were accepted and not handled.
    #[serde(default)]
    pub undelivered: u64,
    /// The messages that are queued, where that is known.
    #[serde(default)]
    pub queued: Option<u64>,
    /// The actor that it waits for.
    #[serde(default)]
    pub waits_for: Option<Wait>,
    /// The id of its supervisor.
    #[serde(default)]
    pub supervisor: Option<String>,
}

/// The wait of an actor for another.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Wait {
    /// The other actor's id.
    pub id: String,
    /// The other actor's name. Empty if it has ended since.
    pub name: String,
    /// What the actor waits for the other one to do: `answer`, `end` or `restart`.
    pub what: String,
}

/// Something that was noticed: a handler that is stuck, a queue that only grows, a restart.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// When it was noticed, on the clock of [`Report::milliseconds`].
    pub milliseconds: u64,
    /// The actor's id.
    pub id: String,
    /// What was noticed, in a sentence with the actor's name.
    pub text: String,
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Report {
    pub(crate) fn of(snapshot: &Snapshot, age: Duration, events: &[Event]) -> Self {
        let id = |actor: &&ActorView| actor.id().to_string();
        let circles = snapshot.circles();
        Report {
            milliseconds: milliseconds(age),
            actors: snapshot.actors().iter().map(Actor::of).collect(),
            circles: circles.iter().map(|circle| circle.iter().map(id).collect()).collect(),
            events: events.to_vec(),
        }
    }
}

impl Actor {
    fn of(actor: &ActorView) -> Self {
        let stats = actor.stats();
        let wait = |wait: &actor_runtime::view::Wait| Wait {
            id: wait.id().to_string(),
            name: wait.name().to_owned(),
            what: wait.what().to_string(),
        };
        let supervisor = |(id, _): (ActorId, &str)| id.to_string();
        Actor {
            id: actor.id().to_string(),
            name: actor.name().to_owned(),
            type_name: actor.type_name().to_owned(),
            driver: actor.driver().to_string(),
            incarnation: actor.incarnation(),
            running: actor.running().map(|running| running.to_string()),
            running_milliseconds: milliseconds(actor.running_for_at_least()),
            handled: stats.handled,
            expired: stats.expired,
            rejected: stats.rejected,
            dropped: stats.dropped,
            undelivered: stats.undelivered,
            queued: actor.queued(),
            waits_for: actor.waits_for().map(wait),
            supervisor: actor.supervisor().map(supervisor),
        }
    }
}
