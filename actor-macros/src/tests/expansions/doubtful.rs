//! Types that rustc has to find to be `Send`: they have no type of the user's in them, but an object or an `Rc`.

#[actor]
impl<'a> Parser<'a> {
    pub fn run(&mut self, n: u64, job: Box<dyn Job + 'a>) {}

    #[cfg(unix)]
    pub fn name(&self) -> Rc<str> {
        "".into()
    }
}
