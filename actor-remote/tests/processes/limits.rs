//! Messages and answers over the limits of two processes: refused with both sizes, and nothing else is held up.

use actor_remote::{Node, NotSent, Refusal, RemoteError, prelude::*};

use crate::{
    LONG,
    counter::CounterRemote,
    role::{Role, Transport},
    server::Server,
};

fn too_large(outcome: Result<u64, RemoteError>) -> (usize, usize) {
    match outcome {
        Err(RemoteError::NotSent(NotSent::TooLarge { bytes, limit })) => (bytes, limit),
        other => panic!("{other:?}"),
    }
}

fn a_message_over_the_limit_of_either_side_is_not_sent(transport: &Transport) {
    const LIMIT: usize = 10_000;
    let role = Role { max_message: Some(LIMIT), ..transport.server() };
    let server = Server::start(&role);
    let node = server.node();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.swallow(vec![1; LIMIT / 2]), Ok(LIMIT as u64 / 2));
    // Over that of the other side, which the connection has told.
    let (bytes, limit) = too_large(remote.swallow(vec![1; LIMIT]));
    assert!(bytes > LIMIT && limit == LIMIT, "{bytes} of {limit}");
    // Over that of this one.
    let own = Node::open(server.connecting().max_message(1000)).unwrap();
    let narrow: CounterRemote = own.connect::<CounterRemote>("c").with_timeout(LONG);
    let (bytes, limit) = too_large(narrow.ask().swallow(vec![1; 1000]).wait());
    assert!(bytes > 1000 && limit == 1000, "{bytes} of {limit}");
    // Answers, of which the other side knows both limits.
    for (remote, limit) in [(&remote, LIMIT as u64), (&narrow, 1000)] {
        assert_eq!(remote.zeros(limit / 2).map(|zeros| zeros.len() as u64), Ok(limit / 2));
        let Err(RemoteError::Refused(Refusal::BadAnswer(text))) = remote.zeros(limit) else {
            panic!()
        };
        assert!(text.contains(&limit.to_string()), "{text}");
    }
    assert_eq!((remote.add(1), narrow.add_and_get(2)), (Ok(()), Ok(3)));
    assert_eq!(server.log(), [1, 2]);
}

over_both! {
    a_message_over_the_limit_of_either_side_is_not_sent
}
