#[cfg(debug_assertions)]
#[actor]
pub struct Conditional(u8);

#[cfg(debug_assertions)]
#[actor]
impl Conditional {
    #[cfg(unix)]
    pub fn here(&self, #[cfg(unix)] n: u8, #[cfg(not(unix))] n: Missing) -> u8 {
        self.0 + n
    }

    #[cfg_attr(unix, cfg(any()))]
    pub fn gone(&self, missing: Missing) -> Missing {
        missing
    }

    #[cfg(not(unix))]
    #[urgent]
    pub fn elsewhere(&mut self) {}
}
