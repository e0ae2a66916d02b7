//! Refuses messages that do not go together: equal variants, visibilities that cannot be compared.

use quote::{ToTokens as _, quote};
use syn::{Ident, Visibility};

use crate::errors::Errors;
use crate::model::Message;
use crate::names::Names;
use crate::tokens::text::{shown, unraw};

/// Keeps the first of the messages that would get the same variant.
pub(crate) fn distinct(messages: Vec<Message>, errors: &mut Errors) -> Vec<Message> {
    let mut kept: Vec<Message> = Vec::new();
    for message in messages {
        let clash = kept.iter().find(|other| {
            // Under `cfg`s, at most one of them may be there; if both are, rustc points at them.
            let conditional =
                other.forwarded.condition.is_some() && message.forwarded.condition.is_some();
            other.variant == message.variant && !conditional
        });
        let Some(other) = clash else {
            kept.push(message);
            continue;
        };
        // rustc says by itself that a method is defined twice.
        if unraw(&other.method) != unraw(&message.method) {
            let (first, second, variant) = (&other.method, &message.method, &message.variant);
            errors.push(
                quote!(#first #second),
                format!(
                    "`{first}` and `{second}` would both be the variant `{variant}` of the \
                     message: rename one of them"
                ),
            );
        }
    }
    kept
}

/// The names of the generated types. A name that is taken is reported and not used, so that it does
/// no further harm.
pub(crate) fn distinct_types(
    actor: &Ident,
    mut handle: Option<Ident>,
    mut message: Option<Ident>,
    errors: &mut Errors,
) -> Names {
    for (option, name) in [("handle", &mut handle), ("message", &mut message)] {
        if let Some(taken) = name.take_if(|name| name == actor) {
            let message = format!("`{taken}` is the actor itself: give `{option}` another name");
            errors.push(taken, message);
        }
    }
    let names = Names::new(actor, handle.as_ref(), message.as_ref());
    let other = match &names.message {
        message if *message == names.handle => "handle",
        message if *message == names.ask => "ask view",
        _ => return names,
    };
    let message = format!("`{}` is the name of the {other}: choose another one", names.message);
    errors.push(&names.message, message);
    Names::new(actor, None, None)
}

/// How far the visibility of a message reaches, as far as that can be told from its tokens.
#[derive(PartialEq, Eq)]
enum Reach {
    Everywhere,
    Crate,
    /// So many modules up.
    Up(usize),
    /// A module by its path, from the crate's root or (in the 2015 edition) not.
    Module(Vec<String>),
}

impl Reach {
    fn of(vis: &Visibility) -> Reach {
        // A message is never private.
        let Visibility::Restricted(restricted) = vis else { return Reach::Everywhere };
        let mut segments: Vec<String> =
            restricted.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments[0] == "self" {
            segments.remove(0);
        }
        match segments.first().map(String::as_str) {
            Some("crate") if segments.len() == 1 => Reach::Crate,
            Some("super") if segments.iter().all(|segment| segment == "super") => {
                Reach::Up(segments.len())
            }
            _ => Reach::Module(segments),
        }
    }

    /// Whether this reaches at least as far as the other, both within the crate; `None` if the
    /// tokens do not tell.
    fn covers(&self, other: &Reach) -> Option<bool> {
        match (self, other) {
            (Reach::Up(here), Reach::Up(there)) => Some(here >= there),
            (Reach::Module(here), Reach::Module(there)) if there.starts_with(here) => Some(true),
            (Reach::Module(here), Reach::Module(there)) if here.starts_with(there) => Some(false),
            _ => None,
        }
    }
}

/// The visibility that reaches as far as each of the messages.
pub(crate) fn most_visible(messages: &[Message], errors: &mut Errors) -> Visibility {
    for farthest in [Reach::Everywhere, Reach::Crate] {
        if let Some(found) = messages.iter().find(|message| Reach::of(&message.vis) == farthest) {
            return found.vis.clone();
        }
    }
    let Some((first, others)) = messages.split_first() else { return Visibility::Inherited };
    let mut widest = &first.vis;
    for Message { vis, .. } in others {
        match Reach::of(widest).covers(&Reach::of(vis)) {
            Some(true) => {}
            Some(false) => widest = vis,
            None => {
                errors.push(
                    vis,
                    format!(
                        "`{}` and `{}` cannot be compared: say how visible handle and messages \
                         are with `#[actor(vis = …)]`",
                        shown(vis),
                        shown(widest),
                    ),
                );
                return vis.clone();
            }
        }
    }
    widest.clone()
}

/// Whether some message is less visible than the enum.
pub(crate) fn hides_some(vis: &Visibility, messages: &[Message]) -> bool {
    let text = vis.to_token_stream().to_string();
    messages.iter().any(|message| message.vis.to_token_stream().to_string() != text)
}
