#[actor(
    mailbox = 1024,
    overflow = drop_newest,
    name = "tally",
    on_panic = resume,
    count,
    stack_size = 1 << 16,
    timeout = Duration::from_secs_f64(0.5)
)]
pub struct Counter<'a, T: Clone = u8, const N: usize = 3>(&'a [T; N])
where
    T: X;
