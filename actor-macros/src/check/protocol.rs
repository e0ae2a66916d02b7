//! Refuses messages that conflict in their names or visibilities, and finds how visible the handle is.

use quote::{format_ident, quote};
use syn::{FnArg, Ident, Type, Visibility};

use super::refused::Refused;
use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::names::{self, Names};
use crate::syntax::{Impl, Method, is_private};
use crate::tokens::text::{shown, unraw};
use crate::tokens::types::bare;

/// A method that is sound by itself, but may conflict with another one.
pub(super) struct Candidate<'a> {
    /// Its index among the entries of the impl.
    pub(super) place: usize,
    pub(super) method: &'a Method,
    /// Whether it is under a `cfg`. Two such methods do not conflict here: at most one of them may
    /// exist, and if both do, rustc reports them.
    pub(super) is_conditional: bool,
}

impl Candidate<'_> {
    pub(super) fn new(place: usize, method: &Method) -> Candidate<'_> {
        let is_conditional = Forwarded::of(&method.attrs).condition.is_some();
        Candidate { place, method, is_conditional }
    }
}

/// Keeps the first message of each variant and refuses the others.
pub(super) fn distinct<'a>(
    messages: Vec<Candidate<'a>>,
    refused: &mut Vec<Refused>,
    errors: &mut Errors,
) -> Vec<Candidate<'a>> {
    let mut kept: Vec<(Ident, Candidate<'a>)> = Vec::new();
    for message in messages {
        let method = &message.method.signature.ident;
        let variant = names::variant(method);
        let clash = kept.iter().find(|(taken, other)| {
            *taken == variant && !(other.is_conditional && message.is_conditional)
        });
        let Some((_, other)) = clash else {
            kept.push((variant, message));
            continue;
        };
        let first = &other.method.signature.ident;
        // rustc itself reports two methods of one name.
        if unraw(first) != unraw(method) {
            let before = errors.found();
            errors.push(
                quote!(#first #method),
                format!(
                    "`{first}` and `{method}` would both be the variant `{variant}` of the \
                     message: rename one of them"
                ),
            );
            let error = errors.first_after(before);
            refused.push(Refused { place: message.place, error });
        }
    }
    kept.into_iter().map(|(_, message)| message).collect()
}

/// The names of the generated types. A name that is taken is reported and replaced by the default,
/// so that it causes no further errors.
pub(super) fn distinct_types(
    actor: &Ident,
    mut handle: Option<Ident>,
    mut message: Option<Ident>,
    is_remote: bool,
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
        message if is_remote && *message == names.remote => "remote handle",
        message if is_remote && *message == names.remote_ask => "remote handle's ask view",
        _ => return names,
    };
    let message = format!("`{}` is the name of the {other}: choose another one", names.message);
    errors.push(&names.message, message);
    Names::new(actor, None, None)
}

/// The names of the generated types, with others in place of those that a method takes for a type of the user's: a
/// message cannot carry a message as it is, nor an ask view. So the user's type causes no further errors.
pub(super) fn unused_types(
    block: &Impl,
    mut names: Names,
    is_remote: bool,
    errors: &mut Errors,
) -> Names {
    let types = || {
        let inputs = block.messages().flat_map(|method| &method.signature.inputs);
        inputs.filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        })
    };
    let is_named = |ty: &Type, name: &Ident| match bare(ty) {
        Type::Path(path) => path.path.is_ident(name),
        _ => false,
    };
    for (name, what, option, is_made) in [
        (&mut names.message, "the enum of the messages", "message", true),
        (&mut names.ask, "the ask view of the handle", "handle", true),
        (&mut names.remote_ask, "the ask view of the remote handle", "handle", is_remote),
    ] {
        if let Some(clash) = types().find(|ty| is_made && is_named(ty, name)) {
            errors.push(
                clash,
                format!(
                    "`{name}` is the name of {what} that this `impl` makes: rename your type, or \
                     choose another name here, with `#[actor({option} = …)]`"
                ),
            );
            *name = format_ident!("__{name}");
        }
    }
    names
}

/// How far a visibility reaches, as far as its tokens tell.
#[derive(PartialEq, Eq)]
enum Reach {
    Everywhere,
    Crate,
    /// This many modules up.
    Up(usize),
    /// The module of this path, which starts at the crate's root or, in the 2015 edition, may not.
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

    /// Whether this reaches at least as far as the other. `None` if the tokens do not tell.
    fn covers(&self, other: &Reach) -> Option<bool> {
        match (self, other) {
            (Reach::Everywhere, _) => Some(true),
            (_, Reach::Everywhere) => Some(false),
            (Reach::Crate, _) => Some(true),
            (_, Reach::Crate) => Some(false),
            (Reach::Up(here), Reach::Up(there)) => Some(here >= there),
            (Reach::Module(here), Reach::Module(there)) if there.starts_with(here) => Some(true),
            (Reach::Module(here), Reach::Module(there)) if here.starts_with(there) => Some(false),
            _ => None,
        }
    }
}

/// The widest visibility among the messages. Refuses visibilities that cannot be compared.
pub(super) fn widest_visibility(messages: &[Candidate<'_>], errors: &mut Errors) -> Visibility {
    for farthest in [Reach::Everywhere, Reach::Crate] {
        if let Some(found) =
            messages.iter().find(|message| Reach::of(&message.method.vis) == farthest)
        {
            return found.method.vis.clone();
        }
    }
    let Some((first, others)) = messages.split_first() else { return Visibility::Inherited };
    let mut widest = &first.method.vis;
    for Candidate { method, .. } in others {
        let vis = &method.vis;
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

/// Widens `widest` to the visibility of refused messages. The handle is then as visible as it will be once they are
/// corrected, and its users in other modules get no further errors.
pub(super) fn widened<'a>(
    widest: Visibility,
    messages: impl Iterator<Item = &'a Visibility>,
) -> Visibility {
    messages.fold(widest, |widest, vis| {
        let is_wider =
            is_private(&widest) || Reach::of(&widest).covers(&Reach::of(vis)) == Some(false);
        if is_wider { vis.clone() } else { widest }
    })
}
