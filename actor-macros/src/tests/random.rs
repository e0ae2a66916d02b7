//! Whatever it is fed, the attribute gives code or an error, never panics, and keeps the user's item.

mod items;
mod spoiling;
mod trees;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use self::spoiling::{spoiled, spoils};
use self::trees::{soup, tokens};
use super::oracle::check;

/// The same cases on every machine; other ones with another seed.
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

    /// Impls of methods that may or may not be messages: all of them are items.
    #[test]
    fn plausible_impls(options in items::options(), block in items::block()) {
        let is_item = check(super::tokens(&options), super::tokens(&block));
        prop_assert!(is_item, "no item: {block}");
    }

    /// Valid items, but for a few tokens.
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
