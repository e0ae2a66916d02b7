use actor_runtime::{Context, Exit};

#[actor]
pub struct Log {
    lines: Vec<String>,
}

#[actor]
impl Log {
    pub fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    #[started]
    fn open(&mut self, ctx: &mut Context<LogHandle>) -> Result<(), std::fmt::Error> {
        ctx.stop();
        self.lines.clear();
        Ok(())
    }

    #[stopped]
    fn close(&mut self, exit: &Exit) {
        self.lines.push(exit.to_string());
    }
}
