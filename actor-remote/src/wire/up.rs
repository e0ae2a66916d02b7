//! Frames to the node that serves: numbered messages, and the connection's close.

use crate::wire::{Malformed, Reader, Write};

/// A frame on its way up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Up<'a> {
    Message(Message<'a>),
    /// The client lets go of the connection and of its remote handle.
    Close,
    /// The client lets go of the connection. Its remote handle may go on with another one.
    Leave,
}

/// One message of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message<'a> {
    /// Its number on the connection, from 1 on, without gaps.
    pub(crate) number: u64,
    /// Its id among all messages of one remote handle: the same at each repetition.
    pub(crate) id: u64,
    /// The client may repeat it: its outcome has to be remembered.
    pub(crate) remember: bool,
    /// It was sent before, on another connection.
    pub(crate) again: bool,
    pub(crate) method: &'a str,
    pub(crate) arguments: &'a [u8],
}

impl Message<'_> {
    /// What is written beside the name and the arguments.
    pub(crate) const OVERHEAD: usize = 26;

    pub(crate) fn length(&self) -> usize {
        Self::OVERHEAD + self.method.len() + self.arguments.len()
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.u8(0);
        out.u8(u8::from(self.remember) | u8::from(self.again) << 1);
        out.u64(self.number);
        out.u64(self.id);
        out.text(self.method);
        out.bytes(self.arguments);
    }
}

impl<'a> Up<'a> {
    pub(crate) fn write_close(out: &mut Vec<u8>) {
        out.u8(1);
    }

    pub(crate) fn write_leave(out: &mut Vec<u8>) {
        out.u8(2);
    }

    pub(crate) fn read(from: &mut Reader<'a>) -> Result<Up<'a>, Malformed> {
        match from.u8()? {
            0 => {
                let flags = from.u8()?;
                if flags > 3 {
                    return Err(Malformed);
                }
                Ok(Up::Message(Message {
                    remember: flags & 1 != 0,
                    again: flags & 2 != 0,
                    number: from.u64()?,
                    id: from.u64()?,
                    method: from.text()?,
                    arguments: from.bytes()?,
                }))
            }
            1 => Ok(Up::Close),
            2 => Ok(Up::Leave),
            _ => Err(Malformed),
        }
    }
}
