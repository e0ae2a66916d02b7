//! Searches are answered before, during and after the indexing, and what they find is right.

use std::process::Command;

mod built_example;

/// `fox in 3 documents; 4 indexed, 5 to go`.
fn search(line: &str) -> (&str, u32, u32, u32) {
    let (found, progress) = line.split_once(" documents; ").expect(line);
    let (word, found) = found.split_once(" in ").expect(line);
    let (indexed, backlog) = self::progress(progress);
    (word, found.parse().expect(line), indexed, backlog)
}

/// `4 indexed, 5 to go`.
fn progress(line: &str) -> (u32, u32) {
    let numbers = line.strip_suffix(" to go").and_then(|line| line.split_once(" indexed, "));
    let (indexed, backlog) = numbers.expect(line);
    (indexed.parse().expect(line), backlog.parse().expect(line))
}

#[test]
fn messages_come_before_idle_work_and_urgent_ones_before_messages() {
    let output = Command::new(built_example::executable("background_index", &[])).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut lines = printed.lines();
    let mut next = |beginning: &str| {
        let line = lines.next().unwrap_or_else(|| panic!("{beginning} is missing: {printed}"));
        line.strip_prefix(beginning).unwrap_or_else(|| panic!("no {beginning}: {printed}"))
    };

    // Overtook all 3000 additions.
    assert_eq!(search(next("search, overtaking the additions: ")), ("fox", 0, 0, 0));
    assert_eq!(progress(next("behind the additions, before any idle time: ")), (0, 3000));

    let words = [("fox", 2), ("dog", 3), ("bee", 5)];
    let mut before = 0;
    for (word, every) in words {
        let (of, found, indexed, backlog) = search(next("search, meanwhile: "));
        // The documents are indexed in order, so what is found tells how many are.
        assert_eq!((of, found), (word, indexed / every), "{printed}");
        assert_eq!(indexed + backlog, 3000, "{printed}");
        assert!(indexed >= before, "{printed}");
        before = indexed;
    }

    assert_eq!(progress(next("finished: ")), (3000, 0));
    for (word, every) in words {
        assert_eq!(search(next("search, finished: ")), (word, 3000 / every, 3000, 0));
    }
    assert_eq!(progress(next("finished again: ")), (3001, 0));
    assert_eq!(search(next("search, finished again: ")), ("fox", 1501, 3001, 0));
    // One for each of the first 3000, the three, and `the`, `a`, `and`.
    assert_eq!(next("ended with "), "3006 different words");
    assert_eq!(lines.next(), None);
}
