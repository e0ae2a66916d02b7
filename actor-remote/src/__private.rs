//! The items that generated code names. They are no part of the public interface.

pub use serde;

pub use crate::handle::{
    incoming::{
        EncodedAnswer, Incoming, Unanswered, Undecoded, ask, deserialize_remote, serialize_remote,
        tell,
    },
    link::Link,
};
