//! What a process that serves is told, by a text in its environment.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use actor_remote::Config;

use crate::{certificates::Authority, ledger::Stop};

/// What a child serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Actor {
    #[default]
    Counter,
    OldShelf,
    NewShelf,
    NextShelf,
    Ledger(Stop),
}

const ACTORS: [Actor; 8] = [
    Actor::Counter,
    Actor::OldShelf,
    Actor::NewShelf,
    Actor::NextShelf,
    Actor::Ledger(Stop::Nowhere),
    Actor::Ledger(Stop::BeforeLog),
    Actor::Ledger(Stop::AfterLog),
    Actor::Ledger(Stop::AtAnswer),
];

/// What a child is told: its actor and log, where it listens and connects, the mailbox's places, its certificate, the names
/// under which it serves, its lease, and the limit of its messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Role {
    pub(crate) actor: Actor,
    pub(crate) log: PathBuf,
    pub(crate) listen: Option<String>,
    pub(crate) connect: Option<String>,
    pub(crate) mailbox: Option<usize>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) names: Vec<String>,
    pub(crate) lease: Option<Duration>,
    pub(crate) max_message: Option<usize>,
}

/// A name for a file of this test alone.
pub(crate) fn scratch(what: &str) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Relaxed);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(std::process::id().to_string());
    std::fs::create_dir_all(&directory).unwrap();
    directory.join(format!("{what}-{n}"))
}

/// What carries the bytes.
pub(crate) enum Transport {
    Tcp,
    /// With this certificate on both sides.
    Quic(PathBuf),
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Transport::Tcp => "TCP",
            Transport::Quic(_) => "QUIC",
        })
    }
}

impl Transport {
    /// QUIC, with a certificate of an authority of its own.
    pub(crate) fn quic() -> Transport {
        let authority = Authority::new();
        Transport::Quic(authority.node(&scratch("node"), &authority))
    }

    /// The same as [`Role::server`] over this.
    pub(crate) fn server(&self) -> Role {
        let certificate = match self {
            Transport::Tcp => None,
            Transport::Quic(certificate) => Some(certificate.clone()),
        };
        Role { certificate, ..Role::server() }
    }
}

impl Role {
    /// Listens on any port of loopback, and serves one counter as `c`.
    pub(crate) fn server() -> Role {
        Role {
            log: scratch("log"),
            listen: Some("127.0.0.1:0".into()),
            names: vec!["c".into()],
            ..Role::default()
        }
    }

    pub(crate) fn to_text(&self) -> String {
        let option = |text: &Option<String>| text.clone().unwrap_or_default();
        let certificate = self.certificate.as_ref().map(|path| path.display().to_string());
        [
            self.log.display().to_string(),
            option(&self.listen),
            option(&self.connect),
            option(&self.mailbox.map(|places| places.to_string())),
            option(&certificate),
            self.names.join(","),
            format!("{:?}", self.actor),
            option(&self.lease.map(|lease| lease.as_millis().to_string())),
            option(&self.max_message.map(|bytes| bytes.to_string())),
        ]
        .join("\n")
    }

    pub(crate) fn from_text(text: &str) -> Role {
        let parts: Vec<&str> = text.split('\n').collect();
        let option = |at: usize| Some(parts[at].to_owned()).filter(|part| !part.is_empty());
        let actor = ACTORS.into_iter().find(|actor| format!("{actor:?}") == parts[6]);
        Role {
            actor: actor.unwrap(),
            log: parts[0].into(),
            listen: option(1),
            connect: option(2),
            mailbox: option(3).map(|places| places.parse().unwrap()),
            certificate: option(4).map(PathBuf::from),
            names: parts[5].split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            lease: option(7).map(|lease| Duration::from_millis(lease.parse().unwrap())),
            max_message: option(8).map(|bytes| bytes.parse().unwrap()),
        }
    }

    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new();
        if let Some(address) = &self.listen {
            config = config.listen(address);
        }
        if let Some(address) = &self.connect {
            config = config.connect(address);
        }
        if let Some(lease) = self.lease {
            config = config.lease(lease);
        }
        if let Some(bytes) = self.max_message {
            config = config.max_message(bytes);
        }
        self.certify(config)
    }

    /// Has a node show and want a certificate, if this one has one.
    pub(crate) fn certify(&self, config: Config) -> Config {
        let Some(certificate) = &self.certificate else { return config };
        let with = |extension| certificate.with_extension(extension);
        config.tls(with("ca"), with("pem"), with("key"))
    }
}
