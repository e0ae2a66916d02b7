//! Makes the model of an impl: of its sound messages and hooks.

use quote::ToTokens as _;
use syn::Visibility;

use super::hook::hook;
use super::message::message;
use super::parameters::parameters;
use super::runtime::runtime;
use crate::attributes::Forwarded;
use crate::check::Checked;
use crate::model::{Message, Protocol};
use crate::options::ImplOptions;
use crate::syntax::{Entry, Impl, Intent};
use crate::tokens::text::unraw;

/// The model of an impl with these options.
pub(crate) fn protocol(block: &Impl, options: ImplOptions, checked: Checked) -> Protocol {
    let Checked { actor: path, sound, names, vis, .. } = checked;
    let actor = block.header.self_ty.to_token_stream();
    let segments: Vec<String> = path.segments.iter().map(|segment| unraw(&segment.ident)).collect();
    let (mut messages, mut hooks) = (Vec::new(), Vec::new());
    let mut declared = 0;
    for (place, entry) in block.entries.iter().enumerate() {
        let Entry::Method(method) = entry else { continue };
        match method.intent() {
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
        forwarded: Forwarded::of(block.header.attrs.iter().chain(&block.inner)),
        messages,
        hooks,
    }
}

/// Whether the enum is more visible than one of its messages.
fn hides_some(vis: &Visibility, messages: &[Message]) -> bool {
    let text = vis.to_token_stream().to_string();
    messages.iter().any(|message| message.vis.to_token_stream().to_string() != text)
}
