//! What an actor sends to itself: takes turns with the mailbox, never blocks, never keeps it alive.

use crate::{
    support::driver::{Start, StartBuilt},
    sys::{
        mpsc::{Sender, channel},
        test,
    },
};
use actor_runtime::prelude::*;

#[actor(mailbox = 2)]
#[derive(Default)]
struct Echo {
    order: Vec<(&'static str, u32)>,
    told: Option<Sender<Result<u32, CallError>>>,
}

#[actor]
impl Echo {
    /// Sends itself `n` messages at once, more than its mailbox holds.
    pub fn start(&mut self, ctx: &mut Context<EchoHandle>, n: u32) {
        for n in 0..n {
            ctx.send(EchoMessage::Own { n }).expect("it is open");
        }
    }

    pub fn own(&mut self, n: u32) {
        self.order.push(("own", n));
    }

    pub fn outside(&mut self, n: u32) {
        self.order.push(("outside", n));
    }

    pub fn order(&self) -> Vec<(&'static str, u32)> {
        self.order.clone()
    }

    pub fn go_round(&mut self, ctx: &mut Context<EchoHandle>, rounds: u32) {
        match ctx.send(EchoMessage::GoRound { rounds: rounds + 1 }) {
            Ok(()) => {}
            Err(refused) => {
                if let Some(told) = &self.told {
                    let _ = told.send(Err(refused.into()));
                }
            }
        }
    }

    pub fn tell_when_refused(&mut self, told: Sender<Result<u32, CallError>>) {
        self.told = Some(told);
    }

    pub fn stop_then_send(&mut self, ctx: &mut Context<EchoHandle>) -> Option<CallError> {
        ctx.send(EchoMessage::Own { n: 1 }).expect("it is open");
        ctx.stop();
        ctx.send(EchoMessage::Own { n: 2 }).err().map(CallError::from)
    }

    pub fn kill_itself(&self, ctx: &mut Context<EchoHandle>) {
        ctx.weak().upgrade().expect("it has a handle").kill();
    }

    pub fn handled(&self, ctx: &mut Context<EchoHandle>) -> u64 {
        ctx.stats().handled
    }

    pub fn identity(&self, ctx: &mut Context<EchoHandle>) -> (String, bool) {
        let same = ctx.weak().upgrade().is_some_and(|me| me.id() == ctx.id());
        (ctx.name().to_owned(), same)
    }
}

#[test]
fn own_messages_take_turns_with_the_mailbox_and_have_no_bound() {
    let (echo, inbox) = EchoHandle::channel();
    echo.start(3).unwrap();
    echo.outside(0).unwrap();
    let order = echo.ask().order();
    drop(echo);
    let state = Echo::default().run(inbox);
    let all = [("own", 0), ("outside", 0), ("own", 1), ("own", 2)];
    assert_eq!(state.order, all);
    assert_eq!(order.wait(), Ok(all[..3].to_vec()));
}

#[test]
fn own_messages_are_still_handled_in_the_drain() {
    let (echo, inbox) = EchoHandle::channel();
    echo.start(100).unwrap();
    drop(echo);
    assert_eq!(Echo::default().run(inbox).order.len(), 100);
}

#[test]
fn an_actor_that_keeps_sending_to_itself_still_ends_with_its_last_handle() {
    let echo = Echo::default().start();
    let (told, refusals) = channel();
    echo.tell_when_refused(told).unwrap();
    echo.go_round(0).unwrap();
    assert_eq!(echo.order(), Ok(vec![]), "the mailbox gets its turns");
    assert_eq!(echo.join(), Ok(Exit::Closed));
    assert_eq!(refusals.recv(), Ok(Err(CallError::Ended(Exit::Closed))));
}

#[test]
fn own_messages_are_refused_after_stop_and_handled_before() {
    let (echo, inbox) = EchoHandle::channel();
    let refused = echo.ask().stop_then_send();
    let state = Echo::default().run(inbox);
    assert_eq!(refused.wait(), Ok(Some(CallError::Ended(Exit::Stopped))));
    assert_eq!(state.order, [("own", 1)]);
    assert_eq!(echo.stats().handled, 2);
}

#[test]
fn a_kill_leaves_it_undelivered() {
    let echo = EchoHandle::builder().count().start(Echo::default()).unwrap();
    echo.go_round(0).unwrap();
    echo.kill();
    assert_eq!(echo.clone().join(), Ok(Exit::Killed));
    let stats = echo.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
    assert_eq!(stats.pending, Some(0));
}

#[test]
fn a_kill_from_its_own_handler_leaves_it_undelivered_too() {
    let (echo, inbox) = EchoHandle::channel();
    echo.start(3).unwrap();
    echo.kill_itself().unwrap();
    let state = Echo::default().run(inbox);
    // One had its turn between the two messages.
    assert_eq!(state.order, [("own", 0)]);
    assert_eq!(echo.join(), Ok(Exit::Killed));
}

#[test]
fn the_context_knows_who_the_actor_is() {
    let echo = EchoHandle::builder().name("narcissus").start(Echo::default()).unwrap();
    assert_eq!(echo.identity(), Ok(("narcissus".into(), true)));
    assert_eq!(echo.handled(), Ok(2));
}
