const PLACES: usize = 8;

#[actor(
    mailbox = PLACES * 2,
    overflow = reject,
    name = "front desk",
    stack_size = 128 * 1024,
    on_panic = resume,
    timeout = ::std::time::Duration::from_secs_f64(0.5),
    count,
    crate = ::actor_runtime
)]
pub struct Desk;

#[actor(handle = Reception, message = Request, vis = pub(crate), derive(Debug), crate = actor_runtime)]
impl Desk {
    pub fn ring(&self) -> bool {
        true
    }
}
