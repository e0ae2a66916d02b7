//! The process that serves: this test binary again, told by an environment variable what to do.

use std::{fs::OpenOptions, io::Write};

use actor_remote::Node;
use actor_runtime::prelude::*;

use crate::{
    counter::{Counter, CounterHandle, Gate},
    role::Role,
};

/// The environment variable that has the role.
pub(crate) const ROLE: &str = "ACTOR_REMOTE_CHILD";

/// Not a test: the body of the process that serves.
#[test]
fn child() {
    let Ok(text) = std::env::var(ROLE) else { return };
    let role = Role::from_text(&text);
    let gate = Gate::default();
    // The kernel has each line once `write` returns, whatever becomes of this process.
    let mut log = OpenOptions::new().create(true).append(true).open(&role.log).unwrap();
    let counter = Counter {
        gate: gate.clone(),
        on_add: Some(Box::new(move |n| log.write_all(format!("{n}\n").as_bytes()).unwrap())),
        ..Counter::default()
    };
    let mut builder = CounterHandle::builder();
    if let Some(places) = role.mailbox {
        builder = builder.mailbox(places);
    }
    let counter = builder.spawn(counter).unwrap();
    let node = match Node::open(role.config()) {
        Ok(node) => node,
        Err(error) => {
            println!("\n@failed {error}");
            return;
        }
    };
    let served: Vec<_> =
        role.names.iter().map(|name| node.serve(name, &counter).unwrap()).collect();
    println!("\n@ready {}", node.addresses().join(" "));
    for line in std::io::stdin().lines() {
        match line.unwrap().as_str() {
            "open" => gate.open(),
            "wait" => gate.wait_for_counter(),
            "stop" => drop(counter.shutdown().unwrap()),
            "exit" => break,
            other => panic!("{other}"),
        }
        println!("\n@done");
    }
    drop(served);
}
