//! What a node remembers over all actors and remote handles.

use std::{sync::Arc, task::Waker};

use crate::{
    engine::NodeId,
    error::{End, Refusal},
    serve::{
        connection::Key,
        memory::{Remembered, Verdict},
        outlet::{Outlet, Posted},
        serving::Serving,
        target::{Handed, Target},
    },
    wire::question::Open,
};

struct Unreached;

impl Target for Unreached {
    fn end(&self) -> Option<End> {
        None
    }

    fn hand_over(&self, _: &str, _: &[u8], _: &Waker) -> Handed {
        Handed::Refused(Refusal::UnknownMessage)
    }
}

struct Nowhere;

impl Outlet for Nowhere {
    fn send_if_room(&self, _: NodeId, _: Vec<u8>) -> Posted {
        Posted::Taken
    }

    fn send_always(&self, _: NodeId, _: Vec<u8>) {}
}

#[test]
fn the_outcomes_of_all_handles_fall_out_by_their_bytes() {
    let mut serving = Serving::new(NodeId(1), 1000, Box::new(Nowhere), Arc::new(|_| ()));
    serving.max_remembered = 10_000;
    serving.serve(1, "a", "p/1", Box::new(Unreached));
    for link in 0..20 {
        let (name, protocol) = ("a".to_owned(), "p/1".to_owned());
        let from = NodeId(2);
        let open = Open { from, connection: link, link, fresh: 1, limit: 1 << 20, name, protocol };
        assert!(serving.open(&open));
        let text = "x".repeat(1000);
        for outcome in [
            Remembered::Asked(1),
            Remembered::Answered(vec![0; 1000]),
            Remembered::Refused(Refusal::Other(text)),
        ] {
            serving.remember((1, (from, link), 1), outcome);
        }
        assert!(serving.remembered <= 10_000);
    }
    let verdict = |serving: &Serving, link| {
        let memory = serving.actors[&1].memory.get(&(NodeId(2), link)).unwrap();
        memory.verdict(1, true)
    };
    assert_eq!(verdict(&serving, 0), Verdict::Forgotten);
    assert!(matches!(verdict(&serving, 19), Verdict::Known(_)));
    let before = serving.remembered;
    serving.close_for_good(Key { node: NodeId(2), connection: 19 });
    assert!(serving.remembered < before);
    serving.withdraw(1, "a", None);
    assert_eq!(serving.remembered, 0);
}
