//! `GUARANTEES.md` names, for each guarantee, tests that exist and run; and no crate has `unsafe`.

#![forbid(unsafe_code)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item};

/// As many as the design has.
const GUARANTEES: u32 = 13;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("`tests` lies in the workspace")
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The tests that each guarantee names: `## G1 …`, and below it `` `folder/file.rs::module::test` ``.
fn named(text: &str) -> Result<BTreeMap<u32, Vec<&str>>, String> {
    let mut guarantees = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            current = heading.strip_prefix('G').and_then(|rest| {
                rest.split_whitespace().next().and_then(|number| number.parse::<u32>().ok())
            });
            let former = current.and_then(|number| guarantees.insert(number, Vec::new()));
            if former.is_some() {
                return Err(format!("{heading} is there twice"));
            }
        } else if let Some(tests) = current.and_then(|number| guarantees.get_mut(&number)) {
            // Every other piece stands between backticks.
            let code = line.split('`').skip(1).step_by(2);
            tests.extend(code.filter(|code| code.contains(".rs::")));
        }
    }
    Ok(guarantees)
}

fn check(text: &str) -> Result<(), String> {
    let guarantees = named(text)?;
    let numbers: Vec<u32> = guarantees.keys().copied().collect();
    if numbers != (1..=GUARANTEES).collect::<Vec<_>>() {
        return Err(format!("there are G1 to G{GUARANTEES}, not {numbers:?}"));
    }
    for (number, tests) in guarantees {
        if tests.is_empty() {
            return Err(format!("G{number} names no test"));
        }
        let mut seen = BTreeSet::new();
        for test in tests {
            if !seen.insert(test) {
                return Err(format!("G{number} names `{test}` twice"));
            }
            exists(test).map_err(|why| format!("G{number} names `{test}`: {why}"))?;
        }
    }
    Ok(())
}

/// Whether there is such a test, and cargo runs it.
fn exists(test: &str) -> Result<(), String> {
    let (file, path) = test.split_once("::").ok_or("it is in no file")?;
    if file.starts_with("tests/miri/") {
        return is_program(path);
    }
    let file = root().join(file);
    let source = syn::parse_file(&read(&file)?).map_err(|error| error.to_string())?;
    let path: Vec<&str> = path.split("::").collect();
    if !is_test(&source.items, &path) {
        return Err("there is no such test that is run".into());
    }
    if is_in_a_target(&file)? {
        Ok(())
    } else {
        Err("no target of cargo's includes the file".into())
    }
}

/// Whether `.ci/miri` runs a program of that name.
fn is_program(name: &str) -> Result<(), String> {
    let programs = read(&root().join("tests/miri/programs/main.rs"))?;
    match programs.contains(&format!("program(\"{name}\",")) {
        true => Ok(()),
        false => Err("there is no such program for Miri".into()),
    }
}

fn is_test(items: &[Item], path: &[&str]) -> bool {
    items.iter().any(|item| match (item, path) {
        (Item::Mod(module), [name, rest @ ..]) if !rest.is_empty() => {
            let items = module.content.as_ref().map(|(_, items)| items.as_slice());
            module.ident == name && is_test(items.unwrap_or_default(), rest)
        }
        (Item::Fn(function), [name]) => {
            let has = |mark| function.attrs.iter().any(|a: &Attribute| a.path().is_ident(mark));
            function.sig.ident == name && has("test") && !has("ignore")
        }
        _ => false,
    })
}

/// Whether a target has this file as its root, or a root beside it includes it as a module.
fn is_in_a_target(file: &Path) -> Result<bool, String> {
    let folder = file.parent().ok_or("a file lies in a folder")?;
    let name = file.file_stem().and_then(|stem| stem.to_str()).ok_or("it has a name")?;
    // The roots of targets are listed in the nearest manifest.
    let manifest = file.ancestors().map(|folder| folder.join("Cargo.toml")).find(|m| m.is_file());
    let manifest = manifest.ok_or("it is in no package")?;
    let package = manifest.parent().ok_or("a manifest lies in a folder")?;
    let targets = read(&manifest)?;
    let files = fs::read_dir(folder).map_err(|error| error.to_string())?;
    for root in files.filter_map(Result::ok).map(|entry| entry.path()) {
        let within = root.strip_prefix(package).map_err(|error| error.to_string())?;
        if !targets.contains(&format!("path = \"{}\"", within.display())) {
            continue;
        }
        let modules = syn::parse_file(&read(&root)?).map_err(|error| error.to_string())?.items;
        let includes = |item: &Item| matches!(item, Item::Mod(module) if module.ident == name);
        if root == file || modules.iter().any(includes) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[test]
fn every_guarantee_names_tests_that_run() {
    let text = read(&root().join("GUARANTEES.md")).unwrap();
    if let Err(error) = check(&text) {
        panic!("GUARANTEES.md: {error}");
    }
}

#[test]
fn what_is_wrong_with_the_list_is_said() {
    const GOOD: &str = "tests/guarantees.rs::every_guarantee_names_tests_that_run";
    let with = |thirteenth: &str| {
        let list = (1..GUARANTEES).map(|n| format!("## G{n} promised\n`{GOOD}`\n"));
        list.chain([thirteenth.to_owned()]).collect::<String>()
    };
    assert_eq!(check(&with(&format!("## G13 promised\n- `{GOOD}`, `check`"))), Ok(()));
    let wrong = |text: &str, expected: &str| {
        let error = check(&with(text)).unwrap_err();
        assert!(error.contains(expected), "{error}");
    };
    wrong("", "there are G1 to G13, not [1, 2,");
    wrong("## G13 promised\n", "G13 names no test");
    wrong("## G13 promised\n## After\n`tests/a.rs::b`", "G13 names no test");
    wrong("## G12 again", "G12 again is there twice");
    wrong("## G13 p\n`tests/guarantees.rs::no_such_test`", "there is no such test");
    wrong("## G13 p\n`tests/guarantees.rs::check`", "there is no such test");
    wrong("## G13 p\n`tests/no_such_file.rs::check`", "no_such_file.rs");
    let twice = format!("## G13 p\n`{GOOD}`\n`{GOOD}`");
    wrong(&twice, "twice");
}

/// All Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn has_unsafe(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_unsafe(group.stream()),
        TokenTree::Ident(ident) => ident == "unsafe",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// rustc's lint does not look into what a macro writes; this does, in the macro's templates.
#[test]
fn neither_the_crates_nor_what_the_macro_writes_have_unsafe_code() {
    for crate_root in ["actor-runtime", "actor-macros", "actor-remote", "actor-observer"] {
        let crate_root = root().join(crate_root).join("src/lib.rs");
        let source = syn::parse_file(&read(&crate_root).unwrap()).unwrap();
        let forbids = |attribute: &Attribute| {
            attribute.path().is_ident("forbid")
                && attribute
                    .parse_args::<syn::Path>()
                    .is_ok_and(|lint| lint.is_ident("unsafe_code"))
        };
        assert!(source.attrs.iter().any(forbids), "{}", crate_root.display());
    }
    let mut files = Vec::new();
    for folder in
        ["actor-runtime/src", "actor-macros/src/expand", "actor-remote/src", "actor-observer/src"]
    {
        sources(&root().join(folder), &mut files);
    }
    assert!(files.len() > 40, "{files:?}");
    for file in files {
        let tokens: TokenStream = read(&file).unwrap().parse().unwrap();
        assert!(!has_unsafe(tokens), "{}", file.display());
    }
    assert!(has_unsafe("quote! { { unsafe fn f() {} } }".parse().unwrap()));
    assert!(!has_unsafe("#![forbid(unsafe_code)] // unsafe".parse().unwrap()));
}
