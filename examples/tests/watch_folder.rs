//! Thousands of real files: what is there and what changes is reported, with the library and without it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, SystemTime},
};

mod built_example;
mod folder;
mod process;

use process::Process;

/// A safety net for a program that hangs; nothing here waits for time to pass.
const DEADLINE: Duration = Duration::from_secs(120);

/// With actors, and by hand.
const BOTH: [&[&str]; 2] = [&[], &["--by-hand"]];

fn folder(name: &str) -> PathBuf {
    folder::folder("watch_folder", name)
}

/// Files, and how many bytes are in each.
type Files = BTreeMap<PathBuf, u64>;

/// Writes a file whose folder may be missing, of as many bytes.
fn write(files: &mut Files, path: PathBuf, bytes: usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "x".repeat(bytes)).unwrap();
    files.insert(path, bytes as u64);
}

fn summary(files: &Files) -> String {
    format!("{} files, {} bytes", files.len(), files.values().sum::<u64>())
}

/// Files of a line each in what the program prints: far more of them than can be under way to a reader that does not read.
fn long_list(folder: &Path) -> Files {
    let mut files = Files::new();
    for n in 0..2000 {
        let name = format!("{n:0>150}");
        write(&mut files, folder.join(format!("{}/{name}", n % 40)), n % 7);
    }
    files
}

/// The program, whose output waits in the pipe until it is read, and what it has printed so far.
struct Program {
    process: Process,
    input: ChildStdin,
    printed: Receiver<String>,
    errors: Receiver<String>,
    files: Files,
    /// What was reported as modified.
    modified: BTreeSet<PathBuf>,
    /// How many files were reported as added.
    added: usize,
    progress: Vec<(usize, usize)>,
}

/// The lines of a stream, of which little more is read than is asked for.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (lines, received) = mpsc::sync_channel(64);
    let read = BufReader::new(stream).lines();
    thread::spawn(move || read.map(Result::unwrap).try_for_each(|line| lines.send(line)));
    received
}

/// The next line; `None` at the end.
fn next(lines: &Receiver<String>) -> Option<String> {
    match lines.recv_timeout(DEADLINE) {
        Ok(line) => Some(line),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("the program says nothing"),
    }
}

impl Program {
    fn start(options: &[&str], folder: &Path) -> Self {
        let mut command = Command::new(built_example::executable("watch_folder", &["watch"]));
        command.args(options).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = Process::start(&mut command);
        let program = Program {
            input: process.0.stdin.take().unwrap(),
            printed: lines(process.0.stdout.take().unwrap()),
            errors: lines(process.0.stderr.take().unwrap()),
            process,
            files: Files::new(),
            modified: BTreeSet::new(),
            added: 0,
            progress: Vec::new(),
        };
        program.expect(&format!("* watching {}", folder.display()));
        program
    }

    fn expect(&self, line: &str) {
        assert_eq!(next(&self.printed).as_deref(), Some(line));
    }

    fn expect_error(&self, line: &str) {
        assert_eq!(next(&self.errors).as_deref(), Some(line));
    }

    fn say(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// Takes in what the next line says; returns it if it is about no single file.
    fn step(&mut self) -> Option<String> {
        let line = next(&self.printed).expect("the program is still there");
        let (kind, rest) = line.split_once(' ').expect(&line);
        let sized = || {
            let (path, bytes) = rest.strip_suffix(" bytes)").unwrap().rsplit_once(" (").unwrap();
            (PathBuf::from(path), bytes.parse().unwrap())
        };
        match kind {
            "+" => {
                let (path, bytes) = sized();
                assert_eq!(self.files.insert(path, bytes), None, "{line}");
                self.added += 1;
            }
            "~" => {
                let (path, bytes) = sized();
                assert!(self.files.insert(path.clone(), bytes).is_some(), "{line}");
                self.modified.insert(path);
            }
            "-" => assert!(self.files.remove(Path::new(rest)).is_some(), "{line}"),
            "…" => {
                let (read, found) =
                    rest.strip_suffix(" files").unwrap().split_once(" of ").unwrap();
                self.progress.push((read.parse().unwrap(), found.parse().unwrap()));
            }
            _ => return Some(line),
        }
        None
    }

    /// Reads on until a line that is about no single file.
    fn next_state(&mut self) -> String {
        loop {
            if let Some(line) = self.step() {
                return line;
            }
        }
    }

    /// Reads on until a scan has ended with what is reported as it is expected, and asks whether the index agrees.
    fn follow(&mut self, expected: &Files, is_complete: impl Fn(&Self) -> bool) {
        loop {
            let line = self.next_state();
            assert!(line.starts_with("= "), "{line}");
            if line == format!("= {}", summary(expected))
                && self.files == *expected
                && is_complete(self)
            {
                break;
            }
        }
        self.say("");
        self.expect_error(&format!("{} so far", summary(expected)));
    }

    fn press_ctrl_c(&self) {
        self.process.press_ctrl_c();
        self.expect_error("closing");
    }

    /// Sees it end well, with what was reported.
    fn expect_end(mut self) -> Files {
        let closed = loop {
            let line = self.next_state();
            // The scan may just have ended.
            if !line.starts_with("= ") {
                break line;
            }
        };
        assert_eq!(closed, format!("* closed with {}", summary(&self.files)));
        assert_eq!(next(&self.printed), None);
        assert_eq!(next(&self.errors), None);
        assert_eq!(self.process.code(), Some(0));
        std::mem::take(&mut self.files)
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn what_is_there_and_what_changes_is_reported() {
    for options in BOTH {
        let root = folder("changes");
        let mut files = Files::new();
        for n in 0..3000 {
            let path = format!("{}/{}/{}/{n}", n % 3, n % 10, n % 20);
            write(&mut files, root.join(path), n);
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(&root, root.join("circle")).unwrap();

        let mut program = Program::start(options, &root);
        program.follow(&files, |_| true);
        let progress: Vec<_> = (0..3000).step_by(256).map(|read| (read, 3000)).collect();
        assert_eq!(program.progress, progress);
        assert_eq!((program.added, program.modified.len()), (3000, 0));

        // Other bytes, but as many of them.
        let replaced: BTreeSet<PathBuf> = files.keys().skip(100).take(100).cloned().collect();
        for path in &replaced {
            fs::write(path, "y".repeat(files[path] as usize)).unwrap();
        }
        for path in files.keys().skip(1200).take(100).cloned().collect::<Vec<_>>() {
            let bytes = files[&path] as usize + 1;
            write(&mut files, path, bytes);
        }
        for path in files.keys().skip(1400).take(100).cloned().collect::<Vec<_>>() {
            fs::remove_file(&path).unwrap();
            files.remove(&path);
        }
        for n in 0..500 {
            write(&mut files, root.join(format!("new/{}/deep/er/{n}", n % 25)), n);
        }
        fs::remove_dir_all(root.join("2/0")).unwrap();
        files.retain(|path, _| !path.starts_with(root.join("2/0")));
        fs::rename(root.join("1"), root.join("moved")).unwrap();
        files = files
            .into_iter()
            .map(|(path, bytes)| match path.strip_prefix(root.join("1")) {
                Ok(rest) => (root.join("moved").join(rest), bytes),
                Err(_) => (path, bytes),
            })
            .collect();
        program.follow(&files, |program| replaced.is_subset(&program.modified));

        // A folder that has moved is watched where it is now, and a new one as it is.
        program.modified.clear();
        let unchanged = root.join("2/5/5/5");
        assert!(files.contains_key(&unchanged));
        File::options()
            .write(true)
            .open(&unchanged)
            .unwrap()
            .set_modified(SystemTime::UNIX_EPOCH)
            .unwrap();
        write(&mut files, root.join("moved/5/late"), 5);
        write(&mut files, root.join("new/5/deep/er/late"), 6);
        program.follow(&files, |_| true);
        assert!(!program.modified.contains(&unchanged), "nothing in it has changed");

        program.press_ctrl_c();
        assert_eq!(program.expect_end(), files);
    }
}

/// The watcher's thread waits for room meanwhile, and the system loses changes once it remembers too many of them.
#[test]
fn a_flood_of_changes_that_nobody_reads_loses_no_file() {
    for options in BOTH {
        let root = folder("flood");
        let mut files = Files::new();
        let mut program = Program::start(options, &root);
        program.follow(&files, |_| true);
        for round in 7..10 {
            for n in 0..3000 {
                write(&mut files, root.join(format!("{}/{n:0>150}", n % 30)), n % round);
            }
        }
        program.follow(&files, |_| true);
    }
}

#[test]
fn another_configuration_cancels_the_scan() {
    for options in BOTH {
        let [many, few] = [folder("cancelled/many"), folder("cancelled/few")];
        let total = long_list(&many).len();
        let mut files = Files::new();
        (0..10).for_each(|n| write(&mut files, few.join(n.to_string()), n));

        // The test does not read, so sooner or later all wait: the console for the pipe, the scanner in a full mailbox.
        let mut program = Program::start(options, &many);
        program.say("/no/such/folder");
        let error = next(&program.errors).unwrap();
        assert!(error.starts_with("cannot watch /no/such/folder: "), "{error}");
        program.say(few.to_str().unwrap());
        program.expect_error("accepted");

        assert_eq!(program.next_state(), format!("* watching {}", few.display()));
        assert!(program.added < total, "the scan was cancelled");
        assert!(program.files.keys().all(|path| path.starts_with(&many)));
        program.files.clear();
        program.follow(&files, |_| true);

        // Nothing comes of the other folder any more.
        fs::write(many.join("0/late"), "late").unwrap();
        write(&mut files, few.join("late"), 4);
        program.follow(&files, |_| true);
    }
}

#[test]
fn many_configurations_one_after_the_other_leave_the_last() {
    let folders = [folder("flicker/one"), folder("flicker/other")];
    let files = folders.each_ref().map(|folder| long_list(folder));
    for options in BOTH {
        let mut program = Program::start(options, &folders[0]);
        for n in 1..=40 {
            program.say(folders[n % 2].to_str().unwrap());
            program.expect_error("accepted");
        }
        for n in 1..=40 {
            let watching = format!("* watching {}", folders[n % 2].display());
            // A scan may be through before the next configuration comes.
            while program.next_state() != watching {}
            assert!(program.files.keys().all(|path| path.starts_with(&folders[(n + 1) % 2])));
            program.files.clear();
        }
        program.follow(&files[0], |_| true);
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn ctrl_c_ends_a_scan_with_what_it_has_found() {
    let many = folder("ctrl_c");
    let files = long_list(&many);
    for options in BOTH {
        let program = Program::start(options, &many);
        program.press_ctrl_c();
        let found = program.expect_end();
        assert!(found.len() < files.len(), "the scan was cancelled");
        assert!(found.iter().all(|file| files.get_key_value(file.0) == Some(file)));
    }
}

#[test]
fn a_path_that_is_no_folder_is_an_error() {
    let file = folder("no_folder").join("file");
    fs::write(&file, "").unwrap();
    for (path, reason) in [(&*file, "not a directory"), (Path::new("/no/such"), "No such file")] {
        let executable = built_example::executable("watch_folder", &["watch"]);
        let output = Command::new(executable).arg(path).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8(output.stderr).unwrap();
        let expected = format!("watch_folder: cannot watch {}: {reason}", path.display());
        assert!(errors.starts_with(&expected), "{errors}");
    }
}

fn source(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("watch_folder").join(name);
    fs::read_to_string(path).unwrap()
}

fn guide() -> String {
    let page = "../actor-runtime/guide/from_a_loop.md";
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap()
}

/// Those that are neither empty nor a comment.
fn lines_of_code(source: &str) -> usize {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    source.lines().filter(is_code).count()
}

#[test]
fn the_actors_are_at_most_seven_tenths_of_what_is_written_by_hand() {
    let [actors, by_hand] = ["folder.rs", "by_hand.rs"].map(|name| lines_of_code(&source(name)));
    assert!(actors * 10 <= by_hand * 7, "{actors} lines with the library, {by_hand} by hand");
    let told = format!(
        "with actors in {actors} lines of code, `by_hand.rs` without this library in {by_hand}."
    );
    let guide = guide().replace('\n', " ");
    assert!(guide.contains(&told), "the guide is to say: {told}");
}

#[test]
fn the_guide_shows_what_is_in_the_sources() {
    let without_indentation =
        |text: &str| text.lines().map(|line| format!("{}\n", line.trim())).collect::<String>();
    let sources = ["folder.rs", "by_hand.rs"].map(|name| without_indentation(&source(name)));
    let guide = without_indentation(&guide());
    let shown: Vec<_> = guide.split("```rust,ignore\n").skip(1).collect();
    assert!(!shown.is_empty());
    for code in shown {
        let (code, _) = code.split_once("```\n").unwrap();
        assert!(sources.iter().any(|source| source.contains(code)), "in neither source: {code}");
    }
}
