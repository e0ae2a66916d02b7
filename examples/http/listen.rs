//! How both servers begin: they listen on a port of 127.0.0.1, and for Ctrl-C.

use std::{error::Error, io, net::Ipv4Addr};

use tokio::{
    net::TcpListener,
    signal,
    task::{self, JoinHandle},
};

/// Listens, and prints where. The task ends when Ctrl-C is pressed.
pub(crate) async fn listen(
    port: u16,
) -> Result<(TcpListener, JoinHandle<io::Result<()>>), Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let address = listener.local_addr()?;

    let ctrl_c = task::spawn(signal::ctrl_c());
    // Listens for Ctrl-C before it says that it listens at all.
    task::yield_now().await;
    println!("listening on {address}");
    Ok((listener, ctrl_c))
}
