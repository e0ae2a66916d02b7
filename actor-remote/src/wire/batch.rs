//! A batch: frames of one connection, in one direction, with the sending node before them.

use crate::{
    engine::NodeId,
    wire::{Malformed, Reader, VERSION, Write},
};

/// Frames are gathered up to about this many bytes: more in one put does not carry more.
pub(crate) const FULL: usize = 48 * 1024;

/// How many messages of a connection may be sent before their acceptance is known.
pub(crate) const WINDOW: usize = 256;

/// How many bytes these may have. One message may exceed that on its own.
pub(crate) const WINDOW_BYTES: usize = 1 << 20;

/// A connection's number, given by the node that opened it.
pub(crate) type ConnectionId = u64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the node that serves.
    Up,
    /// To the node that opened the connection.
    Down,
}

/// What stands before the frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) direction: Direction,
    pub(crate) from: NodeId,
    pub(crate) connection: ConnectionId,
}

impl Header {
    pub(crate) const LENGTH: usize = 26;

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.u8(VERSION);
        out.u8(matches!(self.direction, Direction::Down).into());
        out.node(self.from);
        out.u64(self.connection);
    }

    /// The header, and the frames after it.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Header, Reader<'_>), Malformed> {
        let mut from = Reader(bytes);
        if from.u8()? != VERSION {
            return Err(Malformed);
        }
        let direction = match from.u8()? {
            0 => Direction::Up,
            1 => Direction::Down,
            _ => return Err(Malformed),
        };
        let header = Header { direction, from: from.node()?, connection: from.u64()? };
        Ok((header, from))
    }
}
