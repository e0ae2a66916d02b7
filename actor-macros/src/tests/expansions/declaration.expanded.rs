pub struct Counter<'a, T: Clone = u8, const N: usize = 3>(
    &'a [T; N],
)
where
    T: X;
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_a_type::mailbox as _;
        use ::actor_runtime::__private::options_of_a_type::overflow as _;
        use ::actor_runtime::__private::options_of_a_type::name as _;
        use ::actor_runtime::__private::options_of_a_type::on_panic as _;
        use ::actor_runtime::__private::options_of_a_type::count as _;
        use ::actor_runtime::__private::options_of_a_type::stack_size as _;
        use ::actor_runtime::__private::options_of_a_type::timeout as _;
    }
};
#[allow(dead_code)]
const _: () = {
    fn __asked<'a, T: Clone, const N: usize>(_: &Counter<'a, T, N>)
    where
        T: X,
    {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfNeverAnswered as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Counter<'a, T, N>>::new();
        __probe.timeout();
    }
};
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
