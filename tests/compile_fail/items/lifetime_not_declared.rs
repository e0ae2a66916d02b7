use actor_runtime::prelude::*;

#[actor]
struct View<'a> {
    text: &'a str,
}

#[actor]
impl View<'a> {
    pub fn set(&mut self, text: String) {
        self.text = text.leak();
    }
    pub fn text(&self) -> String {
        self.text.to_owned()
    }
}

fn main() {
    let view = View { text: "" }.spawn();
    view.set("a".to_owned()).unwrap();
    view.set("b".to_owned()).unwrap();
    println!("{} {}", view.text().unwrap(), view.text().unwrap());
}
