#[actor]
pub struct Marked {
    items: Vec<u8>,
}

#[allow(clippy::ptr_arg)]
#[actor]
impl Marked {
    /// Less than [`Self::sorted`], from a [`Self`].
    #[deprecated = "use `sorted`"]
    pub fn all(&self) -> Vec<u8> {
        self.items.clone()
    }

    /// All of them, in order.
    ///
    /// # Errors
    ///
    /// If there are none.
    #[must_use = "it takes its time"]
    #[doc(alias = "ordered")]
    pub fn sorted(&self) -> Result<Vec<u8>, String> {
        let mut items = self.items.clone();
        items.sort_unstable();
        if items.is_empty() { Err("none".to_owned()) } else { Ok(items) }
    }

    #[inline]
    #[track_caller]
    #[expect(unused_variables)]
    pub fn ignores(&mut self, n: u8) {}

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
}
