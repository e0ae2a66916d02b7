//! The engine zenoh: no broker, peers that find each other, liveliness tokens, mutual TLS.
//
// Entities are per node, never per actor: one token, whose key has the node's incarnation, one queryable, one subscriber
// for what is sent to the node, and one for the tokens of the others. Ten thousand tokens take zenoh 18 s.
//
// Everything has one priority and is never express: mixed priorities break the order, and express is several times
// slower. Replies are not consolidated.

mod settings;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use zenoh::{
    Session, Wait,
    liveliness::LivelinessToken,
    pubsub::Subscriber,
    qos::CongestionControl,
    query::{ConsolidationMode, QueryTarget, Queryable},
    sample::{Locality, SampleKind},
};

use crate::{
    config::Config,
    engine::{Answer, Engine, Events, NodeId, OpenEngine},
    error::NodeError,
    panics,
};

/// How long zenoh keeps a query that is not answered. Each query leaves a timer behind until then.
const QUERY: Duration = Duration::from_secs(1);

/// The key of everything. Its number is that of the format on the wire.
const ROOT: &str = "actor-remote/1";

struct Zenoh {
    session: Session,
    /// What the session declares for this node. Undeclared by their drop.
    entities: Mutex<Option<Entities>>,
}

type Entities = (LivelinessToken, Queryable<()>, [Subscriber<()>; 2]);

pub(crate) fn open(config: Config) -> OpenEngine {
    Box::new(move |me, events| {
        let session = zenoh::open(settings::of(&config)?).wait().map_err(|error| {
            let text = error.to_string();
            match (config.connect.first(), config.listen.first()) {
                (Some(address), _) if text.to_lowercase().contains("connect") => {
                    NodeError::Unreachable(address.clone(), text)
                }
                (_, Some(address)) => NodeError::Listen(address.clone(), text),
                (Some(address), None) => NodeError::Unreachable(address.clone(), text),
                (None, None) => NodeError::Engine(text),
            }
        })?;
        let entities = declare(&session, me, events).map_err(|error| {
            let _ = session.close().wait();
            NodeError::Engine(error.to_string())
        })?;
        let entities = Mutex::new(Some(entities));
        Ok(Arc::new(Zenoh { session, entities }) as Arc<dyn Engine>)
    })
}

/// Declares what others see of this node: the token last, when all else is there.
fn declare(session: &Session, me: NodeId, events: Arc<dyn Events>) -> zenoh::Result<Entities> {
    let to = Arc::clone(&events);
    let sent = session
        .declare_subscriber(format!("{ROOT}/to/{me}"))
        .callback(move |sample| contained(|| to.received(&sample.payload().to_bytes())))
        .wait()?;
    let to = Arc::clone(&events);
    let queryable = session
        .declare_queryable(format!("{ROOT}/ask/{me}"))
        .callback(move |query| {
            contained(|| {
                let question = query.payload().map(|payload| payload.to_bytes().into_owned());
                // Answered on the worker, and never in this callback.
                let respond = Box::new(move |answer: Vec<u8>| {
                    let _ = query.reply(query.key_expr().clone(), answer).wait();
                });
                to.queried(&question.unwrap_or_default(), respond);
            });
        })
        .wait()?;
    let tokens = session
        .liveliness()
        .declare_subscriber(format!("{ROOT}/node/*"))
        .history(true)
        .callback(move |sample| {
            contained(|| {
                let key = sample.key_expr().as_str();
                let node = key.rsplit('/').next().and_then(NodeId::parse);
                match (node, sample.kind()) {
                    (Some(node), _) if node == me => {}
                    (Some(node), SampleKind::Put) => events.node_up(node),
                    (Some(node), SampleKind::Delete) => events.node_down(node),
                    (None, _) => {}
                }
            });
        })
        .wait()?;
    let token = session.liveliness().declare_token(format!("{ROOT}/node/{me}")).wait()?;
    Ok((token, queryable, [sent, tokens]))
}

/// A panic in a callback would end the receiving of that link for good, silently. What can panic here is the waker of a
/// task that awaits an answer.
fn contained(callback: impl FnOnce()) {
    let _ = panics::contained(callback);
}

impl Engine for Zenoh {
    fn send(&self, to: NodeId, bytes: Vec<u8>) {
        // An error means that the session is closed: the calls are decided by that.
        let _ = self
            .session
            .put(format!("{ROOT}/to/{to}"), bytes)
            .congestion_control(CongestionControl::Block)
            .allowed_destination(Locality::Remote)
            .wait();
    }

    fn query(&self, to: NodeId, bytes: Vec<u8>, answer: Answer) {
        let answer = Mutex::new(Some(answer));
        // An error means that the session is closed: no answer comes.
        let _ = self
            .session
            .get(format!("{ROOT}/ask/{to}"))
            .payload(bytes)
            .timeout(QUERY)
            .consolidation(ConsolidationMode::None)
            .target(QueryTarget::All)
            .allowed_destination(Locality::Remote)
            .congestion_control(CongestionControl::Block)
            .callback(move |reply| {
                contained(|| {
                    let Ok(sample) = reply.result() else { return };
                    let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
                    if let Some(answer) = answer {
                        answer(&sample.payload().to_bytes());
                    }
                });
            })
            .wait();
    }

    fn addresses(&self) -> Vec<String> {
        let locators = self.session.info().locators().wait();
        locators.iter().map(|locator| locator.address().to_string()).collect()
    }

    fn close(&self) {
        drop(self.entities.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.session.close().wait();
    }
}
