//! Follows the advice of the macro's errors: what a message says to write in place of a type has to compile.

#![forbid(unsafe_code)]

#[path = "compile_fail/outputs.rs"]
mod outputs;

use std::fmt::Write as _;
use std::{fs, ops::Range, path::Path};

use outputs::outputs;

/// What an error says to write, and where.
struct Advice {
    place: Range<usize>,
    ty: String,
    /// The types for the parameters of a generic method, each with its parameter, if there are several.
    several: Vec<(String, String)>,
}

/// Each case of `compile_fail` whose errors all name a type is written again as they say, as a module of one program. Bodies
/// are left out, since what they do with another type is up to their author; so is `main`.
#[test]
fn each_type_that_an_error_names_compiles_in_its_place() {
    let mut program = String::from("#![allow(dead_code, unused, non_local_definitions)]\n");
    let mut followed = 0;
    for file in outputs("compile_fail") {
        let source = fs::read_to_string(file.with_extension("rs")).unwrap();
        let Some(advice) = advice(&fs::read_to_string(&file).unwrap(), &source) else { continue };
        let module = follow(source, advice);
        followed += 1;
        writeln!(program, "// {}\nmod case_{followed} {{\n{module}\n}}", file.display()).unwrap();
    }
    assert!(followed >= 30, "most cases of borrowed and generic types are followed: {followed}");
    program.push_str("fn main() {}\n");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("followed.rs");
    fs::write(&path, program).unwrap();
    trybuild::TestCases::new().pass(path);
}

/// The advice of every error in an output. `None` if there is none, or another error is among them.
fn advice(output: &str, source: &str) -> Option<Vec<Advice>> {
    let errors: Vec<&str> = output.split("\n\n").filter(|part| part.starts_with("error")).collect();
    let found: Vec<Advice> = errors.iter().filter_map(|error| one(error, source)).collect();
    (!found.is_empty() && found.len() == errors.len()).then_some(found)
}

fn one(error: &str, source: &str) -> Option<Advice> {
    // The macro's own errors, and those that rustc words as the macro says.
    let own =
        error.strip_prefix("error: ").map(|own| (own, &["make it `", "take `", "return `"][..]));
    let worded = || Some((error.strip_prefix("error[E0277]: ")?, &[": take `", ": return `"][..]));
    let (message, phrases) = own.or_else(worded)?;
    let message = message.lines().next()?;
    let mut phrases = phrases.iter();
    let ty = phrases.find_map(|phrase| Some(message.split_once(phrase)?.1.split_once('`')?.0))?;
    // A receiver or a visibility is no type.
    if ty.ends_with("self") || ty == "pub" {
        return None;
    }
    let place = error.lines().find_map(|line| line.trim().strip_prefix("--> "))?;
    let mut numbers = place.rsplit(':').map(|number| number.parse::<usize>());
    let (column, line) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let length = error.lines().find_map(|line| {
        let marks = line.trim().strip_prefix('|')?.trim();
        // A label may follow.
        let length = marks.chars().take_while(|mark| *mark == '^').count();
        (length > 0).then_some(length)
    })?;
    let above: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let start = above + column - 1;
    let several = message.split(", `").filter_map(|part| {
        let (ty, parameter) =
            part.rsplit_once("take `").map_or(part, |part| part.1).split_once("` for `")?;
        Some((parameter.split('`').next()?.to_owned(), ty.to_owned()))
    });
    let several = several.collect();
    Some(Advice { place: start..start + length, ty: ty.to_owned(), several })
}

/// The source with the types that the errors name, without the bodies of these methods and without `main`.
fn follow(mut source: String, mut advice: Vec<Advice>) -> String {
    source.truncate(source.find("\nfn main()").unwrap_or(source.len()));
    advice.sort_by_key(|advice| std::cmp::Reverse(advice.place.start));
    for Advice { place, ty, mut several } in advice {
        without_body(&mut source, place.end);
        let written = source[place.clone()].to_owned();
        match written.strip_prefix('<') {
            // The parameters of a generic method go, and its clause with them.
            Some(parameter) => {
                let name: String =
                    parameter.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                if several.is_empty() {
                    several.push((name, ty));
                }
                let end = place.end + source[place.end..].find('{').unwrap();
                let header = source[place.end..end].split("where").next().unwrap();
                let header = several.iter().fold(header.to_owned(), |header, (name, ty)| {
                    header.replace(&format!(": {name}"), &format!(": {ty}"))
                });
                source.replace_range(place.start..end, &header);
            }
            None => source.replace_range(place, &ty),
        }
    }
    source
}

/// Empties the body that follows.
fn without_body(source: &mut String, from: usize) {
    let start = from + source[from..].find('{').unwrap();
    let mut depth = 0;
    for (at, letter) in source[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            source.replace_range(start + 1..start + at, " unimplemented!() ");
            return;
        }
    }
}
