//! Expands random items: the attribute never panics, and keeps the item or reports an error.

mod items;
mod spoiling;
mod trees;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use self::spoiling::{spoiled, spoils};
use self::trees::{soup, tokens};
use super::oracle::check;

/// The same cases on every machine. Another seed gives others.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x005e_ed12_34ab_cd01),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(2_500))]

    #[test]
    fn arbitrary_tokens(options in soup(), item in soup()) {
        check(tokens(&options), tokens(&item));
    }

    /// Impls of methods that may be messages. All of them are items.
    #[test]
    fn plausible_impls(options in items::options(), block in items::block()) {
        let is_item = check(super::tokens(&options), super::tokens(&block));
        prop_assert!(is_item, "no item: {block}");
    }

    /// Valid items with a few tokens changed.
    #[test]
    fn near_misses(
        options in items::options(),
        item in prop_oneof![3 => items::block(), 2 => items::half_typed(), 1 => items::declaration()],
        odd_options in spoils(0..2),
        odd_item in spoils(1..4),
    ) {
        let options = spoiled(super::tokens(&options), &odd_options);
        let item = spoiled(super::tokens(&item), &odd_item);
        check(options, item);
    }
}
