//! The numbers of the actors that were born in a run.

/// Marks the numbers of actors that were born in a simulation.
const BORN_INSIDE: u64 = 1 << 63;

/// How many bits the number in its run has. The bits above tell the runs apart, so that what is kept of one run meets no
/// actor of another.
const BITS_IN_RUN: u32 = 32;

/// The number of the actor that has this one in its run.
pub(super) fn of_run(run: u64, number: u64) -> u64 {
    BORN_INSIDE | run << BITS_IN_RUN | number
}

/// Whether the actor with this number was born in a simulation.
pub(super) fn is_born_inside(number: u64) -> bool {
    number & BORN_INSIDE != 0
}

/// The number that is shown of the actor with this number: that in its run, if it was born in one.
#[inline]
pub(crate) fn number_in_run(number: u64) -> u64 {
    if is_born_inside(number) { number & ((1 << BITS_IN_RUN) - 1) } else { number }
}
