//! Every source file of the unpublished members belongs to a target: none is silently never built.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use syn::{
    Expr, ExprLit, ExprMethodCall, ItemMod, Lit, Macro, Meta,
    visit::{self, Visit},
};

#[test]
fn every_source_file_belongs_to_a_target() {
    let packages = packages();
    for member in ["examples", "tests", "tests/model", "benches"] {
        let (folder, roots) = packages
            .iter()
            .find(|(folder, _)| folder.ends_with(member))
            .unwrap_or_else(|| panic!("the workspace has no member `{member}`"));
        let forgotten = unreached(folder, roots);
        assert!(forgotten.is_empty(), "no target of `{member}` builds these: {forgotten:#?}");
    }
}

/// The folder of each member of this workspace, and the files in which its targets begin.
fn packages() -> Vec<(PathBuf, Vec<PathBuf>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let path = |value: &serde_json::Value| PathBuf::from(value.as_str().expect("a path"));
    let packages = metadata["packages"].as_array().expect("a list of packages");
    packages
        .iter()
        .map(|package| {
            let targets = package["targets"].as_array().expect("a list of targets");
            let manifest = path(&package["manifest_path"]);
            let folder = manifest.parent().expect("a manifest lies in a folder").to_owned();
            (folder, targets.iter().map(|target| path(&target["src_path"])).collect())
        })
        .collect()
}

/// The source files in `folder` that no file in `roots` leads to.
fn unreached(folder: &Path, roots: &[PathBuf]) -> BTreeSet<PathBuf> {
    let sources = sources(folder);
    let mut reached = BTreeSet::new();
    let mut to_read: Vec<Found> = roots.iter().cloned().map(Found::root).collect();
    while let Some(found) = to_read.pop() {
        match found {
            Found::Module(candidates) => {
                // `a.rs` has its modules in `a/`, `a/mod.rs` beside itself.
                let file = candidates.into_iter().find(|(path, _)| path.is_file());
                // A module whose file is missing does not compile, or is compiled out.
                let Some((path, owns_folder)) = file else { continue };
                let path = normal(&path);
                if reached.insert(path.clone()) {
                    to_read.extend(References::of(&path, owns_folder));
                }
            }
            // Programs of their own, each in one file; some are not even Rust, on purpose.
            Found::Cases(pattern) => {
                let pattern = folder.join(pattern);
                reached.extend(sources.iter().filter(|case| matches(&pattern, case)).cloned());
            }
        }
    }
    sources.difference(&reached).cloned().collect()
}

fn sources(folder: &Path) -> BTreeSet<PathBuf> {
    let mut sources = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            // A folder with a manifest is a member of its own.
            let another = path.join("Cargo.toml").is_file();
            if !name.starts_with('.') && name != "target" && !another {
                sources.extend(self::sources(&path));
            }
        } else if name.ends_with(".rs") {
            sources.insert(normal(&path));
        }
    }
    sources
}

fn normal(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether `path` is `pattern`, in which `*` stands for any part of a name and `**` for any
/// folders.
fn matches(pattern: &Path, path: &Path) -> bool {
    fn names(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern, path) {
            ([], []) => true,
            (["**", pattern @ ..], _) => (0..=path.len()).any(|n| names(pattern, &path[n..])),
            ([first, pattern @ ..], [name, path @ ..]) => {
                one_name(first, name) && names(pattern, path)
            }
            _ => false,
        }
    }
    fn one_name(pattern: &str, name: &str) -> bool {
        match pattern.split_once('*') {
            None => pattern == name,
            Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
                (0..=name.len()).any(|n| name.is_char_boundary(n) && one_name(rest, &name[n..]))
            }),
        }
    }
    fn split(path: &Path) -> Vec<&str> {
        path.iter().map(|name| name.to_str().expect("file names are UTF-8")).collect()
    }
    names(&split(pattern), &split(path))
}

enum Found {
    /// Where a module may lie, and whether that file owns the folder that it lies in.
    Module(Vec<(PathBuf, bool)>),
    /// The files that match this pattern in the member's folder are compiled by a test.
    Cases(String),
}

impl Found {
    /// A file that owns the folder that it lies in, as the first one of a target does.
    fn root(path: PathBuf) -> Self {
        Found::Module(vec![(path, true)])
    }
}

/// Collects what one source file refers to.
struct References {
    /// Where the file lies, and where the modules that it declares do.
    beside: PathBuf,
    modules: PathBuf,
    inside_a_module: bool,
    found: Vec<Found>,
}

impl References {
    fn of(path: &Path, owns_folder: bool) -> Vec<Found> {
        let text = fs::read_to_string(path).unwrap();
        let file = syn::parse_file(&text);
        let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let beside = path.parent().expect("a file lies in a folder").to_owned();
        let modules = if owns_folder { beside.clone() } else { path.with_extension("") };
        let mut references =
            References { beside, modules, inside_a_module: false, found: Vec::new() };
        references.visit_file(&file);
        references.found
    }
}

impl<'ast> Visit<'ast> for References {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        let path = module.attrs.iter().find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => text(&pair.value),
            _ => None,
        });
        let base = if self.inside_a_module { &self.modules } else { &self.beside };
        if module.content.is_some() {
            let inside = match path {
                Some(path) => base.join(path),
                None => self.modules.join(name),
            };
            let modules = std::mem::replace(&mut self.modules, inside);
            let outer = std::mem::replace(&mut self.inside_a_module, true);
            visit::visit_item_mod(self, module);
            self.modules = modules;
            self.inside_a_module = outer;
        } else {
            self.found.push(match path {
                Some(path) => Found::root(base.join(path)),
                None => Found::Module(vec![
                    (self.modules.join(format!("{name}.rs")), false),
                    (self.modules.join(name).join("mod.rs"), true),
                ]),
            });
        }
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        let argument: Option<Expr> = invocation.parse_body().ok();
        if let (true, Some(path)) =
            (invocation.path.is_ident("include"), argument.as_ref().and_then(text))
        {
            self.found.push(Found::root(self.beside.join(path)));
        }
    }

    /// What trybuild is told to compile.
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "compile_fail" || call.method == "pass" {
            self.found.extend(call.args.first().and_then(text).map(Found::Cases));
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

#[test]
fn a_forgotten_file_is_found_whatever_leads_to_the_others() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reached");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let files = [
        ("main.rs", "mod a; mod b; #[path = \"odd/c.rs\"] mod c; mod inline { mod d; }"),
        ("a.rs", "mod inner;"),
        (
            "a/inner.rs",
            "fn f(t: T) { t.compile_fail(\"fail/*/x_*.rs\"); t.pass(\"pass/**/*.rs\") }",
        ),
        ("b/mod.rs", "#[cfg(any())] mod beside; fn f() { mod in_a_body; }"),
        ("b/beside.rs", ""),
        ("b/in_a_body.rs", "include!(\"included.rs\");"),
        ("b/included.rs", ""),
        ("odd/c.rs", "mod e;"),
        ("odd/e.rs", ""),
        ("inline/d.rs", ""),
        ("fail/topic/x_1.rs", ""),
        ("pass/deep/er/case.rs", ""),
        ("pass/case.rs", ""),
        ("target/built.rs", ""),
    ];
    // One for each rule above that might be too generous.
    let forgotten =
        ["inner.rs", "a/beside.rs", "d.rs", "fail/topic/y_1.rs", "fail/x_1.rs", "odd/c/e.rs"];
    for (name, text) in files.into_iter().chain(forgotten.map(|name| (name, ""))) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let folder = normal(&folder);
    let expected: BTreeSet<_> = forgotten.iter().map(|name| folder.join(name)).collect();
    assert_eq!(unreached(&folder, &[folder.join("main.rs")]), expected);
}
