union Both {
    small: u8,
    large: u64,
}
::core::compile_error! {
    "`#[actor]` belongs on a struct or an enum, and on its inherent `impl`: a union cannot be an actor, put it in a field of a struct"
}
impl Clone for Both {
    fn clone(&self) -> Self {
        *self
    }
}
::core::compile_error! {
    "the messages of an actor are the methods of its inherent `impl`: annotate that one, and leave this trait's without `#[actor]`"
}
fn function(reply: u8) {}
::core::compile_error! {
    "`#[actor]` is given twice: keep one of them"
}
::core::compile_error! {
    "`#[actor]` belongs on a struct or an enum, and on its inherent `impl`: put this function into the `impl` and make it `pub` with `&mut self`"
}
