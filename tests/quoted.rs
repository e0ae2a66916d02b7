//! What the guide quotes of examples that need more than the runtime stands in them.

#![forbid(unsafe_code)]

use std::{fs, path::Path};

/// Of a page: the file that each quotation names in its first line, and the quoted lines, without their indentation.
fn quotations(page: &str) -> Vec<(&str, String)> {
    let blocks = page.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let quoted = blocks.filter_map(|block| block.strip_prefix("// ")?.split_once('\n'));
    quoted.map(|(file, lines)| (file, flush(lines))).collect()
}

fn flush(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim())).collect()
}

#[test]
fn the_guide_quotes_what_the_examples_have() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a member of the workspace");
    let page = fs::read_to_string(root.join("actor-runtime/guide/remote.md")).expect("the page");
    let quotations = quotations(&page);
    assert_eq!(quotations.len(), page.matches("```text").count(), "each names its file");
    assert!(quotations.len() >= 3, "{quotations:?}");
    for (file, lines) in quotations {
        let source = fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(flush(&source).contains(&lines), "{file} does not have:\n{lines}");
    }
}

#[test]
fn a_quotation_is_found_whatever_its_indentation() {
    let page = "a\n```text\n// a/b.rs\nlet a;\n    b();\n```\n```rust\nc\n```\n";
    assert_eq!(quotations(page), [("a/b.rs", "let a;\nb();\n".to_owned())]);
}
