#[actor]
union Both {
    #[ask]
    small: u8,
    large: u64,
}

#[actor]
impl Clone for Both {
    #[ask]
    fn clone(&self) -> Self {
        *self
    }
}

#[actor]
#[actor]
fn function(#[reply] reply: u8) {}
