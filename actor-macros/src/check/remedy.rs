//! Names the type to write in place of one that is refused.

use syn::punctuated::Punctuated;
use syn::{Token, Type, TypeParamBound};

use crate::tokens::text::shown;
use crate::tokens::types::bare;

/// The owned type to write in place of a borrowed or unsized one.
pub(crate) fn owned(ty: &Type) -> String {
    match bare(ty) {
        Type::Slice(slice) => format!("Vec<{}>", shown(&slice.elem)),
        Type::TraitObject(object) => boxed(&object.bounds),
        Type::ImplTrait(written) => boxed(&written.bounds),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last().map(|segment| segment.ident.to_string());
            match last.as_deref() {
                Some("str") => "String".to_owned(),
                Some("Path") => "PathBuf".to_owned(),
                Some("OsStr") => "OsString".to_owned(),
                Some("CStr") => "CString".to_owned(),
                _ => shown(ty),
            }
        }
        _ => shown(ty),
    }
}

/// The boxed trait object, with `Send`, that has these bounds.
pub(crate) fn boxed(bounds: &Punctuated<TypeParamBound, Token![+]>) -> String {
    let mut named: Vec<String> = bounds
        .iter()
        .filter(|bound| !matches!(bound, TypeParamBound::PreciseCapture(_)))
        .map(shown)
        .collect();
    if !named.iter().any(|bound| bound == "Send") {
        named.push("Send".to_owned());
    }
    format!("Box<dyn {}>", named.join(" + "))
}
