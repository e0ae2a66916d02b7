//! What can go wrong with a request, in the words of HTTP.

use actor_runtime::CallError;
use axum::{
    extract::rejection::{JsonRejection, PathRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::jobs::Refused;

/// Why a request was not done: lets handlers use `?` on calls, and on what they extract.
pub(crate) struct Refusal(StatusCode, String);

impl Refusal {
    pub(crate) fn foreign(host: &str) -> Self {
        Refusal(StatusCode::FORBIDDEN, format!("this server is not `{host}`"))
    }
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        Refusal(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closing => {
                Refusal(StatusCode::SERVICE_UNAVAILABLE, "the program closes".to_owned())
            }
            Refused::Busy => {
                Refusal(StatusCode::SERVICE_UNAVAILABLE, "too many jobs wait already".to_owned())
            }
            Refused::Unknown(id) => Refusal(StatusCode::NOT_FOUND, format!("there is no job {id}")),
            Refused::CancelledTwice(id) => {
                Refusal(StatusCode::CONFLICT, format!("job {id} is being cancelled already"))
            }
            Refused::Ended(id, state) => {
                let state = format!("{state:?}").to_lowercase();
                Refusal(StatusCode::CONFLICT, format!("job {id} has ended: it is {state}"))
            }
        }
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Refusal(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Self {
        Refusal(rejection.status(), rejection.body_text())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Refusal(status, reason) = self;
        (status, format!("{}\n", reason.trim_end())).into_response()
    }
}
