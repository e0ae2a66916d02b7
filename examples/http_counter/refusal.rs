//! What can go wrong with a call, in the words of HTTP.

use actor_runtime::{CallError, SendError};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Why a request was not done: lets handlers use `?` on calls.
pub(crate) struct Refusal(CallError);

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        Refusal(error)
    }
}

impl<M> From<SendError<M>> for Refusal {
    fn from(error: SendError<M>) -> Self {
        Refusal(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self.0 {
            // Worth trying again later, or elsewhere.
            CallError::Full | CallError::Ended(_) => StatusCode::SERVICE_UNAVAILABLE,
            CallError::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, format!("{}\n", self.0)).into_response()
    }
}
