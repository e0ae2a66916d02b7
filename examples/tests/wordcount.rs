//! The word counter counts known text rightly, names what it cannot count, and shows what it has if it is interrupted.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

mod built_example;
mod folder;
mod pipe;
mod process;

use pipe::expect_reader;
use process::Process;

fn folder(name: &str) -> PathBuf {
    folder::folder("wordcount", name)
}

fn wordcount(arguments: &[&str]) -> Output {
    Command::new(built_example::executable("wordcount", &[])).args(arguments).output().unwrap()
}

/// What the table says: the second column, and the first one to it.
fn table(output: &Output) -> BTreeMap<&str, &str> {
    let printed = std::str::from_utf8(&output.stdout).unwrap();
    let rows = printed.lines().filter_map(|row| row.trim_start().split_once("  "));
    rows.map(|(count, word)| (word, count)).collect()
}

fn errors(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn known_text_is_counted_and_the_rest_is_named() {
    let folder = folder("known_text");
    fs::create_dir_all(folder.join("deep/.hidden")).unwrap();
    fs::write(folder.join("cats.txt"), "The cat. The dog!\nthe ÖL\n").unwrap();
    fs::write(folder.join("deep/dogs.txt"), "dog2 dog, Öl; don't").unwrap();
    fs::write(folder.join("deep/.hidden/file"), "cat").unwrap();
    fs::write(folder.join("deep/empty"), "").unwrap();
    fs::write(folder.join("deep/picture"), b"dog \xff\xfe dog").unwrap();
    let missing = folder.join("missing");
    let paths = [folder.to_str().unwrap(), missing.to_str().unwrap()];

    for options in [&["--workers", "1"][..], &["--workers", "3"], &["--workers", "16", "--pool"]] {
        let output = wordcount(&[&paths[..], options].concat());
        assert!(output.status.success(), "{output:?}");

        let mut table = table(&output);
        let rate = table.remove("words per second").expect("the rate is told");
        assert_ne!(rate, "0");
        let expected = [
            ("the", "3"),
            ("cat", "2"),
            ("dog", "2"),
            ("öl", "2"),
            ("dog2", "1"),
            ("don", "1"),
            ("t", "1"),
            ("files", "4"),
            ("bytes", "49 B"),
            ("words", "12"),
            ("different words", "7"),
            ("not counted", "2"),
        ];
        assert_eq!(table, BTreeMap::from(expected));

        let errors = errors(&output);
        assert_eq!(errors.lines().count(), 2, "{errors}");
        assert!(errors.contains("deep/picture: not UTF-8 from byte 4 on\n"), "{errors}");
        assert!(errors.contains("missing: No such file"), "{errors}");
    }
}

#[test]
fn the_most_frequent_words_come_first() {
    let folder = folder("order");
    fs::write(folder.join("text"), "b c a c b c d").unwrap();
    let output = wordcount(&[folder.to_str().unwrap(), "--top", "3"]);
    let printed = std::str::from_utf8(&output.stdout).unwrap();
    let words: Vec<_> = printed.lines().take_while(|row| !row.is_empty()).map(str::trim).collect();
    assert_eq!(words, ["3  c", "2  b", "1  a"]);
}

#[test]
fn without_paths_it_counts_the_sources_of_this_project() {
    let output = wordcount(&["--top", "100000"]);
    assert!(output.status.success(), "{output:?}");
    let table = table(&output);
    assert!(table.contains_key("actor"), "{table:?}");
    // This very word is in this very file.
    assert!(table.contains_key("floccinaucinihilipilification"), "{table:?}");
}

#[test]
fn nothing_to_count_is_an_error() {
    let output = wordcount(&["/no/such/path", "/nor/this/one"]);
    assert_eq!(output.status.code(), Some(1));
    let errors = errors(&output);
    assert!(errors.contains("not counted: /no/such/path: "), "{errors}");
    assert!(errors.contains("not counted: /nor/this/one: "), "{errors}");
    assert!(errors.contains("wordcount: nothing could be counted"), "{errors}");
    assert!(output.stdout.is_empty());

    let empty = folder("empty");
    let output = wordcount(&[empty.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(self::errors(&output).contains("the given folders hold no file"), "{output:?}");
}

#[test]
fn no_worker_is_an_error() {
    let output = wordcount(&["--workers", "0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("--workers <N>': 0 is not in 1..="), "{output:?}");
}

#[test]
#[cfg_attr(not(unix), ignore = "makes a symbolic link and a socket as Unix has them")]
fn links_and_sockets_in_folders_are_named() {
    #[cfg(unix)]
    {
        use std::os::unix::{fs::symlink, net::UnixListener};

        let folder = folder("links");
        fs::write(folder.join("text"), "one").unwrap();
        symlink(&folder, folder.join("circle")).unwrap();
        // The path of a socket may be about a hundred bytes long.
        let socket = std::env::temp_dir().join(format!("wordcount-{}", std::process::id()));
        fs::create_dir_all(&socket).unwrap();
        let _listener = UnixListener::bind(socket.join("socket")).unwrap();

        let output = wordcount(&[folder.to_str().unwrap(), socket.to_str().unwrap()]);
        fs::remove_dir_all(&socket).unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(table(&output)["words"], "1");
        let errors = errors(&output);
        assert!(errors.contains("links/circle: a symbolic link, which is not followed\n"));
        assert!(errors.contains("/socket: neither a file nor a folder\n"), "{errors}");
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "makes pipes with `mkfifo` and presses Ctrl-C with `kill`")]
fn ctrl_c_shows_the_counts_so_far() {
    let folder = folder("interrupted");
    let texts = folder.join("texts");
    fs::create_dir_all(&texts).unwrap();
    for n in 0..200 {
        fs::write(texts.join(n.to_string()), "cat dog cat").unwrap();
    }
    let pipes = ["first", "last"].map(|name| folder.join(name));
    assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success());

    for options in [&[][..], &["--pool"]] {
        // One reader waits for what is written to the first pipe. The other one has counted all texts, and what it
        // has counted is accepted, when it comes to the last pipe.
        let mut command = Command::new(built_example::executable("wordcount", &[]));
        command.args([&pipes[0], &texts, &pipes[1]]).args(["--workers", "2"]).args(options);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut program = Process::start(&mut command);
        let pipe = expect_reader(&pipes[1]);
        program.press_ctrl_c();
        let code = program.code();
        // What it prints is less than a pipe holds.
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        program.0.stdout.take().unwrap().read_to_end(&mut stdout).unwrap();
        program.0.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        let output = Output { status: program.0.wait().unwrap(), stdout, stderr };
        drop(pipe);

        assert_eq!(code, Some(130), "{output:?}");
        assert_eq!(errors(&output), "wordcount: interrupted, with 2 files not read\n");
        let table = table(&output);
        let counted = ["cat", "dog", "files", "words"].map(|row| table[row]);
        assert_eq!(counted, ["400", "200", "200", "600"]);
    }
}
