//! What every caller sees of an actor that fails or ends: the guide's table, row by row.

use std::{fmt::Write as _, fs, path::Path};

use actor_runtime::{Exit, Panic, Running};

use crate::{
    support::faulty::{Answer, Fault, Mode, Seen, live_through},
    sys::test,
};

/// What happens, in the guide's words.
const ROWS: &[(&str, &[Fault])] = &[
    ("the last handle is dropped", &[Fault::LastDrop]),
    ("`stop`", &[Fault::Stop]),
    ("`ctx.stop()`", &[Fault::OwnStop]),
    ("`kill`", &[Fault::Kill]),
    ("`ctx.fail(…)`", &[Fault::Fail]),
    ("a handler panics", &[Fault::Handler]),
    ("…, and so does its payload's `Drop`", &[Fault::Payload]),
    ("…, and then `#[stopped]`", &[Fault::Handler, Fault::StoppedHook]),
    ("…, and then the state's `Drop`", &[Fault::Handler, Fault::StateDrop]),
    ("the `Drop` of an argument panics", &[Fault::ArgumentDrop]),
    ("… of an ask that has expired", &[Fault::ExpiredDrop]),
    ("… of an answer nobody waits for", &[Fault::AnswerDrop]),
    ("… of a message that is refused", &[Fault::Stop, Fault::RefusedDrop]),
    ("… of one that is undelivered", &[Fault::Kill, Fault::UndeliveredDrop]),
    ("… of one that a timer holds", &[Fault::Stop, Fault::TimerDrop]),
    ("… of the state", &[Fault::Stop, Fault::StateDrop]),
    ("the closure that builds it panics", &[Fault::Build]),
    ("`#[started]` panics", &[Fault::Started]),
    ("`#[started]` returns an error", &[Fault::StartedError]),
    ("`#[idle]` panics", &[Fault::Idle]),
    ("`#[stopped]` panics", &[Fault::Stop, Fault::StoppedHook]),
    ("the maker of a periodic timer panics", &[Fault::TimerMaker]),
    ("an `undelivered` hook panics", &[Fault::Kill, Fault::UndeliveredHook]),
    ("a watcher panics", &[Fault::Stop, Fault::Watcher]),
];

const HEAD: &str = "\
| | its own ask | an ask behind it | a tell behind it | a timer | `Exit` | `resume` | `supervise` |
|---|---|---|---|---|---|---|---|
";

fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Given => "answered",
        Answer::Panicked => "`Panicked`",
        Answer::Exit => "the exit",
        Answer::Own => "its own panic",
    }
}

fn place(panic: &Panic) -> &'static str {
    match panic.running() {
        Running::Message(_) => "the message",
        Running::Started => "`#[started]`",
        Running::Idle => "`#[idle]`",
        Running::Stopped => "`#[stopped]`",
        Running::Timer => "the timer",
        Running::Build => "the build",
        Running::Drop => "the state's `Drop`",
        other => panic!("{other}"),
    }
}

fn end(exit: &Exit) -> String {
    let (kind, then) = match exit {
        Exit::Panicked(panic) => (format!("`Panicked` in {}", place(panic)), panic.followed_by()),
        Exit::Failed(failure) => ("`Failed`".to_owned(), failure.followed_by()),
        other => (format!("`{other:?}`"), None),
    };
    kind + &then.map_or(String::new(), |then| format!(", then in {}", place(then)))
}

/// What it is under another mode, beside what it is when plainly spawned.
fn beside(plain: &Seen, other: Seen, faults: &[Fault]) -> String {
    // A state that goes on still has before it what happens at its end.
    let late = [Fault::StoppedHook, Fault::StateDrop].iter().any(|late| faults.contains(late));
    let goes_on = |timer, restarts| Seen {
        own: plain.own,
        behind: Answer::Given,
        told: true,
        timer: plain.timer.map(|_| timer),
        lives: true,
        restarts,
        exit: if late && restarts == 0 { other.exit.clone() } else { Exit::Closed },
    };
    if &other == plain {
        "the same".to_owned()
    } else if other == goes_on(true, 0) {
        "goes on".to_owned()
    } else if other == goes_on(false, 1) {
        "a fresh state".to_owned()
    } else {
        format!("{other:?}")
    }
}

fn table() -> String {
    let mut table = HEAD.to_owned();
    for (what, faults) in ROWS {
        let seen = live_through(faults, Mode::Plain);
        assert!(!seen.lives && seen.restarts == 0 && seen.timer != Some(true), "{what}: {seen:?}");
        let resumed = beside(&seen, live_through(faults, Mode::Resume), faults);
        let supervised = beside(&seen, live_through(faults, Mode::Supervised), faults);
        let Seen { own, behind, told, timer, exit, .. } = &seen;
        writeln!(
            table,
            "| {what} | {} | {} | {} | {} | {} | {resumed} | {supervised} |",
            own.map_or("–", answered),
            answered(*behind),
            if *told { "handled" } else { "undelivered" },
            timer.map_or("–", |_| "ends"),
            end(exit),
        )
        .unwrap();
    }
    table
}

#[test]
fn the_guide_says_what_becomes_of_everyone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../actor-runtime/guide/failures.md");
    let page = fs::read_to_string(&path).unwrap();
    let table = table();
    if page.ends_with(&table) {
        return;
    }
    let (before, _) = page.split_once(HEAD).expect("the page has a table of this head");
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&path, format!("{before}{table}")).unwrap();
        return;
    }
    panic!(
        "the guide says something else; see what is right, and if this is, write it there with \
         UPDATE_GUIDE=1:\n{table}"
    );
}
