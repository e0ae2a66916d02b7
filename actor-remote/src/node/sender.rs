//! The thread that opens the engine, sends the calls, and closes the engine.

use std::{
    collections::VecDeque,
    sync::{Arc, mpsc},
};

use crate::{
    calls::outgoing::Outgoing,
    engine::{Answer, Engine, NodeId, OpenEngine},
    error::NodeError,
    node::inner::Inner,
};

/// What the thread is told.
pub(crate) enum ToSend {
    /// This remote handle has something to send.
    Calls(Arc<Outgoing>),
    Bytes(NodeId, Vec<u8>),
    Query(NodeId, Vec<u8>, Answer),
    Publish(Vec<u8>),
    Close,
}

/// Opens the engine, tells `opened` whether that went well, and sends until it is told to close.
pub(crate) fn run(
    inner: &Arc<Inner>,
    open: OpenEngine,
    orders: &mpsc::Receiver<ToSend>,
    opened: &mpsc::Sender<Result<Arc<dyn Engine>, NodeError>>,
) {
    let engine = match open(inner.id(), Arc::clone(inner) as _) {
        Ok(engine) => engine,
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    let _ = inner.addresses.set(engine.addresses());
    let _ = opened.send(Ok(Arc::clone(&engine)));
    let mut calls = VecDeque::new();
    loop {
        let order = match calls.is_empty() {
            true => match orders.recv() {
                Ok(order) => Some(order),
                Err(mpsc::RecvError) => break,
            },
            false => orders.try_recv().ok(),
        };
        match order {
            Some(ToSend::Calls(outgoing)) => calls.push_back(outgoing),
            Some(ToSend::Bytes(to, bytes)) => inner.post(&*engine, to, bytes),
            Some(ToSend::Query(to, bytes, answer)) => inner.ask(&*engine, to, bytes, answer),
            Some(ToSend::Publish(bytes)) => engine.publish(bytes),
            Some(ToSend::Close) => break,
            None => {}
        }
        if let Some(outgoing) = calls.pop_front() {
            // One batch at a time, so that no handle holds up the others. If there is more, the handle comes again.
            if let Some(batch) = outgoing.take_batch() {
                inner.post(&*engine, batch.to, batch.bytes);
            }
        }
    }
    inner.close_calls();
    engine.close();
}
