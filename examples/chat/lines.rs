//! What clients send, line by line, with as little trust as strangers deserve.

use std::io::{self, BufRead, Read};

/// The most bytes of a line, its end not counted.
pub(crate) const LONGEST: usize = 1024;

pub(crate) enum Line {
    Text(String),
    /// It was longer than [`LONGEST`]. All of it has been read, none of it kept.
    TooLong,
    NotUtf8,
}

/// Reads the next line; `None` when the client will send no more.
pub(crate) fn next(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let most = LONGEST + b"\r\n".len();
    if input.by_ref().take(most as u64).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let content = match line.strip_suffix(b"\n") {
        Some(content) => content.strip_suffix(b"\r").unwrap_or(content),
        None if line.len() == most => {
            input.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        // The last line may go without its end.
        None => &line,
    };
    if content.len() > LONGEST {
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(match std::str::from_utf8(content) {
        Ok(text) => Line::Text(text.to_owned()),
        Err(_) => Line::NotUtf8,
    }))
}
