use actor_runtime::prelude::*;

trait Source<'a> {
    fn text(&self) -> &'a str;
}

struct Text<'a>(&'a str);

#[actor]
struct View<T> {
    text: T,
}

#[actor]
impl View<Text<'a>> {
    pub fn text(&self) -> String {
        self.text.0.to_owned()
    }
}

#[actor]
struct Page<T> {
    text: T,
}

#[actor]
impl Page<&'a str> {
    pub fn text(&self) -> String {
        self.text.to_owned()
    }
}

#[actor]
struct Book<T> {
    text: T,
}

#[actor]
impl<T: Source<'a> + Send> Book<T> {
    pub fn text(&self) -> String {
        self.text.text().to_owned()
    }
}

fn main() {
    let view = View { text: Text("a") }.spawn();
    println!("{} {}", view.text().unwrap(), view.text().unwrap());
    let page = Page { text: "a" }.spawn();
    println!("{} {}", page.text().unwrap(), page.text().unwrap());
}
