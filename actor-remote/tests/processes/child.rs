//! The process that serves: this test binary again, told by an environment variable what to do.

use std::{
    fs::{File, OpenOptions},
    io::Write,
};

use actor_remote::{Node, Protocol};
use actor_runtime::prelude::*;

use crate::{
    counter::{Counter, CounterHandle, Gate},
    ledger::{Ledger, LedgerHandle},
    role::{Actor, Role},
    versions::{new, next, old},
};

/// The environment variable that has the role.
pub(crate) const ROLE: &str = "ACTOR_REMOTE_CHILD";

/// The lines that an actor writes as it handles messages. The kernel has each line once `write` returns, whatever becomes
/// of this process.
#[derive(Debug)]
pub(crate) struct Log(File);

impl Log {
    pub(crate) fn write(&mut self, n: u64) {
        self.0.write_all(format!("{n}\n").as_bytes()).unwrap();
    }
}

/// Not a test: the body of the process that serves.
#[test]
fn child() {
    let Ok(text) = std::env::var(ROLE) else { return };
    let role = Role::from_text(&text);
    let log = Log(OpenOptions::new().create(true).append(true).open(&role.log).unwrap());
    match role.actor {
        Actor::Counter => counter(&role, log),
        Actor::OldShelf => serve(&role, &old::Shelf { log }.spawn()),
        Actor::NewShelf => serve(&role, &new::Shelf { log }.spawn()),
        Actor::NextShelf => serve(&role, &next::Shelf { log }.spawn()),
        Actor::Ledger(stop) => {
            let places = role.mailbox.expect("of a ledger");
            let ledger = LedgerHandle::builder().mailbox(places).spawn(Ledger { log, stop });
            serve(&role, &ledger.unwrap());
        }
    }
}

fn counter(role: &Role, mut log: Log) {
    let gate = Gate::default();
    let counter = Counter {
        gate: gate.clone(),
        on_add: Some(Box::new(move |n| log.write(n))),
        ..Counter::default()
    };
    let mut builder = CounterHandle::builder();
    if let Some(places) = role.mailbox {
        builder = builder.mailbox(places);
    }
    let counter = builder.spawn(counter).unwrap();
    serve_and_obey(role, &counter, |command| match command {
        "open" => gate.open(),
        "wait" => gate.wait_for_counter(),
        "stop" => drop(counter.clone().shutdown().unwrap()),
        other => panic!("{other}"),
    });
}

fn serve<H: Protocol>(role: &Role, actor: &H) {
    serve_and_obey(role, actor, |command| panic!("{command}"));
}

/// Serves the actor under the names of the role, and does what the test says until it says `exit`.
fn serve_and_obey<H: Protocol>(role: &Role, actor: &H, mut obey: impl FnMut(&str)) {
    let node = match Node::open(role.config()) {
        Ok(node) => node,
        Err(error) => {
            println!("\n@failed {error}");
            return;
        }
    };
    let served: Vec<_> = role.names.iter().map(|name| node.serve(name, actor).unwrap()).collect();
    println!("\n@ready {}", node.addresses().join(" "));
    for line in std::io::stdin().lines() {
        match line.unwrap().as_str() {
            "exit" => break,
            command => obey(command),
        }
        println!("\n@done");
    }
    drop(served);
}
