//! The bytes that nodes send each other: what is written here is read here, and bytes that do not read are an error.
//
// Integers are little-endian. Texts and arguments have their length before them. Nothing that is read makes room for
// more than the bytes that are there.

pub(crate) mod batch;
pub(crate) mod down;
pub(crate) mod question;
pub(crate) mod up;

use crate::{
    engine::NodeId,
    error::{End, ExitKind, Refusal},
};

/// The first byte of everything: the version of this module's format.
pub(crate) const VERSION: u8 = 1;

/// The bytes are not what a node of this version writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Writes to the end of a buffer.
pub(crate) trait Write {
    fn u8(&mut self, value: u8);
    fn u32(&mut self, value: u32);
    fn u64(&mut self, value: u64);
    fn node(&mut self, node: NodeId);
    fn bytes(&mut self, bytes: &[u8]);
    fn text(&mut self, text: &str);
}

impl Write for Vec<u8> {
    fn u8(&mut self, value: u8) {
        self.push(value);
    }

    fn u32(&mut self, value: u32) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn node(&mut self, node: NodeId) {
        self.extend_from_slice(&node.0.to_le_bytes());
    }

    /// A length of more than 4 GB does not occur: messages are limited long before.
    fn bytes(&mut self, bytes: &[u8]) {
        self.u32(bytes.len() as u32);
        self.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

/// Reads from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn node(&mut self) -> Result<NodeId, Malformed> {
        self.array().map(u128::from_le_bytes).map(NodeId)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u32()?;
        self.take(length as usize)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed)
    }

    pub(crate) fn string(&mut self) -> Result<String, Malformed> {
        self.text().map(str::to_owned)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    /// All of the bytes were read.
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

const KINDS: [ExitKind; 5] =
    [ExitKind::Closed, ExitKind::Stopped, ExitKind::Killed, ExitKind::Failed, ExitKind::Panicked];

fn write_end(out: &mut Vec<u8>, kind: ExitKind, actor: &str, text: &str) {
    out.u8(KINDS.iter().position(|k| *k == kind).unwrap_or(0) as u8);
    out.text(actor);
    out.text(text);
}

fn read_end(from: &mut Reader<'_>) -> Result<End, Malformed> {
    let kind = *KINDS.get(usize::from(from.u8()?)).ok_or(Malformed)?;
    Ok(End { kind, actor: from.string()?, text: from.string()? })
}

pub(crate) fn write_refusal(out: &mut Vec<u8>, refusal: &Refusal) {
    match refusal {
        Refusal::Full => out.u8(0),
        Refusal::Ended { kind, actor, text } => {
            out.u8(1);
            write_end(out, *kind, actor, text);
        }
        Refusal::Panicked => out.u8(2),
        Refusal::NoReply => out.u8(3),
        Refusal::UnknownMessage => out.u8(4),
        Refusal::BadArgument(text) => {
            out.u8(5);
            out.text(text);
        }
        Refusal::BadAnswer(text) => {
            out.u8(6);
            out.text(text);
        }
        Refusal::Other(text) => {
            out.u8(7);
            out.text(text);
        }
    }
}

pub(crate) fn read_refusal(from: &mut Reader<'_>) -> Result<Refusal, Malformed> {
    Ok(match from.u8()? {
        0 => Refusal::Full,
        1 => read_end(from)?.into(),
        2 => Refusal::Panicked,
        3 => Refusal::NoReply,
        4 => Refusal::UnknownMessage,
        5 => Refusal::BadArgument(from.string()?),
        6 => Refusal::BadAnswer(from.string()?),
        7 => Refusal::Other(from.string()?),
        _ => return Err(Malformed),
    })
}

#[cfg(test)]
mod tests;
