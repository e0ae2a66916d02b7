//! The option `--observe ADDRESS`, where the examples are built with the feature `observe`.

use std::error::Error;

use clap::Args;

#[derive(Args)]
pub(crate) struct Observe {
    /// Shows what the actors do to `actor-observer ADDRESS`; port 0 takes any free one
    #[cfg(feature = "observe")]
    #[arg(long = "observe", value_name = "ADDRESS")]
    address: Option<String>,
}

impl Observe {
    /// Serves what the actors do, if it is wanted, until the result is dropped; prints where.
    #[cfg(feature = "observe")]
    pub(crate) fn begin(&self) -> Result<Option<impl Sized + use<>>, Box<dyn Error>> {
        let Some(address) = &self.address else { return Ok(None) };
        let observer = actor_observer::Observer::serve(address)?;
        println!("observed at {}", observer.address());
        Ok(Some(observer))
    }

    /// Not wanted: there is no such option.
    #[cfg(not(feature = "observe"))]
    pub(crate) fn begin(&self) -> Result<Option<impl Sized + use<>>, Box<dyn Error>> {
        Ok(None::<()>)
    }
}
