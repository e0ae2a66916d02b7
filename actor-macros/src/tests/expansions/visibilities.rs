#[actor]
enum Light {
    Off,
    On,
}

#[actor]
impl Light {
    pub fn is_on(&self) -> bool {
        matches!(self, Light::On)
    }

    pub(crate) fn switch(&mut self) {
        *self = match self {
            Light::Off => Light::On,
            Light::On => Light::Off,
        };
    }

    pub(self) fn private(&self) {}
}
