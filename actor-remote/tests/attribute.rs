//! What `#[actor(remote = "…")]` generates, over two nodes in one process.

#![forbid(unsafe_code)]

use std::{collections::BTreeMap, net::TcpStream, time::Duration};

use actor_remote::{
    __private::{Undecoded, serde},
    Config, Node, Protocol, RemoteError, RemoteHandle as _,
};
use actor_runtime::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    total: u64,
    peer: Option<CounterRemote>,
}

/// Has handles in it, of which none travels in this way.
struct Peers {
    near: CounterHandle,
    far: CounterRemote,
}

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    #[ask]
    pub fn clear(&mut self) {
        self.total = 0;
    }

    #[urgent]
    pub fn r#type(
        &self,
        r#fn: u8,
        _bytes: Vec<u8>,
        #[serde(default)] names: BTreeMap<String, u64>,
    ) -> Result<String, String> {
        let first = names.into_keys().next().ok_or_else(|| "no name".to_owned())?;
        Ok(format!("{first} {}", r#fn))
    }

    #[expires]
    pub(crate) fn later(
        &self,
        _ctx: &mut Context<CounterHandle>,
        #[reply] reply: ReplySender<Option<String>>,
    ) {
        let _ = reply.send(Some("later".to_owned()));
    }

    pub fn meet(&mut self, peer: Option<CounterRemote>) {
        self.peer = peer;
    }

    pub fn peer(&self) -> Option<CounterRemote> {
        self.peer.clone()
    }

    pub fn wait(&mut self, #[serde(with = "seconds")] time: Duration) -> u64 {
        time.as_secs()
    }

    #[cfg(not(test))]
    pub fn not_tested(&mut self) {}

    #[local]
    pub fn attach(&mut self, socket: TcpStream, peers: Peers, job: Box<dyn FnOnce() + Send>) {
        drop((socket, peers.near, peers.far));
        job();
    }
}

/// How a duration travels.
mod seconds {
    use actor_remote::__private::serde::{Deserialize as _, Deserializer, Serializer};
    use std::time::Duration;

    pub(super) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(time.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

/// An actor that a macro of another crate's might declare.
macro_rules! declared {
    ($name:ident) => {
        mod $name {
            pub(crate) use actor_remote as elsewhere;
            use actor_runtime::prelude::*;

            #[actor]
            pub(crate) struct Echo;

            #[actor(remote = "echo/1", remote_crate = $crate::$name::elsewhere)]
            impl Echo {
                pub(crate) fn echo(&self, bytes: Vec<u8>) -> Vec<u8> {
                    bytes
                }
            }
        }
    };
}

declared!(echo);

/// Two nodes that are connected.
fn nodes() -> (Node, Node) {
    let here = Node::open(Config::new().listen("127.0.0.1:0")).unwrap();
    let there = Node::open(Config::new().connect(&here.addresses()[0])).unwrap();
    (here, there)
}

#[test]
fn a_remote_handle_has_the_messages_of_the_handle() {
    let (here, there) = nodes();
    let counter = Counter::default().spawn();
    let _served = here.serve("till-3", &counter).unwrap();
    assert!(there.wait_for::<CounterHandle>("till-3", Duration::from_secs(60)));
    let remote: CounterRemote = there.connect("till-3");

    remote.add(2).unwrap();
    assert_eq!(remote.total(), Ok(2));
    let (first, second) = (remote.ask().add(3), remote.ask().total());
    assert_eq!((first.wait(), second.wait()), (Ok(()), Ok(5)));
    assert_eq!(remote.later(), Ok(Some("later".to_owned())));
    assert_eq!(remote.wait(Duration::from_millis(3200)), Ok(3));
    assert_eq!(remote.r#type(7, vec![1], BTreeMap::new()), Ok(Err("no name".to_owned())));
    let names = BTreeMap::from([("seven".to_owned(), 7)]);
    assert_eq!(remote.ask().r#type(7, vec![1], names).wait(), Ok(Ok("seven 7".to_owned())));
    remote.clear().unwrap();
    assert_eq!(counter.total(), Ok(0));

    remote.meet(Some(remote.clone())).unwrap();
    let peer = remote.peer().unwrap().expect("a peer was met");
    assert_eq!(peer.name(), "till-3");
    assert_eq!(peer.total(), Ok(0));
}

#[test]
fn a_name_without_an_actor_is_an_error_of_each_message() {
    let (_here, there) = nodes();
    let remote: CounterRemote = there.connect("nowhere");
    assert_eq!(remote.add(1), Err(RemoteError::NoActor));
    assert_eq!(remote.ask().total().wait(), Err(RemoteError::NoActor));
}

#[test]
fn actor_remote_is_found_by_any_path() {
    let (here, there) = nodes();
    let echo = echo::Echo.spawn();
    let _served = here.serve("echo", &echo).unwrap();
    assert!(there.wait_for::<echo::EchoHandle>("echo", Duration::from_secs(60)));
    let remote: echo::EchoRemote = there.connect("echo");
    assert_eq!(remote.echo(vec![1, 2]), Ok(vec![1, 2]));
    assert_eq!(echo::EchoHandle::PROTOCOL, "echo/1");
}

/// Arguments as another version of the protocol may encode them.
fn decoded<const N: usize>(method: &str, fields: [(&str, u64); N]) -> Result<(), Undecoded> {
    let bytes = rmp_serde::to_vec_named(&BTreeMap::from(fields)).unwrap();
    CounterHandle::decode(method, &bytes).map(drop)
}

#[test]
fn messages_go_by_names_and_local_ones_do_not_go() {
    assert_eq!(decoded("add", [("n", 1)]), Ok(()));
    assert_eq!(decoded("add", [("n", 1), ("newer", 2)]), Ok(()));
    assert!(matches!(decoded("add", [("m", 1)]), Err(Undecoded::BadArgument(_))));
    assert_eq!(decoded("total", []), Ok(()));
    for unknown in ["attach", "not_tested", "r#type", "Add", ""] {
        assert_eq!(decoded(unknown, []), Err(Undecoded::UnknownMessage), "{unknown}");
    }
}

/// What an older version sends, in which the message has fewer arguments.
#[derive(serde::Serialize)]
#[serde(crate = "actor_remote::__private::serde")]
struct Older {
    r#fn: u8,
    _bytes: Vec<u8>,
}

#[test]
fn an_argument_may_have_a_default() {
    let bytes = rmp_serde::to_vec_named(&Older { r#fn: 7, _bytes: vec![] }).unwrap();
    match CounterHandle::decode("type", &bytes).unwrap().message {
        CounterMessage::Type { r#fn, _bytes, names, .. } => {
            assert_eq!((r#fn, _bytes, names), (7, vec![], BTreeMap::new()));
        }
        _ => panic!("another message"),
    }
}
