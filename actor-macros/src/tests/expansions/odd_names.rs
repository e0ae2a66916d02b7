#[actor]
pub struct Odd;

#[actor]
impl Odd {
    pub fn r#type(&self, r#fn: u8, reply: u8) -> u8 {
        r#fn + reply
    }

    pub fn self_(&self) {}

    pub fn _1st(&self, (a, b): (u8, u8), _: u8, mut c: u8, arg1: u8) -> u8 {
        c += 1;
        a + b + c + arg1
    }

    pub fn ask(&self, message: u8, context: u8) -> u8 {
        message + context
    }
}
