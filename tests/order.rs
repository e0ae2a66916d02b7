//! A crate's folders import one way: each from those that stand above it in one list.

#![forbid(unsafe_code)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};

/// A crate whose imports are held in order.
struct Crate {
    source: &'static str,
    /// The files and folders of its root. Each may import those above it, and none below.
    order: &'static [&'static str],
    /// What may import anything: the root, which declares the others, and unit tests.
    free: &'static [&'static str],
}

const RUNTIME: Crate =
    Crate { source: "../actor-runtime/src", order: RUNTIME_ORDER, free: &["lib", "guide"] };

const MACROS: Crate =
    Crate { source: "../actor-macros/src", order: MACROS_ORDER, free: &["lib", "tests"] };

const OBSERVER: Crate = Crate {
    source: "../actor-observer/src",
    order: &["error", "report", "protocol", "connection", "server", "terminal"],
    free: &["lib", "main"],
};

const REMOTE: Crate =
    Crate { source: "../actor-remote/src", order: REMOTE_ORDER, free: &["lib", "tests"] };

#[rustfmt::skip]
const RUNTIME_ORDER: &[&str] = &[
    "memory", "sys", "panics", "id", "idle", "options", "exit", "error", "activity", "stats",
    "spans",
    "actor_type",
    "living",
    "scheduler",
    "wait",
    "lifecycle",
    "reply",
    "mailbox",
    "actor",
    "spawn",
    "supervisor",
    "many",
    "view",
    // What users call instead of std where a simulation is to see it, and the simulation.
    "time", "thread",
    "simulation",
    // What the macro's code names.
    "__private",
];

#[rustfmt::skip]
const MACROS_ORDER: &[&str] = &[
    // What the stages share.
    "errors", "tokens", "names", "attributes",
    // The stages, and between them what lowering hands to the expansion.
    "syntax", "options",
    "check",
    "mend",
    "model",
    "lower",
    "expand",
    // What becomes of a module, and what calls the stages.
    "module", "annotate",
];

#[rustfmt::skip]
const REMOTE_ORDER: &[&str] = &[
    "error", "config", "panics",
    "engine",
    "wire",
    "directory",
    "calls",
    "handle",
    "serve",
    "node",
    // What the macro's code names.
    "__private",
];

/// Of a path in a `use` tree: its segments.
type Paths = BTreeSet<Vec<String>>;

fn tokens(file: &Path) -> TokenStream {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every path behind `keyword`, which is `crate`, `super` or `use`. Unit tests may import anything.
fn paths_after(keyword: &str, tokens: TokenStream, paths: &mut Paths) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = &tokens[..];
    while let [token, after @ ..] = rest {
        rest = after;
        match (token, after) {
            // A path in a macro's expansion is one of the file that uses the macro.
            (TokenTree::Punct(punct), [TokenTree::Ident(_), after @ ..])
                if punct.as_char() == '$' =>
            {
                rest = after;
            }
            (TokenTree::Ident(ident), [_, _, path @ ..])
                if ident == keyword && keyword != "use" =>
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

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the crate's");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

impl Crate {
    fn source(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.source)
    }

    /// The files that have a place in the order.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = files(&self.source());
        files.retain(|file| !self.free.contains(&self.place(file).as_str()));
        files
    }

    /// Where each name that `lib.rs` exports comes from.
    fn exports(&self) -> BTreeMap<String, String> {
        let mut paths = Paths::new();
        paths_after("use", tokens(&self.source().join("lib.rs")), &mut paths);
        let exported = paths.into_iter().filter(|path| path.len() > 1 && path[0] != "crate");
        exported.map(|path| (path[path.len() - 1].clone(), path[0].clone())).collect()
    }

    /// The entry of the root in which a file lies.
    fn place(&self, file: &Path) -> String {
        let inside = file.strip_prefix(self.source()).expect("a file of the crate's");
        let first = Path::new(inside.iter().next().expect("a name"));
        first.with_extension("").display().to_string()
    }

    fn rank(&self, place: &str) -> Option<usize> {
        self.order.iter().position(|one| *one == place)
    }

    /// Each import of a file that stands further down the list than the file itself.
    fn upside_down(&self, file: &Path, exports: &BTreeMap<String, String>) -> Vec<String> {
        let mut paths = Paths::new();
        paths_after("crate", tokens(file), &mut paths);
        let own = self.rank(&self.place(file));
        assert!(own.is_some(), "{} has no place in the order", file.display());
        let is_wrong = |path: &&Vec<String>| {
            let from = exports.get(&path[0]).filter(|_| path.len() == 1).unwrap_or(&path[0]);
            // What comes from another crate, or is a macro, has no place: it is above all.
            self.rank(from) > own
        };
        let wrong = paths.iter().filter(is_wrong);
        wrong.map(|path| format!("{} imports `{}`", file.display(), path.join("::"))).collect()
    }

    fn assert_one_way(&self, exports: &BTreeMap<String, String>) {
        let files = self.files();
        let wrong: Vec<String> =
            files.iter().flat_map(|file| self.upside_down(file, exports)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// The file that holds what a path from the crate's root names.
    fn file_of(&self, path: &[String]) -> Option<PathBuf> {
        let prefixes = (1..=path.len()).rev().map(|length| path[..length].iter().collect());
        let mut candidates = prefixes.flat_map(|prefix: PathBuf| {
            let module = self.source().join(prefix);
            [module.with_extension("rs"), module.join("mod.rs")]
        });
        candidates.find(|candidate| candidate.is_file())
    }

    /// The files that a file imports from. A folder's `mod.rs` hands out what is in the folder.
    fn imported(&self, file: &Path) -> BTreeSet<PathBuf> {
        let inside = file.strip_prefix(self.source()).expect("a file of the crate's");
        let folder = inside.parent().expect("a folder").iter();
        let folder: Vec<String> = folder.map(|name| name.display().to_string()).collect();
        let is_folder = inside.ends_with("mod.rs");
        let (mut from_root, mut from_parent) = (Paths::new(), Paths::new());
        paths_after("crate", tokens(file), &mut from_root);
        paths_after("super", tokens(file), &mut from_parent);
        let parent = if is_folder { &folder[..folder.len() - 1] } else { &folder[..] };
        let siblings = from_parent.into_iter().map(|path| [parent, &path].concat());
        let mut imported: BTreeSet<PathBuf> =
            from_root.into_iter().chain(siblings).filter_map(|path| self.file_of(&path)).collect();
        if is_folder {
            imported.extend(files(file.parent().expect("a folder")));
        }
        imported.remove(file);
        imported
    }

    /// The files that import in a circle, or import from a circle: those that stay when every file that
    /// imports none of the others is taken away, again and again.
    fn circles(&self) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
        let files = self.files().into_iter();
        let mut left: BTreeMap<PathBuf, BTreeSet<PathBuf>> =
            files.map(|file| (file.clone(), self.imported(&file))).collect();
        loop {
            let known: BTreeSet<PathBuf> = left.keys().cloned().collect();
            left.retain(|_, imported| imported.iter().any(|file| known.contains(file)));
            if left.len() == known.len() {
                return left;
            }
        }
    }
}

#[test]
fn the_runtimes_folders_import_one_way() {
    let exports = RUNTIME.exports();
    assert!(exports.len() > 30, "{exports:?}");
    RUNTIME.assert_one_way(&exports);
}

#[test]
fn the_attributes_stages_import_one_way() {
    MACROS.assert_one_way(&BTreeMap::new());
}

#[test]
fn the_folders_of_remote_handles_import_one_way() {
    let exports = REMOTE.exports();
    assert!(exports.len() > 10, "{exports:?}");
    REMOTE.assert_one_way(&exports);
}

#[test]
fn the_observers_folders_import_one_way() {
    let exports = OBSERVER.exports();
    assert!(exports.len() > 5, "{exports:?}");
    OBSERVER.assert_one_way(&exports);
}

/// A file of the attribute's can be read after those that it imports.
#[test]
fn the_attributes_files_import_in_no_circle() {
    let files = MACROS.files();
    assert!(files.iter().filter(|file| !MACROS.imported(file).is_empty()).count() > 30);
    let circles = MACROS.circles();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn an_import_is_found_however_it_is_written() {
    let written = "
        use crate::{a::{self, B}, c::d::*, E};
        fn f(_: crate::g::H) { crate::i::j(|| { crate::k }) }
        #[cfg(test)] mod tests { use crate::l; }
        macro_rules! m { () => { $crate::n } }
    ";
    let mut paths = Paths::new();
    paths_after("crate", written.parse().expect("tokens"), &mut paths);
    let found: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["E", "a::B", "a::self", "g::H", "i::j", "k"]);
}
