//! A process that serves, as the test that started it sees it.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc,
};

use actor_remote::{Config, Node};

use crate::{LONG, child::ROLE, role::Role};

/// A process that serves. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    commands: ChildStdin,
    lines: mpsc::Receiver<String>,
    pub(crate) role: Role,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(role: &Role) -> Server {
        Server::try_start(role).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_start(role: &Role) -> Result<Server, String> {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child::child", "--nocapture", "--test-threads=1"])
            .env(ROLE, role.to_text())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(line) = line.strip_prefix('@') {
                    let _ = sender.send(line.to_owned());
                }
            }
        });
        let commands = child.stdin.take().unwrap();
        let mut server =
            Server { child, commands, lines, role: role.clone(), address: String::new() };
        let line = server.line();
        match line.strip_prefix("ready") {
            Some(addresses) => {
                let mut addresses = addresses.split_whitespace();
                server.address = addresses.next().unwrap_or_default().to_owned();
                Ok(server)
            }
            None => Err(line),
        }
    }

    /// What the child says next.
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(LONG).expect("the child says nothing")
    }

    /// Has the child do something, and waits until it has.
    pub(crate) fn command(&mut self, command: &str) {
        writeln!(self.commands, "{command}").unwrap();
        assert_eq!(self.line(), "done");
    }

    /// Has the child close its node, and waits until its process has ended.
    pub(crate) fn exit(&mut self) {
        writeln!(self.commands, "exit").unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// What the counter has handled, in this process and those before it with the same log.
    pub(crate) fn log(&self) -> Vec<u64> {
        let text = std::fs::read_to_string(&self.role.log).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// How a node connects to this one, with the same certificate.
    pub(crate) fn connecting(&self) -> Config {
        self.role.certify(Config::new().connect(&self.address))
    }

    pub(crate) fn node(&self) -> Node {
        Node::open(self.connecting()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
