//! Finds the option that a misspelt key probably means.

/// The option closest to `written`, if at most half of its letters differ.
pub(super) fn nearest<'a>(
    written: &str,
    options: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    options
        .map(|option| (distance(written, option), option))
        .filter(|(distance, option)| *distance <= option.len() / 2)
        .min()
        .map(|(_, option)| option)
}

/// The number of letters to insert, remove or change to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.chars().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_close_options_are_suggested() {
        let options = ["mailbox", "name", "count"];
        assert_eq!(nearest("mailbx", options.into_iter()), Some("mailbox"));
        assert_eq!(nearest("nam", options.into_iter()), Some("name"));
        assert_eq!(nearest("frobnicate", options.into_iter()), None);
    }

    #[test]
    fn the_distance_counts_letters_to_insert_remove_or_change() {
        let cases = [
            ("", "", 0),
            ("name", "name", 0),
            ("", "name", 4),
            ("name", "", 4),
            ("nam", "name", 1),
            ("names", "name", 1),
            ("mane", "name", 2),
            ("kitten", "sitting", 3),
            ("sitting", "kitten", 3),
            ("saturday", "sunday", 3),
        ];
        for (from, to, letters) in cases {
            assert_eq!(distance(from, to), letters, "{from} {to}");
        }
    }
}
