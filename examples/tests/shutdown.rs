//! Ctrl-C loses no job that was accepted, and names the actor that does not end.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

mod built_example;
mod process;

use process::Process;

/// Presses Ctrl-C once the program is at work: what it then prints, its errors, its exit code.
fn shut_down(options: &[&str]) -> (Vec<String>, String, Option<i32>) {
    let mut command = Command::new(built_example::executable("shutdown", &[]));
    command.args(options).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = Process::start(&mut command);
    let mut printed = BufReader::new(program.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(printed.next().as_deref(), Some("at work; Ctrl-C shuts down"));

    program.press_ctrl_c();
    assert_eq!(printed.next().as_deref(), Some("shutting down"));
    let printed = printed.collect();
    let mut errors = String::new();
    program.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    (printed, errors, program.code())
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn ctrl_c_loses_no_job_and_the_first_started_ends_last() {
    let (printed, errors, code) = shut_down(&["--deadline", "60000"]);
    assert_eq!((&*errors, code), ("", Some(0)), "{printed:#?}");
    let (closed, reported) = printed.split_first().unwrap();
    assert_eq!(closed, "the ledger closes with 10 results");
    let ids = ["`worker 2`#3", "`worker 1`#2", "`Ledger`#1"];
    assert_eq!(reported, ids.map(|actor| format!("{actor}: stopped")));
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn an_actor_that_does_not_end_is_named_and_makes_the_exit_a_failure() {
    let (printed, errors, code) = shut_down(&["--stuck", "--deadline", "500"]);
    assert_eq!(code, Some(1), "{printed:#?}");
    let stuck = "`worker 1`#2 has not ended: it has been in message `work_for_ever` for at least ";
    assert!(printed.iter().any(|line| line.starts_with(stuck)), "{printed:#?}");
    assert!(errors.starts_with("shutdown: "), "{errors}");
    assert!(errors.contains(" of 3 actors did not end well: "), "{errors}");
    assert!(errors.contains(stuck), "{errors}");
}
