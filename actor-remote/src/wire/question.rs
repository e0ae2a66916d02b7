//! What one node asks another, with the answers, and the changes that a node publishes of its names.

use crate::{
    engine::NodeId,
    wire::{Malformed, Reader, VERSION, Write, batch::ConnectionId},
};

/// A question to one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Which names do you serve, from here on? `from` is told of their changes from now on.
    Names {
        from: NodeId,
        start: Start,
    },
    /// `from` is about to serve this name: does anything speak against it?
    Claim {
        from: NodeId,
        name: String,
    },
    Open(Open),
    /// Has all that `from` has sent before arrived?
    Arrived {
        from: NodeId,
    },
}

/// Opens a connection to an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) from: NodeId,
    pub(crate) connection: ConnectionId,
    /// The remote handle that opens: an older connection of the same one is void from now on.
    pub(crate) link: u64,
    /// No message with this id or a higher one was sent before.
    pub(crate) fresh: u64,
    /// How many bytes an answer may have.
    pub(crate) limit: u64,
    pub(crate) name: String,
    pub(crate) protocol: String,
}

/// Where in the order of a node's names a part of them begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Beginning,
    After(String),
}

/// One name of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) protocol: String,
}

/// An answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Names(Names),
    /// The claim may go ahead, the connection is open, or all has arrived.
    Yes,
    /// The name is taken, or there is no such actor.
    No,
}

/// A part of a node's names, in their order, after its change of this number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) version: u64,
    pub(crate) entries: Vec<Entry>,
    /// No name comes after these.
    pub(crate) is_last: bool,
}

/// One change of a node's names. Its number follows that of the change before. It is sent where batches are, and its
/// second byte says which of them it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) from: NodeId,
    pub(crate) version: u64,
    pub(crate) entry: Entry,
    pub(crate) served: bool,
}

impl Start {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Start::Beginning => out.u8(0),
            Start::After(name) => {
                out.u8(1);
                out.text(name);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Start, Malformed> {
        Ok(match from.flag()? {
            false => Start::Beginning,
            true => Start::After(from.string()?),
        })
    }
}

impl Entry {
    /// How many bytes it takes.
    pub(crate) fn length(&self) -> usize {
        8 + self.name.len() + self.protocol.len()
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.text(&self.name);
        out.text(&self.protocol);
    }

    fn read(from: &mut Reader<'_>) -> Result<Entry, Malformed> {
        Ok(Entry { name: from.string()?, protocol: from.string()? })
    }
}

fn versioned(bytes: &[u8]) -> Result<Reader<'_>, Malformed> {
    let mut from = Reader(bytes);
    if from.u8()? == VERSION { Ok(from) } else { Err(Malformed) }
}

impl Question {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        match self {
            Question::Names { from, start } => {
                out.u8(0);
                out.node(*from);
                start.write(&mut out);
            }
            Question::Claim { from, name } => {
                out.u8(1);
                out.node(*from);
                out.text(name);
            }
            Question::Open(open) => {
                out.u8(2);
                out.node(open.from);
                out.u64(open.connection);
                out.u64(open.link);
                out.u64(open.fresh);
                out.u64(open.limit);
                out.text(&open.name);
                out.text(&open.protocol);
            }
            Question::Arrived { from } => {
                out.u8(3);
                out.node(*from);
            }
        }
        out
    }

    /// Who asks.
    pub(crate) fn from(&self) -> NodeId {
        match self {
            Question::Names { from, .. }
            | Question::Claim { from, .. }
            | Question::Open(Open { from, .. })
            | Question::Arrived { from } => *from,
        }
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Question, Malformed> {
        let mut from = versioned(bytes)?;
        let question = match from.u8()? {
            0 => Question::Names { from: from.node()?, start: Start::read(&mut from)? },
            1 => Question::Claim { from: from.node()?, name: from.string()? },
            2 => Question::Open(Open {
                from: from.node()?,
                connection: from.u64()?,
                link: from.u64()?,
                fresh: from.u64()?,
                limit: from.u64()?,
                name: from.string()?,
                protocol: from.string()?,
            }),
            3 => Question::Arrived { from: from.node()? },
            _ => return Err(Malformed),
        };
        from.end()?;
        Ok(question)
    }
}

impl Reply {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        match self {
            Reply::Names(names) => {
                out.u8(0);
                out.u64(names.version);
                out.u8(names.is_last.into());
                names.entries.iter().for_each(|entry| entry.write(&mut out));
            }
            Reply::Yes => out.u8(1),
            Reply::No => out.u8(2),
        }
        out
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Reply, Malformed> {
        let mut from = versioned(bytes)?;
        let reply = match from.u8()? {
            0 => {
                let (version, is_last) = (from.u64()?, from.flag()?);
                let mut entries = Vec::new();
                while !from.is_empty() {
                    entries.push(Entry::read(&mut from)?);
                }
                Reply::Names(Names { version, entries, is_last })
            }
            1 => Reply::Yes,
            2 => Reply::No,
            _ => return Err(Malformed),
        };
        from.end()?;
        Ok(reply)
    }
}

impl Change {
    /// No [`Direction`](crate::wire::batch::Direction) has this byte.
    const KIND: u8 = 2;

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION, Self::KIND];
        out.node(self.from);
        out.u64(self.version);
        out.u8(self.served.into());
        self.entry.write(&mut out);
        out
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Change, Malformed> {
        let mut from = versioned(bytes)?;
        if from.u8()? != Self::KIND {
            return Err(Malformed);
        }
        let change = Change {
            from: from.node()?,
            version: from.u64()?,
            served: from.flag()?,
            entry: Entry::read(&mut from)?,
        };
        from.end()?;
        Ok(change)
    }
}
