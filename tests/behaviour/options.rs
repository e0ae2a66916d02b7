//! What `#[actor(…)]` takes: on the type, how it runs; on the impl, what is generated.

use std::time::Duration;

use crate::{
    support::driver::Start,
    sys::{
        mpsc::{Receiver, channel},
        test, thread,
    },
};
use actor_runtime::prelude::*;

const PLACES: usize = 1;

#[actor(mailbox = PLACES + 1, overflow = reject, name = "front desk", stack_size = 128 * 1024)]
struct Desk;

#[actor]
impl Desk {
    pub fn note(&mut self, n: u8) {
        let _ = n;
    }

    pub fn thread(&self) -> Option<String> {
        thread::current().name().map(ToOwned::to_owned)
    }
}

#[test]
fn the_type_says_how_it_runs() {
    let desk = Desk.spawn();
    assert_eq!(desk.name(), "front desk");
    assert_eq!(desk.thread(), Ok(Some("front desk".to_owned())));

    let (desk, _inbox) = DeskHandle::channel();
    desk.note(1).unwrap();
    desk.note(2).unwrap();
    assert_eq!(desk.note(3), Err(CallError::Full));
}

#[actor(mailbox = 1, overflow = drop_newest)]
struct Lossy;

#[actor]
impl Lossy {
    pub fn note(&mut self) {}
}

#[test]
fn a_full_mailbox_may_drop() {
    let (lossy, _inbox) = LossyHandle::channel();
    lossy.note().unwrap();
    lossy.note().unwrap();
    assert_eq!(lossy.stats().dropped, 1);
}

#[actor(on_panic = resume, count,)]
struct Tough;

#[actor]
impl Tough {
    pub fn fail(&self) -> u8 {
        panic!("as told")
    }
}

#[test]
fn an_actor_may_survive_its_panics() {
    let tough = Tough.start();
    assert_eq!(tough.fail(), Err(CallError::Panicked));
    assert_eq!(tough.fail(), Err(CallError::Panicked));
}

#[actor(timeout = Duration::from_secs_f64(0.02))]
struct Slow;

#[actor]
impl Slow {
    pub fn wait(&self, until_gone: Receiver<()>) -> u8 {
        let _ = until_gone.recv();
        1
    }
}

#[test]
fn answers_may_have_a_deadline() {
    let slow = Slow.start();
    let (still_there, until_gone) = channel();
    assert_eq!(slow.wait(until_gone), Err(CallError::TimedOut));
    drop(still_there);
}

/// Without options a type is named after itself.
#[actor()]
struct r#Plain;

#[actor()]
impl Plain {
    pub fn get(&self) -> u8 {
        1
    }
}

#[test]
fn the_name_is_the_types() {
    assert_eq!(Plain.start().name(), "Plain");
}

#[actor]
struct Named;

#[actor(handle = Remote, message = Command, derive(Debug, Clone, PartialEq))]
impl Named {
    pub fn go(&self, n: u8) {
        let _ = n;
    }
}

#[test]
fn the_impl_says_what_is_generated() {
    let (remote, inbox): (Remote, _) = Remote::channel();
    remote.go(1).unwrap();
    let command = inbox.recv().unwrap();
    assert_eq!(command.clone(), Command::Go { n: 1 });
    assert_eq!(format!("{command:?}"), "Go { n: 1 }");
    let _: RemoteAsk<'_> = remote.ask();
}

#[actor]
struct Stemmed;

#[actor(handle = ShortHandle)]
impl Stemmed {
    pub fn get(&self) -> u8 {
        1
    }
}

#[test]
fn the_ask_view_is_named_after_the_handle() {
    let short: ShortHandle = Stemmed.start();
    let ask: ShortAsk<'_> = short.ask();
    assert_eq!(ask.get().wait(), Ok(1));
}

mod renamed {
    pub use actor_runtime as actors;
}

mod elsewhere {
    use super::renamed::actors::prelude::*;

    #[actor(crate = super::renamed::actors)]
    pub struct Echo;

    #[actor(crate = crate::options::renamed::actors)]
    impl Echo {
        pub fn echo(&self, n: u8) -> u8 {
            n
        }
    }
}

#[test]
fn the_runtime_may_have_another_path() {
    assert_eq!(elsewhere::Echo.start().echo(1), Ok(1));
}
