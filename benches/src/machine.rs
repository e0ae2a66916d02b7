//! What the figures were measured on, as far as Linux says.

use std::{fs, process::Command, thread};

/// The machine, the compiler, and the cores that this process may use.
#[derive(Debug)]
pub struct Machine {
    /// The processor's model.
    pub processor: String,
    /// Its cores.
    pub cores: usize,
    /// The cores that this process may use, as `taskset` writes them.
    pub allowed: String,
    /// Whether that is one core alone.
    pub pinned: bool,
    /// What compiled this.
    pub compiler: &'static str,
    /// How many threads wanted a core in the last minute: figures beside others' work are worth little.
    pub load: String,
    /// The day.
    pub date: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let loads = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let date = Command::new("date").args(["-u", "+%F"]).output();
        let usable = thread::available_parallelism().map_or(1, usize::from);
        let allowed = values(&status, "Cpus_allowed_list").next().unwrap_or("unknown").to_owned();
        Machine {
            processor: values(&cpuinfo, "model name").next().unwrap_or("unknown").to_owned(),
            // Not the usable ones: a pinned process counts one.
            cores: values(&cpuinfo, "processor").count().max(usable),
            pinned: allowed.parse::<usize>().is_ok(),
            allowed,
            compiler: option_env!("RUSTC_VERSION").unwrap_or("rustc of an unknown version"),
            load: loads.split(' ').next().unwrap_or("unknown").to_owned(),
            date: match date {
                Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
                Err(_) => "on an unknown day".to_owned(),
            },
        }
    }
}

/// The values of `key` in a file of `key: value` lines.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(move |(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn a_key_is_matched_whole() {
        let text = "model\t: 167\nmodel name\t: Some: Processor\n";
        assert_eq!(values(text, "model name").collect::<Vec<_>>(), ["Some: Processor"]);
    }
}
