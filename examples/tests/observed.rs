//! Examples that are observed: what an observer says of a chat, and, in a real terminal, a fetcher that is cut off.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Instant,
};

use actor_observer::Connection;

mod lines;
mod process;

use lines::{DEADLINE, Lines};
use process::Process;

/// A terminal without a window, in a tmux server of its own.
struct Terminal {
    socket: String,
}

impl Terminal {
    fn run(command: &str) -> Self {
        let terminal = Terminal { socket: format!("observed-{}", std::process::id()) };
        // Without a user's settings, and large enough for every column.
        let options = ["-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "24", command];
        let output = terminal.tmux(&options);
        assert!(output.status.success(), "{output:?}");
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", &self.socket]).args(arguments).output().expect("tmux is installed")
    }

    /// Waits until the screen is as it is wanted; returns it.
    fn screen_when(&self, is_wanted: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let output = self.tmux(&["capture-pane", "-p"]);
            let screen = String::from_utf8(output.stdout).unwrap();
            if is_wanted(&screen) {
                return screen;
            }
            assert!(
                begun.elapsed() < DEADLINE,
                "{screen}\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }

    /// Waits until the command has ended, and with it the only session.
    fn expect_end(&self) {
        let begun = Instant::now();
        while self.tmux(&["has-session"]).status.success() {
            assert!(begun.elapsed() < DEADLINE, "{}", self.screen_when(|_| true));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Has ended already unless the test has failed.
        let _ = self.tmux(&["kill-server"]);
    }
}

/// Builds with this test's profile, whatever has been built before: the example also exists without the feature.
fn build(arguments: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--target-dir"]).arg(target());
    let status = cargo.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// The folder of the profile, two above this test's executable.
fn profile() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own executable");
    test.ancestors().nth(2).expect("it lies in <profile>/deps").to_owned()
}

fn target() -> PathBuf {
    profile().parent().map(Path::to_owned).expect("the profile's folder lies in the target's")
}

#[test]
fn the_room_of_a_chat_is_seen_from_outside_while_it_is_open() {
    build(&["-p", "examples", "--features", "observe", "--example", "chat"]);
    let mut chat = Command::new(profile().join("examples/chat"));
    chat.args(["--port", "0", "--observe", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut chat = Process::start(&mut chat);
    let printed = Lines::of(chat.0.stdout.take().unwrap());
    assert!(printed.next().unwrap().starts_with("listening on "));
    let address = printed.next().unwrap();
    let address = address.strip_prefix("observed at ").unwrap_or_else(|| panic!("{address}"));
    let mut connection = Connection::open(address.parse().unwrap()).unwrap();
    let report = connection.snapshot().unwrap();
    assert!(report.actors.iter().any(|actor| actor.type_name == "chat::room::Room"), "{report:?}");
    chat.press_ctrl_c();
    while printed.next().is_some() {}
    assert_eq!(chat.code(), Some(0));
    assert!(connection.snapshot().is_err());
}

#[test]
#[ignore = "needs tmux: .ci/terminal runs it"]
fn a_fetcher_is_cut_off_and_its_restart_stands_on_the_screen() {
    build(&["-p", "examples", "--features", "observe", "--example", "supervised_fetcher"]);
    build(&["-p", "actor-observer", "--features", "terminal"]);
    let mut fetcher = Command::new(profile().join("examples/supervised_fetcher"));
    fetcher.args(["--pages", "6", "--fetchers", "2", "--observe", "127.0.0.1:0"]);
    let mut fetcher = Process::start(fetcher.stdin(Stdio::piped()).stdout(Stdio::piped()));
    let printed = Lines::of(fetcher.0.stdout.take().unwrap());
    let address = printed.next().unwrap();
    let address = address.strip_prefix("observed at ").unwrap_or_else(|| panic!("{address}"));
    while !printed.next().expect("it stays").starts_with("done;") {}

    let observer = profile().join("actor-observer");
    let terminal = Terminal::run(&format!("{} {address} --every 100", observer.display()));
    let before = terminal.screen_when(|screen| screen.contains("  fetcher 2#"));
    println!("{before}");
    let group = before.find("Supervisor#").expect("the group");
    assert!(before.find("  fetcher 1#").is_some_and(|fetcher| group < fetcher), "{before}");
    assert!(before.contains("3 actors · 0 busy · 0 stuck · 0 circles"), "{before}");

    let restarts = |screen: &str| -> Option<u64> {
        let row = screen.lines().find(|line| line.contains("  fetcher 1#"))?;
        row.split_whitespace().last()?.parse().ok()
    };
    let had = restarts(&before).expect("the last column that has something");
    let mut input = fetcher.0.stdin.take().unwrap();
    writeln!(input, "1").unwrap();
    let after = terminal.screen_when(|screen| {
        restarts(screen).is_some_and(|has| has > had)
            && screen
                .lines()
                .any(|line| line.contains("`fetcher 1`") && line.contains("fresh state"))
    });
    println!("{after}");

    terminal.tmux(&["send-keys", "q"]);
    terminal.expect_end();
    drop(input);
    while printed.next().is_some() {}
    assert_eq!(fetcher.code(), Some(0));
}
