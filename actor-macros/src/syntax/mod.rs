//! Stage 1, parse: takes the item apart. Bodies stay tokens, so half-typed ones do no harm.

mod block;
mod header;
mod intent;
mod item;
mod own_context;
mod parse;
mod repeated;
mod special;

pub(crate) use header::OPEN_LIFETIME;
pub(crate) use intent::is_private;
pub(crate) use item::{Annotated, AssociatedType, Body, Declaration, Entry, Impl, Intent, Method};
pub(crate) use own_context::OwnContext;
pub(crate) use repeated::without_repeated;
pub(crate) use special::{
    arguments, context, first_argument, hook_argument, is_hidden_context, is_reply,
    meant_as_context, reply_marks, reply_parameter, reply_payload, reply_position, simple_name,
    unmarked_reply,
};
