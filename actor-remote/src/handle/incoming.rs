//! Messages from other nodes, decoded, and answers, encoded: what generated code calls.

// No part of the public interface: reached by `__private`.
#![allow(missing_docs)]

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use actor_runtime::{__private::reply_pair, CallError, ReplySender};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _},
};

use crate::{
    calls::driver::current,
    handle::{
        link::Link,
        nesting::{DEPTH, is_too_deep},
        protocol::{Protocol, Travels},
    },
};

/// A message that came from another node, and the answer that is to go back.
pub struct Incoming<M> {
    pub message: M,
    pub answer: Option<EncodedAnswer>,
}

/// Resolves to the bytes of an answer, or to the reason why there are none.
pub type EncodedAnswer = Pin<Box<dyn Future<Output = Result<Vec<u8>, Unanswered>> + Send>>;

/// Why a message has no answer.
#[derive(Debug)]
pub enum Unanswered {
    Local(CallError),
    /// The answer cannot be serialized.
    Unwritten(String),
}

/// Why a message was not decoded.
#[derive(Debug, PartialEq, Eq)]
pub enum Undecoded {
    UnknownMessage,
    BadArgument(String),
}

/// Decodes a message that is not answered.
pub fn tell<A: DeserializeOwned, M>(
    arguments: &[u8],
    message: impl FnOnce(A) -> M,
) -> Result<Incoming<M>, Undecoded> {
    let arguments = read(arguments).map_err(Undecoded::BadArgument)?;
    Ok(Incoming { message: message(arguments), answer: None })
}

/// Decodes a message that is answered.
pub fn ask<A: DeserializeOwned, T: Travels, M>(
    arguments: &[u8],
    message: impl FnOnce(A, ReplySender<T>) -> M,
) -> Result<Incoming<M>, Undecoded> {
    let arguments = read(arguments).map_err(Undecoded::BadArgument)?;
    let (sender, reply) = reply_pair::<T>();
    let answer = Box::pin(async move {
        let answer = reply.await.map_err(Unanswered::Local)?;
        rmp_serde::to_vec_named(&answer).map_err(|error| Unanswered::Unwritten(error.to_string()))
    });
    Ok(Incoming { message: message(arguments, sender), answer: Some(answer) })
}

/// Reads arguments, or an answer. The error is the text for the user.
pub(crate) fn read<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, String> {
    if is_too_deep(bytes) {
        return Err(format!("the value nests deeper than {DEPTH} levels"));
    }
    let mut from = rmp_serde::Deserializer::from_read_ref(bytes);
    // rmp-serde needs two more: it also counts empty arrays, and refuses the level at which its counter reaches zero. This
    // limit is for forms that a later rmp-serde may read and `is_too_deep` does not know.
    from.set_max_depth(DEPTH + 2);
    A::deserialize(&mut from).map_err(|error| error.to_string())
}

/// How a remote handle travels.
#[derive(Serialize, Deserialize)]
struct Name<'a> {
    #[serde(borrow)]
    name: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    protocol: std::borrow::Cow<'a, str>,
}

/// Writes a remote handle as the name of its actor.
pub fn serialize_remote<H: Protocol, S: Serializer>(
    link: &Link<H>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Name { name: link.name().into(), protocol: link.protocol().into() }.serialize(serializer)
}

/// Reads the name of an actor, as a remote handle of the node that decodes the message.
pub fn deserialize_remote<'de, H: Protocol, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Link<H>, D::Error> {
    let name = Name::deserialize(deserializer)?;
    if name.protocol != H::PROTOCOL {
        return Err(D::Error::custom(format_args!(
            "a remote handle of the protocol `{}`, not `{}`",
            name.protocol,
            H::PROTOCOL
        )));
    }
    let node = current()
        .ok_or_else(|| D::Error::custom("a remote handle is read only by a node, in a message"))?;
    Ok(Link::new(Arc::clone(&node).outgoing(&name.name, &name.protocol)))
}

impl<M> fmt::Debug for Incoming<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("is_ask", &self.answer.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Nest(Vec<Nest>);

    #[derive(Debug, Serialize, Deserialize)]
    enum Term {
        Zero,
        Next(Box<Term>),
    }

    fn is_read<A: DeserializeOwned>(bytes: &[u8]) -> bool {
        match read::<A>(bytes) {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error, "the value nests deeper than 128 levels");
                false
            }
        }
    }

    #[test]
    fn a_value_that_nests_too_deep_is_refused() {
        for (depth, expected) in [(20, true), (DEPTH, true), (DEPTH + 1, false), (500, false)] {
            let nest = (0..depth).fold(Nest(Vec::new()), |nest, _| Nest(vec![nest]));
            let bytes = rmp_serde::to_vec_named(&nest).unwrap();
            assert_eq!(is_read::<Nest>(&bytes), expected, "{depth}");
            let term = (0..depth).fold(Term::Zero, |term, _| Term::Next(Box::new(term)));
            let bytes = rmp_serde::to_vec_named(&term).unwrap();
            assert_eq!(is_read::<Term>(&bytes), expected, "{depth}");
        }
    }

    #[test]
    fn a_message_full_of_nested_variants_is_refused_before_it_takes_the_stack() {
        let zero = rmp_serde::to_vec_named(&Term::Zero).unwrap();
        let one = rmp_serde::to_vec_named(&Term::Next(Box::new(Term::Zero))).unwrap();
        let level = one.strip_suffix(&*zero).unwrap();
        let bytes = [level.repeat(200_000), zero].concat();
        assert!(!is_read::<Term>(&bytes));
    }
}
