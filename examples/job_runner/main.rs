//! A job runner: processes in the hands of supervised actors, an HTTP server and a page in front of them.
//
// jobs.rs is the actor that knows all jobs, and runner.rs the one that runs a process at a time. Both block where they
// must, and know nothing of HTTP or tokio. They are made of job.rs, shared_child.rs (a process that any thread may
// kill), output.rs (what it writes) and feed.rs (what happens, for clients). In front of them, http/listen.rs is how the server
// begins, routes.rs what a client may ask, events.rs the stream of server-sent events, refusal.rs what can go wrong, and page.html the page.
#![forbid(unsafe_code)]

mod events;
mod feed;
mod job;
mod jobs;
#[path = "../http/listen.rs"]
mod listen;
mod output;
mod refusal;
mod routes;
mod runner;
mod shared_child;

use std::{
    cell::Cell, error::Error, future::IntoFuture, num::NonZeroUsize, process::ExitCode,
    time::Duration,
};

use actor_runtime::{Restart, System, Workers, prelude::*};
use clap::Parser;
use tokio::{runtime, sync::oneshot, task, time};

use jobs::{Jobs, JobsHandle, JobsMessage, Limits};
use listen::listen;
use runner::{Runner, RunnerHandle};

/// Runs programs for clients on 127.0.0.1. Ctrl-C closes it.
#[derive(Parser)]
#[command(name = "job_runner")]
struct CommandLine {
    /// The port to listen on; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 4081)]
    port: u16,

    /// How many jobs run at a time
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::new(2).unwrap())]
    runners: NonZeroUsize,

    /// How many jobs may wait for a free runner
    #[arg(long, value_name = "N", default_value_t = 100)]
    queue: usize,

    /// How many milliseconds to wait before the second attempt; the wait doubles with each further one
    #[arg(long, value_name = "N", default_value_t = 500)]
    backoff: u64,

    /// How many milliseconds the jobs that run have to end after Ctrl-C
    #[arg(long, value_name = "N", default_value_t = 5000)]
    deadline: u64,
}

/// How long a client may take for its last answer after Ctrl-C.
const CLIENT_GRACE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("job_runner: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &CommandLine) -> Result<(), Box<dyn Error>> {
    let system = System::new();
    let backoff = Duration::from_millis(options.backoff);
    let (jobs, state) = JobsHandle::builder()
        .spawn_joinable(Jobs::new(Limits { queue: options.queue, backoff }))?;
    system.add(&jobs);

    // Started after the jobs and so stopped before them: what they report at the end is still heard.
    let reports = jobs.downgrade().recipient(|report| JobsMessage::Report { report });
    let number = Cell::new(0);
    let named = || {
        number.set(number.get() + 1);
        RunnerHandle::builder().name(format!("runner {}", number.get()))
    };
    let restart = Restart::on_failure()
        .without_limit()
        .backoff(Duration::from_millis(10), Duration::from_secs(10));
    let runners =
        Workers::supervise(options.runners, named, restart, move |_| Runner::new(reports.clone()))?;
    runners.iter().for_each(|runner| system.add(runner));
    jobs.add_runners(runners.iter().as_slice().to_vec())?;

    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(options.port, jobs.clone()))?;
    // The last requests have been answered, and the tasks let go of their handles.
    drop(runtime);

    // Stops each runner, which kills what it runs; and then the jobs, which a handle keeps until then.
    let report = system.shutdown(Duration::from_millis(options.deadline));
    drop(jobs);
    let jobs = state.join()?;
    println!("closed: {jobs}");
    for job in jobs.running() {
        println!("left behind: job {}, `{}`", job.id, job.task.program);
    }
    // Names the runner that has not ended for all that, and what it is in.
    Ok(report.ok()?)
}

async fn serve(port: u16, jobs: JobsHandle) -> Result<(), Box<dyn Error>> {
    let (listener, ctrl_c) = listen(port).await?;
    let (close, closed) = oneshot::channel::<()>();
    let server = axum::serve(listener, routes::routes(jobs.clone()))
        .with_graceful_shutdown(async move { drop(closed.await) });
    let server = task::spawn(server.into_future());

    ctrl_c.await??;
    println!("closing");
    // Ends the streams of events, for which the server would wait. If it fails, they have ended.
    let _ = jobs.send_async(JobsMessage::Close).await;
    drop(close);
    match time::timeout(CLIENT_GRACE, server).await {
        Ok(served) => served??,
        // Its connection is cut off.
        Err(_) => eprintln!("job_runner: a client does not read what it has asked for"),
    }
    Ok(())
}
