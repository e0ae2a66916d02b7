//! The names of a node: claimed, given up, waited for, watched.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering::Acquire, mpsc},
    time::{Duration, Instant},
};

use crate::{
    calls::patience::Handed,
    directory::{Directory, Found, NameEvent},
    error::NodeError,
    node::{
        inner::{Inner, lock},
        outbox::Item,
        worker::Event,
    },
    panics::contained,
    serve::target::Target,
    wire::question::{Change, Question, Reply},
};

/// For how long a node that opens waits for the names of further nodes, which may be many or none.
const MOMENT: Duration = Duration::from_millis(200);

impl Inner {
    /// Claims a name at all nodes, and serves the actor under it. Returns the number of this `serve`.
    pub(crate) fn claim(
        &self,
        name: &str,
        protocol: &str,
        target: Box<dyn Target>,
    ) -> Result<u64, NodeError> {
        let taken = || NodeError::NameTaken(name.to_owned());
        if self.is_closed.load(Acquire) {
            return Err(NodeError::Closed);
        }
        let peers = {
            let mut directory = self.directory();
            if !directory.claim(name) {
                return Err(taken());
            }
            directory.peers()
        };
        let (granted, answers) = mpsc::channel();
        let claim = Question::Claim { from: self.id(), name: name.to_owned() }.to_bytes();
        for peer in &peers {
            let granted = granted.clone();
            let answer = Box::new(move |bytes: &[u8]| drop(granted.send(Reply::read(bytes))));
            self.send(*peer, Item::Query(claim.clone(), answer, Handed::default()));
        }
        drop(granted);
        // A node that does not answer within a second is as good as gone: if it comes back with the name, one of the
        // two gives it up.
        let limit = Instant::now() + Duration::from_secs(1);
        let mut is_granted = true;
        while let Ok(answer) = answers.recv_timeout(limit.saturating_duration_since(Instant::now()))
        {
            is_granted &= answer != Ok(Reply::No);
        }
        let serve = self.next_number();
        let mut directory = self.directory();
        let Some((change, events)) = directory.settle(name, protocol, serve, is_granted) else {
            return Err(taken());
        };
        // Before the name is published, so that the worker knows the actor when the first connection comes.
        let (of, protocol) = (name.to_owned(), protocol.to_owned());
        let _ = self.events.send(Event::Serve { serve, name: of, protocol, target });
        self.publish(directory, &change, events);
        self.directory_changed();
        Ok(serve)
    }

    /// Gives a name up, if it still stands for this `serve`.
    pub(crate) fn give_up(&self, serve: u64, name: &str) {
        let mut directory = self.directory();
        if let Some((change, events)) = directory.give_up(name, serve) {
            self.publish(directory, &change, events);
        }
    }

    /// Tells the other nodes, and the watchers of this one. The directory stays locked meanwhile: changes go out in the
    /// order of their numbers.
    fn publish(
        &self,
        mut directory: MutexGuard<'_, Directory>,
        change: &Change,
        events: Vec<NameEvent>,
    ) {
        let bytes = change.to_bytes();
        for node in directory.listeners(Instant::now()) {
            self.send(node, Item::Bytes(bytes.clone()));
        }
        self.tell(events);
    }

    pub(crate) fn watch(&self, watcher: Box<dyn FnMut(&NameEvent) + Send>) {
        let mut watchers = lock(&self.watchers);
        // Under the lock, so that none stays behind at the close.
        if !self.is_closed.load(Acquire) {
            watchers.push(Arc::new(Mutex::new(watcher)));
        }
    }

    /// Tells the watchers, on their thread.
    pub(crate) fn tell(&self, events: Vec<NameEvent>) {
        let watchers = lock(&self.watchers).clone();
        if watchers.is_empty() || events.is_empty() {
            return;
        }
        self.callbacks.run(Box::new(move || {
            for event in &events {
                for watcher in &watchers {
                    // A panic of one is not the next one's.
                    let _ = contained(|| lock(watcher)(event));
                }
            }
        }));
    }

    pub(crate) fn directory_changed(&self) {
        self.directory_changes.notify_all();
    }

    /// Waits until another node is there and has said which names it serves, and a moment for the others. The error says
    /// what was there instead.
    pub(crate) fn wait_for_peer(&self, patience: Duration) -> Result<(), String> {
        let is_known = |directory: &Directory| directory.peers().len() > directory.silent().len();
        if !self.wait_until(patience, is_known) {
            return Err(match self.directory().silent().first() {
                Some(node) => {
                    format!("node {node} is there, and does not say which names it serves")
                }
                None => "the connection is refused, or there is none".to_owned(),
            });
        }
        // Calls to the names of those that are slower wait for them.
        self.wait_until(MOMENT.min(patience), |directory| directory.silent().is_empty());
        Ok(())
    }

    pub(crate) fn wait_for_name(&self, name: &str, protocol: &str, patience: Duration) -> bool {
        self.wait_until(patience, |directory| {
            matches!(directory.find(name), Found::At { protocol: of, .. } if of == protocol)
        })
    }

    fn wait_until(&self, patience: Duration, is_so: impl Fn(&Directory) -> bool) -> bool {
        let directory = self.directory();
        let waited = self
            .directory_changes
            .wait_timeout_while(directory, patience, |directory| !is_so(directory));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}
