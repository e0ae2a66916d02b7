//! Random programs: what several clients do to one actor, and how that runs.

use actor_runtime::Overflow;
use proptest::{collection::vec, option, prelude::*, sample::select};

#[derive(Clone, Debug)]
pub struct Program {
    pub options: Options,
    /// For how many turns of the scheduler the clients go on before the actor starts.
    pub head_start: u8,
    pub clients: Vec<Vec<Step>>,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub places: Option<usize>,
    pub overflow: Overflow,
    pub after_panic: AfterPanic,
    /// Whether the actor has urgent messages.
    pub urgent: bool,
    /// Whether there is an `undelivered` hook.
    pub hooked: bool,
    /// Whether the live counts are kept.
    pub counted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterPanic {
    End,
    Resume,
    Restart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Call { how: How, kind: Kind, work: Work },
    Flush,
    Yield,
    Stop,
    Kill,
}

/// How the message is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    pub urgent: bool,
    /// Only an ask may be marked so.
    pub expires: bool,
}

/// How a client gets a message to the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Tell,
    Send,
    TrySend,
    /// With hardly any patience.
    SendTimeout,
    SendAsync,
    Ask,
    AskThen(Then),
}

impl How {
    /// Whether the message is one that is answered.
    pub fn is_ask(self) -> bool {
        matches!(self, How::Ask | How::AskThen(_))
    }
}

/// What becomes of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Wait,
    /// It is polled once, and waited for when the client has let go of its handles.
    Keep,
    Drop,
    /// It is waited for with hardly any patience, and dropped.
    TimeOut,
    /// It is forgotten, once the message has been accepted.
    Forget,
}

/// What the handler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Note,
    Linger,
    /// Sends the actor itself so many notes.
    SendOn(u8),
    Panic,
    Fail,
    Stop,
}

impl Options {
    /// Whether another state follows one that has failed.
    pub fn restarts(&self) -> bool {
        self.after_panic == AfterPanic::Restart
    }

    /// Whether this ends the state that handles it.
    pub fn fails(&self, work: Work) -> bool {
        match work {
            Work::Panic => self.after_panic != AfterPanic::Resume,
            Work::Fail => true,
            _ => false,
        }
    }
}

// What is listed first is what a failing program shrinks to.

pub fn unbounded() -> impl Strategy<Value = Program> {
    programs(Just(None), select(vec![AfterPanic::Resume, AfterPanic::End]))
}

pub fn bounded() -> impl Strategy<Value = Program> {
    programs((1..=8_usize).prop_map(Some), select(vec![AfterPanic::Resume, AfterPanic::End]))
}

pub fn supervised() -> impl Strategy<Value = Program> {
    programs(option::of(1..=8_usize), Just(AfterPanic::Restart))
}

fn programs(
    places: impl Strategy<Value = Option<usize>>,
    after_panic: impl Strategy<Value = AfterPanic>,
) -> impl Strategy<Value = Program> {
    let overflow = select(vec![Overflow::Block, Overflow::Reject, Overflow::DropNewest]);
    let options = (places, overflow, after_panic, any::<[bool; 3]>()).prop_map(
        |(places, overflow, after_panic, [urgent, hooked, counted])| Options {
            places,
            overflow,
            after_panic,
            urgent,
            hooked,
            counted,
        },
    );
    (options, any::<u8>(), vec(vec(step(), 0..=16), 1..=4)).prop_map(
        |(options, head_start, mut clients)| {
            for step in clients.iter_mut().flatten() {
                if let Step::Call { how, kind, .. } = step {
                    kind.urgent &= options.urgent;
                    kind.expires &= how.is_ask();
                }
            }
            Program { options, head_start, clients }
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let kind = (prop::bool::weighted(0.3), prop::bool::weighted(0.4))
        .prop_map(|(urgent, expires)| Kind { urgent, expires });
    let call = (how(), kind, work()).prop_map(|(how, kind, work)| Step::Call { how, kind, work });
    prop_oneof![
        40 => call,
        4 => Just(Step::Yield),
        3 => Just(Step::Flush),
        1 => Just(Step::Stop),
        1 => Just(Step::Kill),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        8 => Just(How::Tell),
        3 => Just(How::Send),
        3 => Just(How::TrySend),
        2 => Just(How::SendTimeout),
        2 => Just(How::SendAsync),
        5 => Just(How::Ask),
        10 => select(vec![Then::Wait, Then::Keep, Then::Drop, Then::TimeOut, Then::Forget])
            .prop_map(How::AskThen),
    ]
}

fn work() -> impl Strategy<Value = Work> {
    prop_oneof![
        40 => Just(Work::Note),
        8 => Just(Work::Linger),
        8 => (1..=3_u8).prop_map(Work::SendOn),
        4 => Just(Work::Panic),
        1 => Just(Work::Fail),
        1 => Just(Work::Stop),
    ]
}
