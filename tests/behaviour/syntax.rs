//! What may be written in an `#[actor] impl`, and around one.

use std::{any::Any, error::Error, future::Future, pin::Pin, sync::Arc, time::Duration};

use actor_runtime::prelude::*;

use crate::sys::test;

trait Sizes {
    type Of<'a, T>: Send
    where
        T: 'a;
    const N: usize;
}

impl Sizes for u8 {
    type Of<'a, T>
        = u16
    where
        T: 'a;
    const N: usize = 2;
}

macro_rules! pair {
    ($ty:ty) => {
        ($ty, $ty)
    };
    ($ty:ty; $n:literal) => {
        [$ty; $n]
    };
}

struct Wrap<const N: i8>;

/// Its options are expressions.
#[actor(
    mailbox = if cfg!(any()) { 1 } else { <u8 as Sizes>::N * 4 },
    overflow = reject,
    timeout = { const MINUTE: Duration = Duration::from_secs(60); MINUTE },
    stack_size = 1 << 20 | 1,
)]
struct Odd {
    total: usize,
}

const MOST: usize = 7;

#[actor]
#[cfg(test)]
#[allow(unused_parens, unused_braces, clippy::type_complexity, clippy::redundant_pattern)]
#[allow(clippy::mixed_attributes_style)]
impl Odd {
    #![allow(clippy::unused_self)]
    #![cfg_attr(test, allow(clippy::double_parens))]

    const K: usize = 3;

    pub fn constants(
        &self,
        block: [u8; {
            const fn two() -> usize {
                2
            }
            two()
        }],
        choice: [u8; if MOST > 2 { 1 } else { 2 }],
        own: [u8; Self::K],
        of_another: Wrap<-1>,
    ) -> [u8; <u8 as Sizes>::N * MOST] {
        let Wrap = of_another;
        [block[0] + choice[0] + own[0]; 14]
    }

    pub fn add(&mut self, n: usize) {
        self.total += n;
    }

    pub fn macros(&self, two: pair!(u8), _: pair![u8; 3]) -> pair!((Option<u8>)) {
        (Some(two.0), Some(two.1))
    }

    pub fn parentheses(&self, n: (u8), f: (fn(u8) -> (u8))) -> (u8) {
        f(n)
    }

    pub fn generic_associated(&self, of: <u8 as Sizes>::Of<'static, String>) -> u16 {
        of
    }

    pub fn patterns(
        &mut self,
        (ctx): &mut Context<OddHandle>,
        Odd { total }: Self,
        [first, .., last]: [usize; 4],
        (1..=9 | _): u8,
        &by: &'static usize,
        all @ _: usize,
    ) -> usize {
        assert!(ctx.name() == "Odd");
        total + first + last + by + all
    }

    pub fn functions(
        &self,
        f: Box<dyn Fn(&str) -> &str + Send>,
        g: Arc<dyn for<'a> Fn(&'a str, Box<dyn Fn(&u8) -> u8>) -> &'a str + Send + Sync>,
        any: &'static (dyn Any + Send + Sync),
    ) -> Box<str> {
        assert!(any.is::<u8>());
        g(f("ab"), Box::new(|n| *n)).into()
    }

    pub fn future(&self) -> Pin<Box<dyn Future<Output = Result<u8, Box<dyn Error>>> + Send>> {
        Box::pin(async move { Ok(1) })
    }

    pub fn items_in_the_body(&mut self) -> usize {
        #![allow(clippy::items_after_statements)]
        trait Local {
            fn twice(&self) -> Self;
        }
        impl Local for usize {
            fn twice(&self) -> Self {
                self * 2
            }
        }
        macro_rules! add {
            ($actor:expr) => {
                $actor.total += 1
            };
        }
        add!(self);
        'found: {
            if self.total == 0 {
                break 'found;
            }
            self.total = self.total.twice();
        }
        self.total
    }

    pub fn deferred(
        &self,
        mut n: u8,
        #[allow(unused_mut)]
        #[reply]
        mut to: ReplySender<u8>,
    ) {
        n += 1;
        let _ = to.send(n);
    }

    #[started]
    fn start(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    #[idle]
    fn idle(&mut self, (_): &mut Context<OddHandle>) -> Idle {
        Idle::Wait
    }

    #[stopped]
    fn stop(&mut self, _: &Exit) {}
}

#[test]
fn types_patterns_and_bodies_may_be_of_any_kind() {
    let odd = Odd { total: 0 }.spawn();
    assert_eq!(odd.constants([1; 2], [2], [3; 3], Wrap).unwrap(), [6; 14]);
    assert_eq!(odd.macros((1, 2), [0; 3]).unwrap(), (Some(1), Some(2)));
    assert_eq!(odd.parentheses(3, |n| n + 1).unwrap(), 4);
    assert_eq!(odd.generic_associated(5).unwrap(), 5);
    assert_eq!(odd.patterns(Odd { total: 1 }, [2, 0, 0, 4], 0, &8, 16).unwrap(), 31);
    let first: Box<dyn Fn(&str) -> &str + Send> = Box::new(|text| &text[..1]);
    assert_eq!(&*odd.functions(first, Arc::new(|text, _| text), &0_u8).unwrap(), "a");
    drop(odd.future().unwrap());
    assert_eq!(odd.items_in_the_body().unwrap(), 2);
    assert_eq!(odd.deferred(6).unwrap(), 7);
    assert_eq!(odd.join().unwrap(), Exit::Closed);
}

#[test]
fn options_may_be_expressions() {
    let (odd, _inbox) = OddHandle::channel();
    let accepted = (0..10).take_while(|n| odd.try_send(OddMessage::Add { n: *n }).is_ok());
    assert_eq!(accepted.count(), 8);
}

/// An actor in a function is that function's own, and so is one in a block, a closure, a constant or
/// a trait's method.
#[test]
fn actors_may_be_declared_wherever_items_are() -> Result<(), CallError> {
    #[actor]
    struct Holder<T> {
        held: T,
    }

    #[actor]
    impl<T: Clone> Holder<T> {
        pub fn get(&self) -> T {
            self.held.clone()
        }
    }

    assert_eq!(Holder { held: "outer" }.spawn().get()?, "outer");
    {
        #[actor]
        struct Holder(u8);

        #[actor]
        impl Holder {
            pub fn get(&self) -> u8 {
                self.0
            }
        }

        assert_eq!(Holder(1).spawn().get()?, 1);
    }
    let in_closure = || {
        #[actor]
        struct Holder;

        #[actor]
        impl Holder {
            pub fn get(&self) -> char {
                'c'
            }
        }

        Holder.spawn().get()
    };
    assert_eq!(in_closure()?, 'c');
    assert_eq!(<()>::in_trait()?, 2);
    assert_eq!(IN_CONSTANT()?, 3);
    Ok(())
}

trait InTrait {
    fn in_trait() -> Result<u8, CallError> {
        #[actor]
        struct Holder;

        #[actor]
        impl Holder {
            pub fn get(&self) -> u8 {
                2
            }
        }

        Holder.spawn().get()
    }
}

impl InTrait for () {}

const IN_CONSTANT: fn() -> Result<u8, CallError> = {
    #[actor]
    struct Holder;

    #[actor]
    impl Holder {
        pub fn get(&self) -> u8 {
            3
        }
    }

    || Holder.spawn().get()
};
