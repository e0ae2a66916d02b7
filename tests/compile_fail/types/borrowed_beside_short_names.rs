use actor_runtime::prelude::*;

#[derive(Clone, Copy)]
pub struct Color(u8);
pub struct Canvas;

#[actor]
struct Painter {
    total: u64,
}

#[actor]
impl Painter {
    pub fn paint(&mut self, c: Color, name: &str) {
        self.total += u64::from(c.0) + name.len() as u64;
    }
    pub fn fill(&mut self, _: Color, name: &str) {
        self.total += name.len() as u64;
    }
    pub fn draw(&mut self, name: &str, ctx: Color) -> u8 {
        ctx.0 + name.len() as u8
    }
    pub fn put(&mut self, _c: &Canvas) {
        self.total += 1;
    }
}

fn main() {
    let painter = Painter { total: 0 }.spawn();
    painter.paint(Color(1), "red").unwrap();
    painter.fill(Color(1), "red").unwrap();
    painter.fill(Color(1), "red").unwrap();
    painter.put(&Canvas).unwrap();
    painter.put(&Canvas).unwrap();
    println!("{}", painter.draw("red", Color(2)).unwrap() + painter.draw("red", Color(2)).unwrap());
    let _ = painter.send(PainterMessage::Paint { c: Color(1), name: "red" });
}
