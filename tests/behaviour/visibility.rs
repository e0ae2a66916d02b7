//! How visible handle, messages and their methods are.

use actor_runtime::prelude::*;

use crate::sys::test;

mod inner {
    use actor_runtime::prelude::*;

    /// Private, with public messages: the handle gets out, the state does not.
    #[actor]
    struct Hidden {
        n: u8,
    }

    #[actor]
    impl Hidden {
        pub fn get(&self) -> u8 {
            self.n
        }

        pub(super) fn near(&mut self, secret: Secret) {
            self.n += secret.0;
        }
    }

    pub(super) struct Secret(pub(super) u8);

    pub fn hidden() -> HiddenHandle {
        Hidden { n: 1 }.spawn()
    }

    /// Public, with messages for this crate alone.
    #[actor]
    pub struct Open;

    #[actor]
    impl Open {
        pub(crate) fn get(&self) -> u8 {
            2
        }
    }

    /// Every visibility at once; the widest is that of the handle.
    #[actor]
    pub(crate) struct Graded;

    #[actor]
    impl Graded {
        pub(super) fn up(&self) -> u8 {
            1
        }

        pub(in crate::visibility) fn within(&self) -> u8 {
            2
        }

        pub(crate) fn everywhere(&self) -> u8 {
            3
        }

        pub(in super::super) fn up_twice(&self) -> u8 {
            4
        }

        pub(self) fn private(&self) -> u8 {
            5
        }
    }

    impl Graded {
        pub(super) fn call_private(&self) -> u8 {
            self.private()
        }
    }

    /// These visibilities cannot be compared, so the option states the handle's.
    #[actor]
    pub(super) struct Said;

    #[actor(vis = pub(super))]
    impl Said {
        pub(super) fn up(&self) -> u8 {
            1
        }

        pub(in crate::visibility) fn within(&self) -> u8 {
            2
        }
    }

    /// The option states a visibility that is narrower than that of the messages.
    #[actor]
    pub struct Narrow;

    #[actor(vis = pub(super))]
    impl Narrow {
        pub fn get(&self) -> u8 {
            1
        }
    }
}

#[test]
fn a_private_struct_may_have_a_public_handle() {
    let hidden = inner::hidden();
    hidden.near(inner::Secret(2)).unwrap();
    assert_eq!(hidden.get(), Ok(3));
    let _: fn(inner::HiddenMessage) = drop;
}

#[test]
fn a_public_struct_may_have_a_narrower_handle() {
    let open: inner::OpenHandle = inner::Open.spawn();
    assert_eq!(open.get(), Ok(2));
}

#[test]
fn the_widest_visibility_is_the_handles() {
    assert_eq!(inner::Graded.call_private(), 5);
    let graded: inner::GradedHandle = inner::Graded.spawn();
    let all = [graded.up(), graded.within(), graded.everywhere(), graded.up_twice()];
    assert_eq!(all, [Ok(1), Ok(2), Ok(3), Ok(4)]);
}

#[test]
fn a_visibility_can_be_said() {
    let said: inner::SaidHandle = inner::Said.spawn();
    assert_eq!((said.up(), said.within()), (Ok(1), Ok(2)));
    assert_eq!(inner::Narrow.spawn().get(), Ok(1));
}
