//! What a client may ask for, and the tasks that ask the actor for it.

use actor_runtime::prelude::*;
use axum::{
    Json, Router,
    extract::{
        Path, Request, State,
        rejection::{JsonRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{
        Html, IntoResponse, Response,
        sse::{KeepAlive, Sse},
    },
    routing::get,
};

use crate::{
    events::Events,
    job::{Details, Job, Overview, Task},
    jobs::{JobsHandle, Refused},
    refusal::Refusal,
};

pub(crate) fn routes(jobs: JobsHandle) -> Router {
    Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route("/jobs", get(overview).post(submit))
        .route("/jobs/{id}", get(details).delete(cancel))
        .route("/events", get(events))
        .route("/clients", get(clients))
        .layer(middleware::from_fn(only_by_own_name))
        .with_state(jobs)
}

async fn submit(
    State(jobs): State<JobsHandle>,
    task: Result<Json<Task>, JsonRejection>,
) -> Result<(StatusCode, Json<Job>), Refusal> {
    let Json(task) = task?;
    let job = jobs.ask().submit(task).await??;
    Ok((StatusCode::CREATED, Json(job)))
}

async fn overview(State(jobs): State<JobsHandle>) -> Result<Json<Overview>, Refusal> {
    Ok(Json(jobs.ask().overview().await?))
}

async fn details(
    State(jobs): State<JobsHandle>,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Json<Details>, Refusal> {
    let Path(id) = id?;
    let details = jobs.ask().details(id).await?;
    Ok(Json(details.ok_or(Refused::Unknown(id))?))
}

/// Accepted: the process may take a moment to end.
async fn cancel(
    State(jobs): State<JobsHandle>,
    id: Result<Path<u64>, PathRejection>,
) -> Result<(StatusCode, Json<Job>), Refusal> {
    let Path(id) = id?;
    let job = jobs.ask().cancel(id).await??;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// The events after the number that the client names: in the path as `?after=N`, or when it comes back. Without one,
/// all events that are kept.
async fn events(State(jobs): State<JobsHandle>, uri: Uri, headers: HeaderMap) -> impl IntoResponse {
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let after = uri.query().and_then(|query| query.strip_prefix("after="));
    let seen = known.or(after).and_then(|id| id.parse().ok()).unwrap_or(0);
    Sse::new(Events::after(seen, jobs)).keep_alive(KeepAlive::default())
}

async fn clients(State(jobs): State<JobsHandle>) -> Result<Json<usize>, Refusal> {
    Ok(Json(jobs.ask().clients().await?))
}

/// A client that may talk to this server runs programs, and a browser lets any page talk to its own host. So a host of
/// another name, which an attacker may have pointed to this machine, is not served. What a page of another host may send
/// without permission is no JSON, and no DELETE.
async fn only_by_own_name(request: Request, next: Next) -> Result<Response, Refusal> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    match host.rsplit_once(':').map_or(host, |(name, _port)| name) {
        "localhost" | "127.0.0.1" => Ok(next.run(request).await),
        _ => Err(Refusal::foreign(host)),
    }
}
