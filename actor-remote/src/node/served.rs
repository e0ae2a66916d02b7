//! `Served`: an actor's name, for as long as it is served.

use std::{
    fmt,
    sync::{Arc, atomic::Ordering::Acquire},
};

use crate::node::{inner::Inner, worker::Event};

/// An actor that is served under a name. The name is given up when this is dropped, and the actor goes on.
///
/// The actor is not held: it ends as it would without this.
#[must_use = "the name is given up when this is dropped"]
pub struct Served {
    inner: Arc<Inner>,
    name: String,
    serve: u64,
    unwatch: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl Served {
    pub(crate) fn new(
        inner: Arc<Inner>,
        name: &str,
        serve: u64,
        unwatch: Box<dyn FnOnce() + Send + Sync>,
    ) -> Self {
        Served { inner, name: name.to_owned(), serve, unwatch: Some(unwatch) }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the name still stands for the actor. It does not once the actor has ended, the node is closed, or another
    /// node turned out to serve the same name: if two nodes served it without a link between them, one of them gives it
    /// up when the link is there.
    pub fn is_served(&self) -> bool {
        !self.inner.is_closed.load(Acquire) && self.inner.directory().serves(&self.name, self.serve)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(unwatch) = self.unwatch.take() {
            unwatch();
        }
        // Given up at once, so that `serve` can take the name again after this.
        self.inner.give_up(self.serve, &self.name);
        let (serve, name) = (self.serve, self.name.clone());
        let _ = self.inner.events().send(Event::Withdraw { serve, name, ended: None });
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").field("name", &self.name).finish_non_exhaustive()
    }
}
