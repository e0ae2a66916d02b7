#[actor]
pub struct Beside<'a, T: ?Sized, U, V> {
    shown: &'a T,
    sent: U,
    kept: Option<V>,
}

#[actor]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> Beside<'a, T, U, V> {
    pub fn text(&mut self) -> U {
        self.kept = None;
        let text = self.shown.to_string();
        if text.is_empty() { self.sent.clone() } else { text.into() }
    }

    #[cfg(any())]
    pub fn keep(&mut self, kept: V) {
        self.kept = Some(kept);
    }
}
