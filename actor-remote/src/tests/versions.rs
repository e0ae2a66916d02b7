//! An old and a new version of one actor: methods and fields are known by their names.

use super::{Pair, counter::CounterRemote};
use crate::{
    __private::{self, Undecoded, serde},
    Refusal, RemoteError, RemoteHandle,
};

/// The arguments of `add` in a newer version.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(crate = "crate::__private::serde")]
struct NewAdd {
    #[serde(default)]
    note: String,
    n: u64,
    #[serde(default)]
    times: Option<u64>,
}

#[test]
fn an_old_server_takes_messages_of_a_new_client_and_names_what_it_does_not_have() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let add = NewAdd { note: "new".into(), n: 3, times: Some(2) };
    assert_eq!(remote.link().tell("add", &add), Ok(()));
    assert_eq!(remote.newer(), Err(RemoteError::Refused(Refusal::UnknownMessage)));
    assert_eq!(remote.total(), Ok(3));
}

#[test]
fn a_new_server_takes_messages_of_an_old_client() {
    #[derive(serde::Serialize)]
    #[serde(crate = "crate::__private::serde")]
    struct OldAdd {
        n: u64,
    }
    let old = rmp_serde::to_vec_named(&OldAdd { n: 3 }).unwrap();
    let read = |arguments: NewAdd| (arguments.note, arguments.n, arguments.times);
    let incoming = __private::tell(&old, read).unwrap();
    assert_eq!(incoming.message, (String::new(), 3, None));
}

#[test]
fn a_field_that_is_missing_without_a_default_is_a_bad_argument() {
    #[derive(serde::Deserialize, Debug)]
    #[serde(crate = "crate::__private::serde")]
    struct Strict {
        #[allow(dead_code)]
        other: u64,
    }
    let old = rmp_serde::to_vec_named(&NewAdd { note: String::new(), n: 1, times: None }).unwrap();
    let Err(Undecoded::BadArgument(text)) = __private::tell(&old, |arguments: Strict| arguments)
    else {
        panic!()
    };
    assert!(text.contains("other"), "{text}");
}
