//! What tests of several subjects need.

pub mod alone;
pub mod blocked;
pub mod clerk;
pub mod driver;
pub mod faulty;
pub mod producers;
pub mod witness;
