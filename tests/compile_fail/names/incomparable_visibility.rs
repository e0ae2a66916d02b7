
mod a {
    pub mod b {
        use actor_runtime::prelude::*;

        #[actor]
        pub struct Counter;

        #[actor]
        impl Counter {
            pub(super) fn one(&self) {}
            pub(in crate::a) fn two(&self) {}
        }
    }
}

fn main() {}
