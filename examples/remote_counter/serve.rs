//! The process that has the counter.

use std::{error::Error, sync::mpsc};

use actor_remote::{Config, Node};
use actor_runtime::prelude::*;

use crate::counter::{Counter, CounterHandle};

pub(crate) fn run(listen: &str, name: &str) -> Result<(), Box<dyn Error>> {
    let (counter, state) = CounterHandle::builder().spawn_joinable(Counter::default())?;
    let node = Node::open(Config::new().listen(listen))?;
    let served = node.serve(name, &counter)?;
    println!("serving {name} on {}", node.addresses().join(" "));

    let (press, pressed) = mpsc::channel();
    ctrlc::set_handler(move || press.send(()).unwrap_or_default())?;
    // The node stays until then also if the counter has panicked, and tells its callers why it has ended.
    pressed.recv()?;
    counter.stop();
    println!("closed at {}", state.join()?.total());
    drop(served);
    Ok(())
}
