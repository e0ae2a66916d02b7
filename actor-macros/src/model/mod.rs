//! The model: the input of the expansion.

mod declaration;
mod parameters;
mod protocol;
mod stub;

pub(crate) use declaration::Declaration;
pub(crate) use parameters::Parameters;
pub(crate) use protocol::{
    Answer, AnswerKind, Argument, Hook, LoopArgument, Message, Protocol, Remote,
};
pub(crate) use stub::{Stub, StubVariant};
