//! A process that calls the counter, and says in words what became of each call.

use std::{error::Error, fmt::Display, io, time::Duration};

use actor_remote::{Config, Node, RemoteError, prelude::*};

use crate::counter::CounterRemote;

pub(crate) fn run(address: &str, name: &str, deadline: u64) -> Result<(), Box<dyn Error>> {
    let node = Node::open(Config::new().connect(address))?;
    // Nothing is opened yet: the name is looked up at the first call, or for the watcher.
    let counter: CounterRemote = node.connect(name);
    let counter = counter.with_timeout(Duration::from_millis(deadline));
    counter.on_exit(|exit| println!("the counter: {exit}"));

    for line in io::stdin().lines() {
        let line = line?;
        let said = match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["add", n] => say(counter.add(n.parse()?).map(|()| "accepted")),
            ["total"] => say(counter.total()),
            ["reach", n] => say(counter.reach(n.parse()?)),
            _ => "this is neither `add N` nor `total` nor `reach N`".to_owned(),
        };
        println!("{line}: {said}");
    }
    Ok(())
}

/// What became of a call. The four errors differ in what a caller may do next.
fn say(outcome: Result<impl Display, RemoteError>) -> String {
    match outcome {
        Ok(answer) => answer.to_string(),
        Err(error @ RemoteError::NotSent(_)) => format!("not handled, so send it again: {error}"),
        Err(error @ RemoteError::NoActor) => format!("not handled: {error}"),
        Err(RemoteError::Refused(refusal)) => format!("refused there: {refusal}"),
        Err(error @ RemoteError::Unknown) => format!("handled or not: {error}"),
        Err(other) => other.to_string(),
    }
}
