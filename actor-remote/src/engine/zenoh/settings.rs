//! zenoh's configuration: which of its defaults a node changes, and why.

use crate::{
    config::{Config, Tls},
    error::NodeError,
};

const PROTOCOLS: &str = "transport/link/protocols";
const WAIT_BEFORE_CLOSE: &str =
    "transport/link/tx/queue/congestion_control/block/wait_before_close";

/// The settings for a node with this configuration.
pub(super) fn of(config: &Config) -> Result<zenoh::Config, NodeError> {
    let mut settings = zenoh::Config::default();
    let mut set = |key: &str, value: &str| {
        settings
            .insert_json5(key, value)
            .map_err(|error| NodeError::Config(format!("{key} = {value}"), error.to_string()))
    };
    let scheme = if config.tls.is_some() { "quic" } else { "tcp" };
    let endpoints = |addresses: &[String]| {
        let all: Vec<String> = addresses.iter().map(|a| quoted(&format!("{scheme}/{a}"))).collect();
        format!("[{}]", all.join(","))
    };
    // A node that does not listen cannot be reached by those that it does not connect to: it is a client, whose messages
    // the node that it connects to carries on. A client has one link.
    let mode = match (config.listen.len(), config.connect.len()) {
        (0, 1) => "client",
        _ => "peer",
    };
    set("mode", &quoted(mode))?;
    set("listen/endpoints", &endpoints(&config.listen))?;
    set("connect/endpoints", &endpoints(&config.connect))?;
    // An address that another node tells may be of the other kind: its link would not be encrypted.
    set(PROTOCOLS, &format!("[{}]", quoted(scheme)))?;
    // Only the nodes that were named, and those that these know.
    set("scouting/multicast/enabled", "false")?;
    set("connect/timeout_ms", &config.connect_timeout.as_millis().to_string())?;
    set("connect/exit_on_failure", "true")?;
    // The defaults begin with a second and double it.
    set("connect/retry", "{period_init_ms: 50, period_max_ms: 200, period_increase_factor: 2}")?;
    let lease = config.lease.as_millis().max(1);
    set("transport/link/tx/lease", &lease.to_string())?;
    // A link that takes no bytes of a message for as long as its lease is closed, in microseconds. With 5 s, a frozen process
    // that takes no more bytes broke the calls to other processes, too.
    set(WAIT_BEFORE_CLOSE, &(lease * 1000).to_string())?;
    // Otherwise 100 silent connections keep newcomers out for 10 s.
    set("transport/unicast/accept_timeout", "1000")?;
    set("transport/unicast/accept_pending", "1000")?;
    // The close of a session waits for an attempt to open a link, which over QUIC to nobody takes all of this. The other side
    // gives up on a link after a second anyway.
    set("transport/unicast/open_timeout", "2000")?;
    // A batch is larger than one message.
    let largest = config.limits.message.max(1 << 20) * 2 + (16 << 20);
    set("transport/link/rx/max_message_size", &largest.to_string())?;
    if let Some(Tls { authority, certificate, key }) = &config.tls {
        let path = |path: &std::path::Path| quoted(&path.display().to_string());
        let tls = |name: &str| format!("transport/link/tls/{name}");
        set(&tls("enable_mtls"), "true")?;
        set(&tls("root_ca_certificate"), &path(authority))?;
        set(&tls("listen_certificate"), &path(certificate))?;
        set(&tls("listen_private_key"), &path(key))?;
        set(&tls("connect_certificate"), &path(certificate))?;
        set(&tls("connect_private_key"), &path(key))?;
    }
    Ok(settings)
}

/// As a text of JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(config: &Config, key: &str) -> String {
        of(config).unwrap().get_json(key).unwrap()
    }

    #[test]
    fn a_link_that_takes_no_bytes_is_closed_before_the_others_are_lost() {
        let config = Config::new().lease(std::time::Duration::from_millis(200));
        assert_eq!(get(&config, "transport/link/tx/lease"), "200");
        assert_eq!(get(&config, WAIT_BEFORE_CLOSE), "200000");
    }

    #[test]
    fn links_of_the_other_kind_are_neither_opened_nor_accepted() {
        assert_eq!(get(&Config::new(), PROTOCOLS), r#"["tcp"]"#);
        assert_eq!(get(&Config::new().tls("a", "b", "c"), PROTOCOLS), r#"["quic"]"#);
    }
}
