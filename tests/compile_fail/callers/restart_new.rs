use actor_runtime::prelude::*;

use actor_runtime::Restart;

fn main() {
    let r = Restart::new();
    let _ = r;
}
