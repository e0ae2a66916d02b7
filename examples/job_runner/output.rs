//! What a process writes, line by line, in bounded memory whatever it writes.

use std::io::{BufRead, BufReader, Read};

/// The most bytes of a line. A longer one is handed on in pieces.
const LONGEST: u64 = 4096;

/// Hands each line to `each`, until the output ends or `each` returns false.
pub(crate) fn lines(output: impl Read, mut each: impl FnMut(String) -> bool) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    // Output that cannot be read any more has ended.
    while output.by_ref().take(LONGEST).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        if !each(text.trim_end_matches(['\r', '\n']).to_owned()) {
            break;
        }
        line.clear();
    }
}
