//! What the operating system says of this process (Linux).

use std::{
    fmt, fs, thread,
    time::{Duration, Instant},
};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    /// In kilobytes.
    pub(crate) resident: u64,
    pub(crate) threads: u64,
}

impl Process {
    pub(crate) fn now() -> Result<Self, String> {
        let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
        let number = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok())
                .ok_or(format!("no {key} in /proc/self/status"))
        };
        Ok(Process { resident: number("VmRSS:")?, threads: number("Threads:")? })
    }

    /// How it is once there are as many threads again as there were: an actor's end is told before
    /// its thread is gone.
    pub(crate) fn settled(&self) -> Result<Self, String> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let now = Process::now()?;
            if now.threads == self.threads {
                return Ok(now);
            }
            if Instant::now() > deadline {
                return Err(format!("{} threads are left of {}", now.threads, self.threads));
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} kB, {} threads", self.resident, self.threads)
    }
}
