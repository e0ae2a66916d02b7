//! The word count over several processes: it comes out right also if one that reads is killed, and the report says so.

use std::{
    fs,
    io::Read,
    iter,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

mod built_example;
mod folder;
mod lines;
mod pipe;
mod process;

use lines::Lines;
use pipe::expect_reader;
use process::Process;

/// One of the processes, and what it prints.
struct Program {
    process: Process,
    printed: Lines,
}

impl Program {
    fn start(arguments: &[&Path]) -> Self {
        let mut command = Command::new(built_example::executable("wordcount", &["remote"]));
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = Process::start(&mut command);
        let printed = Lines::of(process.0.stdout.take().unwrap());
        Program { process, printed }
    }

    fn serve(paths: &[PathBuf]) -> (Self, String) {
        let options = ["--serve".as_ref(), "127.0.0.1:0".as_ref()];
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let server = Program::start(&[&options[..], &paths].concat());
        let line = server.line();
        let address = line.strip_prefix("listening on ").expect("it listens").to_owned();
        (server, address)
    }

    fn read_for(address: &str) -> Self {
        let options = ["--workers", "1", "--connect", address].map(Path::new);
        Program::start(&options)
    }

    fn name(&self) -> String {
        format!("reader-{}", self.process.0.id())
    }

    fn line(&self) -> String {
        self.printed.next().expect("a further line")
    }

    /// Waits for its end; hands back its exit code, and what it has printed and complained of.
    fn end(mut self) -> (Option<i32>, Vec<String>, String) {
        let printed = iter::from_fn(|| self.printed.next()).collect();
        let mut errors = String::new();
        // What it prints is less than a pipe holds.
        self.process.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.process.code(), printed, errors)
    }
}

/// A hundred texts of three words in a folder, and beside it a pipe.
fn texts(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder::folder("remote_wordcount", name);
    let (texts, pipe) = (folder.join("texts"), folder.join("pipe"));
    fs::create_dir_all(&texts).unwrap();
    for n in 0..100 {
        fs::write(texts.join(n.to_string()), "cat dog cat").unwrap();
    }
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    (texts, pipe)
}

fn count_of(printed: &[String], of: &str) -> Option<String> {
    let mut rows = printed.iter().filter_map(|row| row.trim_start().split_once("  "));
    rows.find(|(_, what)| *what == of).map(|(count, _)| count.to_owned())
}

#[test]
#[cfg_attr(not(unix), ignore = "makes a pipe with `mkfifo`")]
fn a_killed_readers_file_is_read_by_another_one_and_counted_once() {
    let (texts, pipe) = texts("killed");
    // The files are handed out in this order.
    let (server, address) = Program::serve(&[pipe.clone(), texts]);
    let mut doomed = Program::read_for(&address);
    assert_eq!(server.line(), format!("{} reads", doomed.name()));
    let opened = expect_reader(&pipe);
    doomed.process.0.kill().unwrap();
    doomed.process.0.wait().unwrap();
    drop(opened);

    let reader = Program::read_for(&address);
    let (doomed, name) = (doomed.name(), reader.name());
    assert_eq!(server.line(), format!("{name} reads"));
    let mut again = expect_reader(&pipe);
    std::io::Write::write_all(&mut again, b"cat bird").unwrap();
    drop(again);

    assert_eq!(reader.end(), (Some(0), vec![format!("{name}: 101 files")], String::new()));
    let (code, printed, errors) = server.end();
    assert_eq!(code, Some(0), "{errors}");
    let mut said: Vec<&str> = errors.lines().collect();
    said.sort_unstable();
    let mut expected = [
        format!("{doomed}: 0 files, then lost with 1, which others got"),
        format!("{name}: 101 files"),
    ];
    expected.sort();
    assert_eq!(said, expected);
    for (row, count) in [("cat", "201"), ("dog", "100"), ("bird", "1"), ("files", "101")] {
        assert_eq!(count_of(&printed, row).as_deref(), Some(count), "{row}: {printed:?}");
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "makes a pipe with `mkfifo`, and presses Ctrl-C with `kill`")]
fn ctrl_c_shows_the_counts_so_far_and_ends_the_readers() {
    let (texts, pipe) = texts("interrupted");
    let (server, address) = Program::serve(&[texts, pipe.clone()]);
    let reader = Program::read_for(&address);
    let opened = expect_reader(&pipe);
    server.process.press_ctrl_c();
    let (code, printed, errors) = server.end();
    assert_eq!(code, Some(130), "{errors}");
    assert!(errors.ends_with("wordcount: interrupted, with 1 files not read\n"), "{errors}");
    assert_eq!(count_of(&printed, "cat").as_deref(), Some("200"), "{printed:?}");
    drop(opened);
    let (code, _, errors) = reader.end();
    assert_eq!(code, Some(1));
    assert!(errors.starts_with("wordcount: "), "{errors}");
}

#[test]
fn a_file_that_cannot_be_counted_is_named_with_the_reason_of_its_reader() {
    let folder = folder::folder("remote_wordcount", "unreadable");
    let (picture, text) = (folder.join("picture"), folder.join("text"));
    fs::write(&picture, b"dog \xff\xfe dog").unwrap();
    fs::write(&text, "cat").unwrap();
    let (server, address) = Program::serve(&[picture, text]);
    let reader = Program::read_for(&address);
    let name = reader.name();
    assert_eq!(reader.end().0, Some(0));
    let (code, printed, errors) = server.end();
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(count_of(&printed, "files").as_deref(), Some("1"));
    let (first, second) = errors.split_once('\n').unwrap();
    assert_eq!(first, format!("{name}: 2 files"));
    assert!(second.ends_with("picture: not UTF-8 from byte 4 on\n"), "{errors}");
}
