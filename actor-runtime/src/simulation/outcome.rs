//! What the closure of a simulation may return.

use std::error::Error;

/// What the closure of a [`Simulation`](super::Simulation) may return: `()`, or a `Result` whose error is the failure of
/// the seed.
///
/// Sealed: these two are all that there are, so that the compiler knows the error of `?` and `Ok(())`.
pub trait Outcome: sealed::Sealed {
    #[doc(hidden)]
    fn failure(self) -> Option<String>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for Result<(), Box<dyn std::error::Error>> {}
}

impl Outcome for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl Outcome for Result<(), Box<dyn Error>> {
    fn failure(self) -> Option<String> {
        let error = self.err()?;
        let mut text = format!("the closure has returned an error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            text += &format!("; {error}");
            cause = error.source();
        }
        Some(text)
    }
}
