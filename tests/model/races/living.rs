//! A look at the living actors against their starts and ends.

use std::{sync::Arc, time::Duration};

use model::{Executor, Search, prelude::*, view::View};
use shuttle::{sync::Mutex, thread};

use crate::ground::{Log, Scribe, ScribeHandle};

/// How often the actor is seen: while it is spawned, works and ends; and after that.
fn spawned_seen_and_ended(is_pooled: bool) -> (usize, usize) {
    let log = Log::default();
    let found = Arc::new(Mutex::new(None));
    let executor = is_pooled.then(|| Executor::new(1).unwrap());
    let looking = {
        let found = Arc::clone(&found);
        thread::spawn(move || {
            let snapshot = View::all().snapshot();
            *found.lock().unwrap() = Some(snapshot.actors().len());
            for actor in snapshot.actors() {
                assert_eq!((actor.name(), actor.incarnation()), ("Scribe", 0));
            }
        })
    };
    let scribe: ScribeHandle = match &executor {
        Some(executor) => Scribe::of(&log).spawn_on(executor),
        None => Scribe::of(&log).spawn(),
    };
    let id = scribe.id();
    assert!(View::all().snapshot().actor(id).is_some(), "a handle keeps it alive");
    scribe.note(1).unwrap();
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    let left = View::all().snapshot().actors().len();
    looking.join().unwrap();
    executor.into_iter().for_each(|executor| executor.shutdown().unwrap());
    assert_eq!(log.read(), [1]);
    let found = found.lock().unwrap().expect("it has looked");
    (found, left)
}

#[test]
fn an_actor_is_seen_or_not_while_it_starts_or_ends_and_never_after_that() {
    for is_pooled in [false, true] {
        let outcomes = Search::Sampled(3_000).outcomes(move || spawned_seen_and_ended(is_pooled));
        assert_eq!(outcomes, ["(0, 0)", "(1, 0)"]);
    }
}

/// An actor is asked, and somebody looks at it meanwhile.
fn asked_and_seen() -> bool {
    let log = Log::default();
    let asked = Scribe::of(&log).spawn();
    let looking = thread::spawn(|| {
        let snapshot = View::all().snapshot();
        assert!(snapshot.circles().is_empty());
        snapshot.to_dot().contains("message `echo`")
    });
    assert_eq!(asked.echo(7), Ok(7));
    assert_eq!(asked.wait_timeout(Duration::ZERO), None);
    let seen = looking.join().unwrap();
    assert_eq!(asked.join(), Ok(Exit::Closed));
    seen
}

#[test]
fn a_look_holds_nobody_up() {
    assert_eq!(Search::Sampled(2_000).outcomes(asked_and_seen), ["false", "true"]);
}
