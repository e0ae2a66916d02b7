pub struct Counter<'a, T: Clone = u8, const N: usize = 3>(
    &'a [T; N],
)
where
    T: X;
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a, T: Clone, const N: usize> ::actor_runtime::Declared for Counter<'a, T, N>
where
    T: X,
{
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("tally")
            .mailbox(1024)
            .overflow(::actor_runtime::Overflow::DropNewest)
            .stack_size(1 << 16)
            .on_panic(::actor_runtime::OnPanic::Resume)
            .timeout(Duration::from_secs_f64(0.5))
            .count()
    }
}
