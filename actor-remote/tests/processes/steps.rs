//! A process that is killed at each step of a tell and of an ask, and starts again: what the caller is told, beside the log.

use actor_remote::{Config, Node, Refusal, RemoteError, RemoteReply, prelude::*};
use std::time::Duration;

use crate::{
    LONG,
    ledger::{LedgerRemote, MARKED, Receipt, Stop},
    role::{Actor, Role},
    server::Server,
    until,
    wire::{Way, Wire},
};

/// Where the message is when the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The process was killed before.
    NotSent,
    /// It has left this process, and has not arrived.
    OnItsWay,
    /// It has arrived, and stands in line before a full mailbox.
    InLine,
    InMailbox,
    /// In the handler.
    BeforeLog,
    /// In the handler, too.
    AfterLog,
    /// It is handled, and its answer is being written.
    AtAnswer,
    /// The answer, or the acceptance of a tell, has left, and is lost.
    AnswerLost,
    /// The answer, or the acceptance of a tell, has left, and arrives when the process is gone.
    AnswerArrives,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Ok,
    Unsent,
    Unknown,
}

/// Each step, what the caller of a tell and that of an ask are told, and whether the message is in the log.
#[rustfmt::skip]
const STEPS: [(Step, Option<Told>, Option<Told>, bool); 9] = [
    (Step::NotSent,       Some(Told::Unsent),  Some(Told::Unsent),  false),
    (Step::OnItsWay,      Some(Told::Unknown), Some(Told::Unknown), false),
    (Step::InLine,        Some(Told::Unknown), Some(Told::Unknown), false),
    // What is accepted and not handled ends with the process.
    (Step::InMailbox,     Some(Told::Ok),      Some(Told::Unknown), false),
    (Step::BeforeLog,     Some(Told::Ok),      Some(Told::Unknown), false),
    (Step::AfterLog,      Some(Told::Ok),      Some(Told::Unknown), true),
    // A tell has no answer.
    (Step::AtAnswer,      None,                Some(Told::Unknown), true),
    (Step::AnswerLost,    Some(Told::Unknown), Some(Told::Unknown), true),
    (Step::AnswerArrives, Some(Told::Ok),      Some(Told::Ok),      true),
];

enum Sent {
    Tell(RemoteReply<()>),
    Ask(RemoteReply<Receipt>),
}

impl Sent {
    fn wait(self) -> Told {
        let outcome = match self {
            Sent::Tell(tell) => tell.wait(),
            Sent::Ask(ask) => ask.wait().map(|receipt| assert_eq!(receipt.n, MARKED)),
        };
        match outcome {
            Ok(()) => Told::Ok,
            Err(RemoteError::NotSent(_) | RemoteError::NoActor) => Told::Unsent,
            Err(RemoteError::Unknown) => Told::Unknown,
            Err(refused) => panic!("{refused:?}"),
        }
    }
}

struct Scene {
    server: Server,
    wire: Wire,
    node: Node,
    remote: LedgerRemote,
    is_ask: bool,
}

impl Scene {
    fn new(step: Step, is_ask: bool, retries: u32) -> Scene {
        let stop = match step {
            Step::BeforeLog => Stop::BeforeLog,
            Step::AfterLog => Stop::AfterLog,
            Step::AtAnswer => Stop::AtAnswer,
            _ => Stop::Nowhere,
        };
        let places = if step == Step::InLine { 1 } else { 2 };
        let role = Role { actor: Actor::Ledger(stop), mailbox: Some(places), ..Role::server() };
        // While the wire holds what goes one way, the other side hears nothing of this one.
        let server = Server::start(&Role { lease: Some(LONG), ..role });
        let wire = Wire::to(&server.address);
        let node = Node::open(Config::new().connect(&wire.address).lease(LONG)).unwrap();
        let remote: LedgerRemote = node.connect("c");
        let remote = remote.with_timeout(LONG).retry(retries);
        assert_eq!(remote.nothing(), Ok(()), "the connection is open");
        Scene { server, wire, node, remote, is_ask }
    }

    fn send(&self) -> Sent {
        match self.is_ask {
            true => Sent::Ask(self.remote.ask().write_and_get(MARKED)),
            false => Sent::Tell(self.remote.ask().write(MARKED)),
        }
    }

    /// Sends the message, kills the process when it is at this step, and returns what the caller is told once the process
    /// has started again.
    fn kill_at(&mut self, step: Step) -> Told {
        match step {
            Step::NotSent => {
                self.kill();
                until(|| self.node.actors::<crate::ledger::LedgerHandle>().is_empty());
                let soon = self.remote.with_timeout(Duration::from_millis(200));
                let sent = match self.is_ask {
                    true => Sent::Ask(soon.ask().write_and_get(MARKED)),
                    false => Sent::Tell(soon.ask().write(MARKED)),
                };
                let told = sent.wait();
                self.start_again();
                told
            }
            Step::OnItsWay => {
                self.wire.hold(Way::ToServer);
                let sent = self.send();
                self.wire.wait_for(Way::ToServer, &MARKED.to_be_bytes());
                self.kill();
                self.wire.cut();
                self.start_again();
                sent.wait()
            }
            Step::InLine => {
                self.occupy();
                assert_eq!(self.remote.write(1), Ok(()), "it takes the only place");
                let sent = self.send();
                // Of another handle and behind it on the link: when this one is refused, that one has arrived.
                let other: LedgerRemote = self.node.connect("c");
                let unknown = RemoteError::Refused(Refusal::UnknownMessage);
                assert_eq!(other.with_timeout(LONG).unknown(), Err(unknown));
                self.kill();
                self.start_again();
                sent.wait()
            }
            Step::InMailbox => {
                self.occupy();
                let sent = self.send();
                assert_eq!(self.remote.write(1), Ok(()), "so that before it is accepted, too");
                self.kill();
                self.start_again();
                sent.wait()
            }
            Step::BeforeLog | Step::AfterLog | Step::AtAnswer => {
                let sent = self.send();
                assert_eq!(self.server.line(), "stands");
                if step != Step::AtAnswer {
                    assert_eq!(self.remote.write(1), Ok(()), "so that before it is accepted, too");
                }
                self.kill();
                self.start_again();
                sent.wait()
            }
            Step::AnswerLost | Step::AnswerArrives => {
                self.wire.hold(Way::ToClient);
                let sent = self.send();
                // Its answer comes behind.
                let next = self.remote.ask().write_and_get(MARKED + 1);
                self.wire.wait_for(Way::ToClient, &(MARKED + 1).to_be_bytes());
                self.kill();
                if step == Step::AnswerLost {
                    self.wire.cut();
                } else {
                    self.wire.release(Way::ToClient);
                }
                self.start_again();
                let answer = next.wait().map(|receipt| receipt.n);
                let is_lost = step == Step::AnswerLost;
                let expected = if is_lost { Err(RemoteError::Unknown) } else { Ok(MARKED + 1) };
                assert_eq!(answer, expected);
                sent.wait()
            }
        }
    }

    /// Has the actor stand in a handler, for good.
    fn occupy(&self) {
        assert_eq!(self.remote.stand(), Ok(()));
        assert_eq!(self.server.line(), "stands");
    }

    fn kill(&mut self) {
        self.server.kill();
    }

    /// Another process under the same name, at the same address and with the same log.
    fn start_again(&mut self) {
        let role = self.server.role.clone();
        let listen = Some(self.server.address.clone());
        self.server = Server::start(&Role { actor: Actor::Ledger(Stop::Nowhere), listen, ..role });
    }
}

/// Kills the process at each step of a tell or of an ask.
fn kill_at_each_step(is_ask: bool, retries: u32) {
    for (step, of_tell, of_ask, is_handled) in STEPS {
        let Some(expected) = (if is_ask { of_ask } else { of_tell }) else { continue };
        let mut scene = Scene::new(step, is_ask, retries);
        let told = scene.kill_at(step);
        // The other process handles this one, and nothing of what was under way.
        until(|| scene.remote.nothing().is_ok());
        let log = scene.server.log();
        let times = log.iter().filter(|n| **n == MARKED).count();
        println!("{step:?}, ask: {is_ask}, retries: {retries}: {told:?}, handled: {times}");
        assert_eq!(told, expected, "{step:?}");
        assert_eq!(times, usize::from(is_handled), "{step:?}: {log:?}");
    }
}

#[test]
fn a_kill_at_each_step_of_a_tell_is_told_as_the_log_says() {
    kill_at_each_step(false, 0);
}

#[test]
fn a_kill_at_each_step_of_an_ask_is_told_as_the_log_says() {
    kill_at_each_step(true, 0);
}

/// The process that starts again is another one: it does not know what the first one has handled.
#[test]
fn a_tell_that_may_be_repeated_is_not_repeated_to_the_process_that_starts_again() {
    kill_at_each_step(false, 3);
}

#[test]
fn an_ask_that_may_be_repeated_is_not_repeated_to_the_process_that_starts_again() {
    kill_at_each_step(true, 3);
}
