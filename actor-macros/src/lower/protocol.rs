//! Makes the model of an impl: of its sound messages and hooks.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Ident, Visibility};

use super::hook::hook;
use super::message::message;
use super::parameters::parameters;
use super::paths::{remote, runtime};
use super::stub::stub;
use crate::attributes::Forwarded;
use crate::check::{Checked, Refused};
use crate::model::{Message, Protocol, Remote, Stub};
use crate::options::ImplOptions;
use crate::syntax::{Entry, Impl, Intent, OwnContext};
use crate::tokens::text::unraw;

/// The model of an impl with these options.
pub(crate) fn protocol(block: &Impl, options: ImplOptions, checked: Checked) -> Protocol {
    let Checked { actor: path, own_context, is_remote, sound, refused, names, vis, .. } = checked;
    let actor = block.header.self_ty.to_token_stream();
    let segments: Vec<String> = path.segments.iter().map(|segment| unraw(&segment.ident)).collect();
    let (mut messages, mut hooks) = (Vec::new(), Vec::new());
    let mut declared = 0;
    for (place, entry) in block.entries.iter().enumerate() {
        let Entry::Method(method) = entry else { continue };
        match method.intent {
            Intent::Message => {
                if sound.contains(&place) {
                    messages.push(message(method, declared, &actor));
                }
                declared += 1;
            }
            Intent::Hook(kind) if sound.contains(&place) => hooks.push(hook(method, kind)),
            Intent::Hook(_) | Intent::Neither => {}
        }
    }
    let stubs = stubs(block, &refused, &own_context, &messages, &actor, is_remote);
    let remote_crate = options.remote_crate;
    let remote = options
        .remote
        .filter(|_| is_remote)
        .map(|protocol| Remote { path: remote(remote_crate.as_ref(), protocol.span()), protocol });
    Protocol {
        runtime: runtime(options.runtime.as_ref()),
        actor_name: segments.last().cloned().unwrap_or_default(),
        actor_path: segments.join("::"),
        names,
        parameters: parameters(&block.header.generics, &actor, &messages),
        actor,
        hides_some: hides_some(&vis, &messages),
        vis,
        derives: options.derives,
        remote,
        keys: options.keys,
        forwarded: Forwarded::of(block.header.attrs.iter().chain(&block.inner)),
        messages,
        stubs,
        hooks,
    }
}

/// What stands for the refused messages. Nothing does for one that has the name of another method: rustc would refuse
/// the two on the handle, too.
fn stubs(
    block: &Impl,
    refused: &[Refused],
    own_context: &OwnContext,
    sound: &[Message],
    actor: &TokenStream,
    is_remote: bool,
) -> Vec<Stub> {
    let mut stubs: Vec<Stub> = Vec::new();
    for Refused { place, error } in refused {
        let Some(Entry::Method(method)) = block.entries.get(*place) else { continue };
        let name = unraw(&method.signature.ident);
        let is_same = |other: &Ident| unraw(other) == name;
        let is_repeated = sound.iter().any(|message| is_same(&message.method))
            || stubs.iter().any(|stub| is_same(&stub.method));
        if is_repeated {
            continue;
        }
        let generics = &block.header.generics;
        let error = error.as_ref();
        let stub = stub(method, error, own_context, sound, actor, generics, is_remote);
        let Some(mut stub) = stub else { continue };
        if let Some(variant) = &stub.variant {
            let mut others = stubs.iter().flat_map(|stub| &stub.variant);
            if others.any(|other| other.name == variant.name) {
                stub.variant = None;
            }
        }
        stubs.push(stub);
    }
    stubs
}

/// Whether the enum is more visible than one of its messages.
fn hides_some(vis: &Visibility, messages: &[Message]) -> bool {
    let text = vis.to_token_stream().to_string();
    messages.iter().any(|message| message.vis.to_token_stream().to_string() != text)
}
