//! What a word is.

use std::collections::HashMap;

/// Words and how often each occurs.
pub(crate) type Counts = HashMap<String, u64>;

/// Counts the runs of alphanumeric characters, in lower case.
pub(crate) fn count(text: &str) -> Counts {
    let mut counts = Counts::new();
    // Most words of a text have been seen before: only a new one is worth an allocation.
    let mut lower_case = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        lower_case.clear();
        lower_case.extend(word.chars().flat_map(char::to_lowercase));
        match counts.get_mut(&lower_case) {
            Some(count) => *count += 1,
            None => drop(counts.insert(lower_case.clone(), 1)),
        }
    }
    counts
}
