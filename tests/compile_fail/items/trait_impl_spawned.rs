use actor_runtime::prelude::*;

trait Greeter {
    fn greet(&self, name: String) -> String;
}

#[actor]
struct Polite<T> {
    title: T,
}

#[actor]
impl<T: ToString + Send> Greeter for Polite<T> {
    fn greet(&self, name: String) -> String {
        format!("hello {} {name}", self.title.to_string())
    }
}

fn main() {
    let polite = Polite { title: "Dr." }.spawn();
    let greeting: String = polite.greet("Ann".to_owned()).unwrap();
    println!("{greeting} {}", polite.greet("Bob".to_owned()).unwrap());
    let other = Polite { title: 'M' }.spawn();
    other.greet("Eve".to_owned()).unwrap();
}
