//! Tells by one contender, a number of times, for a tool that counts instructions.

use std::{env, process::ExitCode};

use benches::{
    contenders::{by_hand, by_macro},
    workloads::tell,
};

fn main() -> ExitCode {
    let arguments = env::args().skip(1).collect::<Vec<_>>();
    let arguments = arguments.iter().map(String::as_str).collect::<Vec<_>>();
    let (run, tells): (fn(u64, u64) -> f64, _) = match *arguments.as_slice() {
        ["by-hand", tells] => (tell::run::<by_hand::Unbounded>, tells),
        ["by-macro", tells] => (tell::run::<by_macro::Unbounded>, tells),
        _ => return usage(),
    };
    let Ok(tells) = tells.parse() else { return usage() };
    run(1, tells);
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: tell_instructions by-hand|by-macro TELLS");
    ExitCode::FAILURE
}
