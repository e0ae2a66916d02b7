//! Stage 1, parse: reads the options in `#[actor(…)]` and reports each mistake at its key.

mod list;
mod nearest;
mod values;

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, LitStr, Path, Token, Visibility, token};

use crate::errors::Errors;
use list::{IMPL_OPTIONS, TYPE_OPTIONS, each_option, keys};
pub(crate) use values::Choice;
use values::{
    amount, choice, derives, duration, path, protocol, thread_name, type_name, visibility,
};

/// The valid options of a type.
#[derive(Default)]
pub(crate) struct TypeOptions {
    pub(crate) runtime: Option<Path>,
    pub(crate) name: Option<LitStr>,
    pub(crate) mailbox: Option<Expr>,
    pub(crate) overflow: Option<Choice>,
    pub(crate) stack_size: Option<Expr>,
    pub(crate) on_panic: Option<Choice>,
    pub(crate) timeout: Option<(Expr, Span)>,
    pub(crate) count: Option<Span>,
    /// The keys as they are written, for an editor that completes them.
    pub(crate) keys: Vec<Ident>,
}

/// The valid options of an impl.
#[derive(Default)]
pub(crate) struct ImplOptions {
    pub(crate) runtime: Option<Path>,
    pub(crate) handle: Option<Ident>,
    pub(crate) message: Option<Ident>,
    pub(crate) vis: Option<Visibility>,
    pub(crate) derives: Vec<Path>,
    /// The protocol by which other nodes know the actor. Empty, if it is refused.
    pub(crate) remote: Option<LitStr>,
    /// The path of actor-remote.
    pub(crate) remote_crate: Option<Path>,
    /// The keys as they are written, for an editor that completes them.
    pub(crate) keys: Vec<Ident>,
}

impl TypeOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> TypeOptions {
        let mut options = TypeOptions { keys: keys(tokens.clone()), ..TypeOptions::default() };
        let mut overflow_key = None;
        let mut has_mailbox = false;
        each_option(tokens, TYPE_OPTIONS, errors, |key, input| {
            match key.to_string().as_str() {
                "mailbox" => {
                    const ZERO: &str = "a mailbox needs room for one message at least: write \
                                        `mailbox = 1`, or leave `mailbox` out for one without \
                                        bounds";
                    has_mailbox = true;
                    options.mailbox = Some(amount(input, key, ZERO)?);
                }
                "overflow" => {
                    const CHOICES: [(&str, &str); 3] =
                        [("block", "Block"), ("reject", "Reject"), ("drop_newest", "DropNewest")];
                    overflow_key = Some(key.clone());
                    options.overflow = Some(choice(input, &CHOICES)?);
                }
                "name" => options.name = Some(thread_name(input)?),
                "stack_size" => {
                    const ZERO: &str =
                        "a thread needs a stack: leave `stack_size` out for the default";
                    options.stack_size = Some(amount(input, key, ZERO)?);
                }
                "on_panic" => {
                    const CHOICES: [(&str, &str); 2] = [("stop", "Stop"), ("resume", "Resume")];
                    options.on_panic = Some(choice(input, &CHOICES)?);
                }
                "timeout" => options.timeout = Some((duration(input)?, key.span())),
                "count" if input.peek(Token![=]) || input.peek(token::Paren) => {
                    return Err(syn::Error::new_spanned(
                        key,
                        "`count` takes no value: write `count`",
                    ));
                }
                "count" => options.count = Some(key.span()),
                _ => options.runtime = Some(path(input, key, "actor-runtime")?),
            }
            Ok(())
        });
        if let (Some(key), false) = (overflow_key, has_mailbox) {
            errors.push(
                key,
                "`overflow` says what a full mailbox does, and this one is never full: add \
                 `mailbox = N`",
            );
        }
        options
    }
}

impl ImplOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> ImplOptions {
        let mut options = ImplOptions { keys: keys(tokens.clone()), ..ImplOptions::default() };
        // With a mistake in it, the option still says what the impl is.
        let remote = options.keys.iter().find(|key| *key == "remote");
        options.remote = remote.map(|key| LitStr::new("", key.span()));
        let mut crate_key = None;
        each_option(tokens, IMPL_OPTIONS, errors, |key, input| {
            match key.to_string().as_str() {
                "handle" => options.handle = Some(type_name(input)?),
                "message" => options.message = Some(type_name(input)?),
                "vis" => options.vis = Some(visibility(input)?),
                "derive" => options.derives = derives(input)?,
                "remote" => options.remote = Some(protocol(input)?),
                "remote_crate" => {
                    crate_key = Some(key.clone());
                    options.remote_crate = Some(path(input, key, "actor-remote")?);
                }
                _ => options.runtime = Some(path(input, key, "actor-runtime")?),
            }
            Ok(())
        });
        if let (Some(key), None) = (crate_key, &options.remote) {
            errors.push(
                key,
                "`remote_crate` says where actor-remote is, and this `impl` does not need it: add \
                 `remote = \"name/1\"`, or leave `remote_crate` out",
            );
        }
        options
    }
}
