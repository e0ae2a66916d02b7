//! How Ctrl-C ends a server that waits for connections.

use std::{
    error::Error,
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Whether Ctrl-C was pressed.
pub(crate) struct Closing(Arc<AtomicBool>);

impl Closing {
    /// Ctrl-C sets the flag and then connects to `address`: std cannot interrupt a listener that
    /// waits for a connection, but it can give it one.
    pub(crate) fn on_ctrl_c(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let begun = Arc::new(AtomicBool::new(false));
        let closing = Closing(Arc::clone(&begun));
        ctrlc::set_handler(move || {
            begun.store(true, Ordering::Release);
            // Refused only if the listener is closed already.
            let _ = TcpStream::connect(address);
        })
        .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
        Ok(closing)
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Closes the listener. Clients that have connected but were not let in any more are told goodbye.
pub(crate) fn turn_away(listener: TcpListener) {
    if listener.set_nonblocking(true).is_ok() {
        while let Ok((stream, _)) = listener.accept() {
            goodbye(&stream);
        }
    }
}

/// What a client hears last. One that has gone already hears nothing, which is fine.
pub(crate) fn goodbye(mut stream: &TcpStream) {
    let _ = stream.write_all(b"* goodbye\n");
}
