//! Decides which attributes of a parameter move to the fields that the parameter becomes.

use syn::Attribute;

use super::marks;

/// Who reads attributes at the fields that the parameters of a method become.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fields {
    /// A derive of the enum, at the variant's.
    pub(crate) of_derives: bool,
    /// A derive of serde's, at the variant's.
    pub(crate) of_serde: bool,
    /// The encoding of the arguments, if other nodes may send the message.
    pub(crate) of_remote: bool,
}

impl Fields {
    /// Whether the attribute is for the field of the variant.
    pub(crate) fn of_variant(self, attr: &Attribute) -> bool {
        let is_read = self.of_serde || !(self.of_remote && is_of_serde(attr));
        self.of_derives && is_of_field(attr) && is_read
    }

    /// Whether the attribute is for the field of the arguments that travel.
    pub(crate) fn of_arguments(self, attr: &Attribute) -> bool {
        self.of_remote && is_of_serde(attr)
    }

    /// Whether the attribute does not stay at the parameter.
    pub(crate) fn take(self, attr: &Attribute) -> bool {
        self.of_variant(attr) || self.of_arguments(attr)
    }
}

fn is_of_serde(attr: &Attribute) -> bool {
    attr.path().is_ident("serde")
}

/// Whether the attribute of a parameter is for the field that the parameter becomes: rustc allows no such attribute on a
/// parameter.
fn is_of_field(attr: &Attribute) -> bool {
    const OF_PARAMETERS: [&str; 8] =
        ["allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn"];
    let path = attr.path();
    !OF_PARAMETERS.iter().any(|name| path.is_ident(name)) && marks::of_path(path).is_none()
}
