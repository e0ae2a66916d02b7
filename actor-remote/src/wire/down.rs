//! Frames to the node that opened the connection: what became of its messages, and of the actor.

use crate::{
    error::{End, Refusal},
    wire::{Malformed, Reader, Write, read_end, read_refusal, write_end, write_refusal},
};

/// A frame on its way down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Down<'a> {
    /// The connection is open, to the actor that was served under this number.
    Opened {
        serve: u64,
        /// How many bytes a message may have there.
        limit: u64,
    },
    /// The mailbox has accepted all messages up to this one, but those that were refused.
    Accepted {
        number: u64,
    },
    /// The message was not accepted, or its answer will not come.
    Refused {
        number: u64,
        refusal: Refusal,
    },
    /// The name was given up before this message was handed over.
    NoActor {
        number: u64,
    },
    /// A repeated message whose outcome is not remembered any more.
    Forgotten {
        number: u64,
    },
    Answer {
        number: u64,
        answer: &'a [u8],
    },
    /// The actor has ended: no later message of this connection is handled.
    Ended(End),
    /// The name was given up: no later message of this connection is handled.
    Withdrawn,
    /// The connection is not known, or a message of it is missing.
    Reset,
}

impl<'a> Down<'a> {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Down::Opened { serve, limit } => {
                out.u8(0);
                out.u64(*serve);
                out.u64(*limit);
            }
            Down::Accepted { number } => {
                out.u8(1);
                out.u64(*number);
            }
            Down::Refused { number, refusal } => {
                out.u8(2);
                out.u64(*number);
                write_refusal(out, refusal);
            }
            Down::NoActor { number } => {
                out.u8(3);
                out.u64(*number);
            }
            Down::Forgotten { number } => {
                out.u8(4);
                out.u64(*number);
            }
            Down::Answer { number, answer } => {
                out.u8(5);
                out.u64(*number);
                out.bytes(answer);
            }
            Down::Ended(End { kind, actor, text }) => {
                out.u8(6);
                write_end(out, *kind, actor, text);
            }
            Down::Withdrawn => out.u8(7),
            Down::Reset => out.u8(8),
        }
    }

    pub(crate) fn read(from: &mut Reader<'a>) -> Result<Down<'a>, Malformed> {
        Ok(match from.u8()? {
            0 => Down::Opened { serve: from.u64()?, limit: from.u64()? },
            1 => Down::Accepted { number: from.u64()? },
            2 => Down::Refused { number: from.u64()?, refusal: read_refusal(from)? },
            3 => Down::NoActor { number: from.u64()? },
            4 => Down::Forgotten { number: from.u64()? },
            5 => Down::Answer { number: from.u64()?, answer: from.bytes()? },
            6 => Down::Ended(read_end(from)?),
            7 => Down::Withdrawn,
            8 => Down::Reset,
            _ => return Err(Malformed),
        })
    }
}
