//! Checks an impl: its header, each of its items, and then all of them together.

use std::collections::BTreeSet;

use syn::{FnArg, Ident, Path, Signature, Visibility};

use super::protocol::Candidate;
use super::refused::Refused;
use super::scope::Scope;
use super::{hook, item, message, placement, protocol, remote, sent};
use crate::errors::Errors;
use crate::names::{self, Names};
use crate::options::ImplOptions;
use crate::syntax::{Entry, Impl, Intent, OwnContext, is_private};
use crate::tokens::text::shown;
use crate::tokens::types;

/// The result of the check of an impl.
pub(crate) struct Checked {
    /// The path of the actor's type.
    pub(crate) actor: Path,
    pub(crate) own_context: OwnContext,
    /// Whether other nodes can send messages to the actor.
    pub(crate) is_remote: bool,
    /// The messages and hooks without a mistake, by their index among the impl's entries.
    pub(crate) sound: BTreeSet<usize>,
    pub(crate) refused: Vec<Refused>,
    /// The parameters that lack a `Send`.
    pub(crate) lacks_send: Vec<Ident>,
    pub(crate) names: Names,
    pub(crate) vis: Visibility,
}

/// Reports every mistake in an impl. Returns nothing if the header cannot be that of an actor; then
/// the items are not checked.
pub(crate) fn block(block: &Impl, options: &ImplOptions, errors: &mut Errors) -> Option<Checked> {
    let header = &block.header;
    placement::on_item(&header.attrs, errors);
    placement::on_item(&block.inner, errors);
    let actor = item::actor_path(header, errors)?.clone();
    item::open_lifetimes(block, &actor, errors);
    let is_remote = remote::is_remote(block, options, errors);
    remote::local_without_remote(block, options, errors);
    let actor_name = actor.segments.last()?.ident.clone();
    let handle = options.handle.clone().unwrap_or_else(|| names::handle(&actor_name));
    let own_context = OwnContext::new(header, &handle);
    let lifetimes: Vec<String> =
        header.generics.lifetimes().map(|param| param.lifetime.to_string()).collect();

    let unsized_parameters = types::unsized_parameters(&header.generics);

    let (mut messages, mut hooks, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut declares_some = false;
    for (place, entry) in block.entries.iter().enumerate() {
        let method = match entry {
            Entry::Method(method) => method,
            Entry::Other { attrs, .. } => {
                placement::on_item(attrs, errors);
                continue;
            }
            Entry::Type(ty) => {
                placement::on_item(&ty.attrs, errors);
                item::associated_type(ty, errors);
                continue;
            }
        };
        let intent = method.intent;
        let mut signature = method.with_receiver();
        let before = errors.found();
        if intent.takes_context() {
            context(&mut signature, &own_context, errors);
        }
        match intent {
            Intent::Message => {
                declares_some = true;
                let travels = method.travels(is_remote);
                let scope = Scope {
                    own_context: &own_context,
                    impl_lifetimes: &lifetimes,
                    of_method: &signature.generics,
                    unsized_parameters: &unsized_parameters,
                    is_remote,
                    travels,
                };
                let named = !travels || remote::name(method, errors);
                let is_sound = message::message(method, &signature, &scope, errors) && named;
                let may_travel = is_sound && travels;
                let is_owned = !may_travel || remote::owned(&signature, &scope, errors);
                let has_names = !may_travel || remote::named(&signature, errors);
                if is_sound && is_owned && has_names {
                    messages.push(Candidate::new(place, method));
                } else {
                    refused.push(Refused { place, error: errors.first_after(before) });
                }
            }
            Intent::Hook(kind) => {
                if hook::hook(method, kind, errors) {
                    hooks.push((kind, Candidate::new(place, method)));
                } else if !is_private(&method.vis) {
                    // It may be sent as a message.
                    refused.push(Refused { place, error: errors.first_after(before) });
                }
            }
            Intent::Neither => placement::in_other_method(method, errors),
        }
    }
    if !declares_some && errors.count() == 0 {
        item::no_message(header, errors);
        // Each is meant as a message, so that its uses are no further mistakes.
        let all = block.entries.iter().enumerate();
        refused.extend(
            all.filter(|(_, entry)| is_private_method(entry))
                .map(|(place, _)| Refused { place, error: errors.first_after(0) }),
        );
    }
    let messages = protocol::distinct(messages, &mut refused, errors);
    let (handle, message) = (options.handle.clone(), options.message.clone());
    let names = protocol::distinct_types(&actor_name, handle, message, is_remote, errors);
    let names = protocol::unused_types(block, names, is_remote, errors);
    let vis = options.vis.clone();
    let vis = vis.unwrap_or_else(|| {
        let widest = protocol::widest_visibility(&messages, errors);
        protocol::widened(widest, block.messages().map(|message| &message.vis))
    });
    item::bounds(header, errors);
    let hooks = hook::distinct(hooks, errors);
    let methods = messages.iter().chain(&hooks).map(|sound| sound.method);
    let lacks_send = sent::lacks_send(&header.generics, methods, errors);
    let sound = messages.iter().chain(&hooks).map(|sound| sound.place).collect();
    Some(Checked { actor, own_context, is_remote, sound, refused, lacks_send, names, vis })
}

/// Whether this may have been meant as a message, but for its visibility.
fn is_private_method(entry: &Entry) -> bool {
    match entry {
        Entry::Method(method) => {
            let is_plain = matches!(method.intent, Intent::Neither);
            is_plain && matches!(method.signature.inputs.first(), Some(FnArg::Receiver(_)))
        }
        _ => false,
    }
}

/// Refuses a context of the actor's type in its place, because a context belongs to a handle. Corrects the type
/// in this copy of the signature, so that the checks that follow do not refuse it again.
fn context(signature: &mut Signature, own_context: &OwnContext, errors: &mut Errors) {
    // In another place the whole parameter is refused.
    if let Some(actor) = own_context.correct(signature) {
        errors.push(
            actor,
            format!(
                "a context is that of a handle, not of the actor itself: write `Context<{}>`",
                shown(own_context.handle()),
            ),
        );
    }
}
