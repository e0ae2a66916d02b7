//! The runtime's folders import one way: each from those that stand above it in one list.

#![forbid(unsafe_code)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};

/// The files and folders of the runtime's root. Each may import those above it, and none below.
#[rustfmt::skip]
const ORDER: &[&str] = &[
    "memory", "sys", "panics", "id", "idle", "options", "exit", "error", "activity", "stats",
    "scheduler",
    "wait",
    "lifecycle",
    "reply",
    "mailbox",
    "actor",
    "spawn",
    "supervisor",
    "many",
    // What the macro's code names.
    "__private",
];

/// Of a path in a `use` tree: its segments.
type Paths = BTreeSet<Vec<String>>;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../actor-runtime/src")
}

fn tokens(file: &Path) -> TokenStream {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every path behind `keyword`, which is `crate` or `use`. Unit tests may import anything.
fn paths_after(keyword: &str, tokens: TokenStream, paths: &mut Paths) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = &tokens[..];
    while let [token, after @ ..] = rest {
        rest = after;
        match (token, after) {
            (TokenTree::Ident(ident), [_, _, path @ ..])
                if ident == "crate" && keyword == "crate" =>
            {
                follow(path, &[], paths);
            }
            (TokenTree::Ident(ident), path) if ident == "use" && keyword == "use" => {
                follow(path, &[], paths);
            }
            (TokenTree::Ident(ident), [name, _, after @ ..])
                if ident == "mod" && name.to_string() == "tests" =>
            {
                rest = after;
            }
            (TokenTree::Group(group), _) => paths_after(keyword, group.stream(), paths),
            _ => {}
        }
    }
}

/// The paths of a tree: `a::b`, or `a::{b, c::d}`.
fn follow(tokens: &[TokenTree], path: &[String], paths: &mut Paths) {
    match tokens {
        [TokenTree::Ident(ident), colon, _, rest @ ..] if colon.to_string() == ":" => {
            follow(rest, &[path, &[ident.to_string()]].concat(), paths);
        }
        [TokenTree::Ident(ident), ..] => {
            paths.insert([path, &[ident.to_string()]].concat());
        }
        [TokenTree::Group(group), ..] => {
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let branches = tokens.split(|token| token.to_string() == ",");
            branches.for_each(|branch| follow(branch, path, paths));
        }
        _ => {}
    }
}

/// Where each name that `lib.rs` exports comes from.
fn exports() -> BTreeMap<String, String> {
    let mut paths = Paths::new();
    paths_after("use", tokens(&source().join("lib.rs")), &mut paths);
    let exported = paths.into_iter().filter(|path| path.len() > 1 && path[0] != "crate");
    exported.map(|path| (path[path.len() - 1].clone(), path[0].clone())).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the runtime's");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The entry of the root in which a file lies.
fn place(file: &Path) -> String {
    let inside = file.strip_prefix(source()).expect("a file of the runtime's");
    let first = Path::new(inside.iter().next().expect("a name"));
    first.with_extension("").display().to_string()
}

fn rank(place: &str) -> usize {
    ORDER
        .iter()
        .position(|one| *one == place)
        .unwrap_or_else(|| panic!("`{place}` has no place in the order"))
}

/// Each import of a file that stands further down the list than the file itself.
fn upside_down(file: &Path, exports: &BTreeMap<String, String>) -> Vec<String> {
    let mut paths = Paths::new();
    paths_after("crate", tokens(file), &mut paths);
    let own = place(file);
    let is_wrong = |path: &Vec<String>| {
        let from = exports.get(&path[0]).filter(|_| path.len() == 1).unwrap_or(&path[0]);
        // What comes from another crate, or is a macro, has no place.
        (*from != own && ORDER.contains(&from.as_str())).then(|| rank(from) > rank(&own))
            == Some(true)
    };
    let wrong = paths.iter().filter(|path| is_wrong(path));
    wrong.map(|path| format!("{} imports `{}`", file.display(), path.join("::"))).collect()
}

#[test]
fn folders_import_one_way() {
    let exports = exports();
    assert!(exports.len() > 30, "{exports:?}");
    let is_ranked = |file: &PathBuf| place(file) != "lib";
    let files: Vec<PathBuf> = files(&source()).into_iter().filter(is_ranked).collect();
    files.iter().for_each(|file| {
        assert!(ORDER.contains(&place(file).as_str()), "{} has no place", file.display())
    });
    let wrong: Vec<String> = files.iter().flat_map(|file| upside_down(file, &exports)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_import_is_found_however_it_is_written() {
    let written = "
        use crate::{a::{self, B}, c::d::*, E};
        fn f(_: crate::g::H) { crate::i::j(|| { crate::k }) }
        #[cfg(test)] mod tests { use crate::l; }
    ";
    let mut paths = Paths::new();
    paths_after("crate", written.parse().expect("tokens"), &mut paths);
    let found: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["E", "a::B", "a::self", "g::H", "i::j", "k"]);
}
