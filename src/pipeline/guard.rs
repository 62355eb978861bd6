//! The one way to call a trainer: on a thread of its own, with a deadline, its panics contained.
//!
//! Two things cannot be had from inside a library and are the caller's to know. A fit that never
//! returns cannot be stopped: its thread is left behind, and ends with the process. A contained
//! panic is still announced on stderr by the process's panic hook, which belongs to the program. A
//! program built with `panic = "abort"` ends at a trainer's panic.

use crate::error::{Error, FitError};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// This crate in errors, where a library that trains would have its name.
pub(crate) const OWN: &str = "steadfast";

/// How long a fit may take unless the recipe says otherwise, in seconds.
pub(crate) const DEADLINE_SECONDS: u64 = 600;

/// A deadline as it is stored: whole seconds, rounded up, at least one.
pub(crate) fn deadline_seconds(deadline: Duration) -> u64 {
    let whole = deadline.as_secs();
    if whole == 0 || deadline.subsec_nanos() > 0 { whole.saturating_add(1) } else { whole }
}

/// How a fit ended: with a result, with the trainer's own error, or in a panic.
type Ended<T> = Result<Result<T, String>, String>;

/// Runs `fit`, which owns all it needs, and returns what it gives within `deadline`.
///
/// # Errors
/// [`FitError::Trainer`], [`FitError::Panicked`] or [`FitError::Deadline`].
pub(crate) fn run<T: Send + 'static>(
    stage: &str,
    trainer: &str,
    deadline: Duration,
    fit: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Error> {
    let (stage, trainer) = (stage.to_owned(), trainer.to_owned());
    let ended = if cfg!(target_family = "wasm") {
        // No threads there, so no deadline either.
        Ok(contain(fit))
    } else {
        on_thread(deadline, fit)
    };
    match ended {
        Ok(Ok(Ok(fitted))) => Ok(fitted),
        Ok(Ok(Err(message))) => Err(FitError::Trainer { stage, trainer, message }.into()),
        Ok(Err(message)) => Err(FitError::Panicked { stage, trainer, message }.into()),
        Err(NoAnswer::Late) => {
            Err(FitError::Deadline { stage, trainer, seconds: deadline.as_secs() }.into())
        }
        Err(NoAnswer::Never(message)) => Err(FitError::Trainer { stage, trainer, message }.into()),
    }
}

enum NoAnswer {
    Late,
    Never(String),
}

fn on_thread<T: Send + 'static>(
    deadline: Duration,
    fit: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<Ended<T>, NoAnswer> {
    let (send, receive) = sync_channel(1);
    // When nobody waits any more the answer is dropped.
    let work = move || drop(send.send(contain(fit)));
    thread::Builder::new()
        .name("steadfast-train".to_owned())
        .spawn(work)
        .map_err(|error| NoAnswer::Never(format!("no thread could be started: {error}")))?;
    receive.recv_timeout(deadline).map_err(|error| match error {
        RecvTimeoutError::Timeout => NoAnswer::Late,
        RecvTimeoutError::Disconnected => NoAnswer::Never("its thread gave no answer".to_owned()),
    })
}

/// The closure owns its data, so nothing half-changed is seen after a panic.
fn contain<T>(fit: impl FnOnce() -> Result<T, String>) -> Ended<T> {
    catch_unwind(AssertUnwindSafe(fit)).map_err(|payload| words(&*payload))
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Instant;

    fn fit_error<T: std::fmt::Debug>(result: Result<T, Error>) -> FitError {
        match result {
            Err(Error::Fit(error)) => *error,
            other => panic!("expected a fit error, found {other:?}"),
        }
    }

    #[test]
    fn a_deadline_is_never_shortened_and_never_zero() {
        let stored =
            [0, 1, 999, 1000, 1001, 600_000].map(|ms| deadline_seconds(Duration::from_millis(ms)));
        assert_eq!(stored, [1, 1, 1, 1, 2, 600]);
        assert_eq!(deadline_seconds(Duration::MAX), u64::MAX);
    }

    #[test]
    fn a_result_and_an_error_come_through() {
        let wide = Duration::from_secs(60);
        assert_eq!(run("s", "t", wide, || Ok(7)).unwrap(), 7);
        let error = fit_error(run::<()>("s", "t", wide, || Err("singular".to_owned())));
        assert_eq!(error.to_string(), "stage `s`: t: singular");
    }

    #[test]
    fn a_panic_is_contained_with_its_message() {
        let wide = Duration::from_secs(60);
        let empty: Vec<u8> = Vec::new();
        let error = fit_error(run("s", "t", wide, move || Ok(empty[3])));
        assert!(matches!(&error, FitError::Panicked { message, .. } if message.contains("index")));
        let error = fit_error(run::<()>("s", "t", wide, || std::panic::panic_any(3)));
        assert_eq!(error.to_string(), "stage `s`: t panicked: without a message");
    }

    /// The fit waits for a word that never comes, so only the deadline can end the wait.
    #[test]
    fn a_fit_that_does_not_return_is_left_behind() {
        let (keep, never) = channel::<()>();
        let start = Instant::now();
        let endless = move || never.recv().map_err(|error| error.to_string());
        let error = fit_error(run("s", "t", Duration::from_millis(50), endless));
        assert!(matches!(error, FitError::Deadline { .. }));
        assert!(start.elapsed() >= Duration::from_millis(50));
        assert!(start.elapsed() < Duration::from_secs(30), "the caller did not wait for the fit");
        drop(keep);
    }
}
