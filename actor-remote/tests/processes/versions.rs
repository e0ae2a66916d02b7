//! An old and a new version of one actor in processes of their own: methods and arguments are known by their names.

use actor_remote::{NotSent, Refusal, RemoteError, prelude::*};

use crate::{
    role::{Actor, Role},
    server::Server,
};

pub(crate) mod old {
    use actor_runtime::prelude::*;

    use crate::child::Log;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct Label {
        pub(crate) text: String,
    }

    #[actor]
    pub(crate) struct Shelf {
        pub(crate) log: Log,
    }

    #[actor(remote = "test.shelf/1")]
    impl Shelf {
        pub(crate) fn put(&mut self, count: u64) {
            self.log.write(count);
        }

        pub(crate) fn describe(&self, label: Label) -> Label {
            label
        }

        pub(crate) fn price(&self, amount: u32) -> u32 {
            amount
        }
    }
}

/// The same protocol: methods in another order, one of them new, and new arguments and fields, all but one of which have
/// defaults.
pub(crate) mod new {
    use actor_runtime::prelude::*;

    use crate::child::Log;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct Label {
        #[serde(default)]
        pub(crate) language: Option<String>,
        pub(crate) text: String,
    }

    #[actor]
    pub(crate) struct Shelf {
        pub(crate) log: Log,
    }

    fn once() -> u64 {
        1
    }

    #[actor(remote = "test.shelf/1")]
    impl Shelf {
        pub(crate) fn take(&mut self, count: u64) -> u64 {
            count
        }

        pub(crate) fn price(&self, currency: String, amount: u32) -> u32 {
            drop(currency);
            amount
        }

        pub(crate) fn describe(&self, label: Label) -> Label {
            label
        }

        pub(crate) fn put(&mut self, #[serde(default = "once")] times: u64, count: u64) {
            for _ in 0..times {
                self.log.write(count);
            }
        }
    }
}

/// Another major version.
pub(crate) mod next {
    use actor_runtime::prelude::*;

    use crate::child::Log;

    #[actor]
    pub(crate) struct Shelf {
        pub(crate) log: Log,
    }

    #[actor(remote = "test.shelf/2")]
    impl Shelf {
        pub(crate) fn put(&mut self, count: u64) {
            self.log.write(count);
        }

        #[ask]
        pub(crate) fn flush(&mut self) {}
    }
}

fn start(actor: Actor) -> Server {
    Server::start(&Role { actor, ..Role::server() })
}

#[test]
fn a_new_client_calls_an_old_process() {
    let server = start(Actor::OldShelf);
    let node = server.node();
    let shelf: new::ShelfRemote = node.connect("c");
    assert_eq!(shelf.put(3, 7), Ok(()), "the old version knows nothing of `times`");
    let label = new::Label { language: Some("la".into()), text: "mel".into() };
    let heard = shelf.describe(label);
    assert_eq!(heard, Ok(new::Label { language: None, text: "mel".into() }));
    assert_eq!(shelf.price("EUR".into(), 5), Ok(5));
    assert_eq!(shelf.take(1), Err(RemoteError::Refused(Refusal::UnknownMessage)));
    assert_eq!(shelf.ask().take(1).wait(), Err(RemoteError::Refused(Refusal::UnknownMessage)));
    // The refusals have broken nothing.
    assert_eq!(shelf.put(1, 8), Ok(()));
    assert_eq!(shelf.price("EUR".into(), 6), Ok(6));
    assert_eq!(server.log(), [7, 8]);
}

#[test]
fn an_old_client_calls_a_new_process() {
    let server = start(Actor::NewShelf);
    let node = server.node();
    let shelf: old::ShelfRemote = node.connect("c");
    assert_eq!(shelf.put(7), Ok(()));
    let heard = shelf.describe(old::Label { text: "mel".into() });
    assert_eq!(heard, Ok(old::Label { text: "mel".into() }));
    assert_eq!(server.log(), [7]);
    // Its new argument has no default.
    let Err(RemoteError::Refused(Refusal::BadArgument(text))) = shelf.price(5) else { panic!() };
    assert!(text.contains("currency"), "{text}");
}

#[test]
fn another_major_version_is_not_sent_to() {
    let server = start(Actor::NextShelf);
    let node = server.node();
    let other = RemoteError::NotSent(NotSent::Protocol("test.shelf/2".into()));
    let shelf: old::ShelfRemote = node.connect("c");
    assert_eq!(shelf.put(7), Err(other.clone()));
    let shelf: new::ShelfRemote = node.connect("c");
    assert_eq!(shelf.ask().put(1, 7).wait(), Err(other));
    let shelf: next::ShelfRemote = node.connect("c");
    assert_eq!((shelf.put(9), shelf.flush()), (Ok(()), Ok(())));
    assert_eq!(server.log(), [9]);
}
