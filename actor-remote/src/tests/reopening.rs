//! Remote handles that open another connection: what becomes of the one before.

use std::time::Duration;

use actor_runtime::prelude::*;

use super::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    id, node, until,
};
use crate::{RemoteError, RemoteHandle, engine::memory::Network};

#[test]
fn an_ask_of_a_name_that_is_served_again_is_still_answered() {
    for retries in [0, 1] {
        let network = Network::default();
        let (here, there) = (node(&network), node(&network));
        let counter = Counter::default().spawn();
        let served = there.serve("c", &counter).unwrap();
        assert!(here.wait_for::<CounterHandle>("c", LONG));
        // Without a deadline, which would decide the call, too.
        let remote: CounterRemote = here.connect::<CounterRemote>("c");
        let remote = remote.with_timeout(Duration::MAX).retry(retries);
        let mut asked = remote.ask().later();
        assert_eq!(remote.total(), Ok(0), "the ask before it is accepted");
        drop(served);
        let _served = there.serve("c", &counter).unwrap();
        until(|| remote.total().is_ok());
        counter.release().unwrap();
        assert_eq!(asked.wait_timeout(LONG), Ok(Some(0)));
    }
}

#[test]
fn a_repetition_that_finds_no_name_does_not_hold_up_later_calls() {
    for deadline in [Duration::from_millis(100), Duration::MAX] {
        let network = Network::default();
        let (here, there) = (node(&network), node(&network));
        let counter = Counter::default().spawn();
        let _served = there.serve("c", &counter).unwrap();
        assert!(here.wait_for::<CounterHandle>("c", LONG));
        let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
        let mut repeated = remote.with_timeout(deadline).retry(1).ask().later();
        assert_eq!(remote.total(), Ok(0), "the ask before it is accepted");
        let _back = network.cut(id(&there));
        if deadline < Duration::MAX {
            assert_eq!(repeated.wait_timeout(LONG), Err(RemoteError::Unknown));
        }
        // The link's end has to be known.
        until(|| remote.ask().total().wait_timeout(LONG) == Err(RemoteError::NoActor));
        // Again, while the repetition waits, or after it.
        for _ in 0..3 {
            assert_eq!(remote.ask().total().wait_timeout(LONG), Err(RemoteError::NoActor));
        }
    }
}
