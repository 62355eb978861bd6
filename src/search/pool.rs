//! Tasks over threads, their results by place.

use super::Stopped;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// When a search must end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    pub(super) fn after(limit: Option<Duration>) -> Deadline {
        Deadline(limit.and_then(|limit| now()?.checked_add(limit)))
    }

    fn is_past(self) -> bool {
        self.0.is_some_and(|end| now().is_some_and(|now| now >= end))
    }
}

/// The time, where the host has a clock: WebAssembly in a browser has none that std can read.
pub(super) fn now() -> Option<Instant> {
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        None
    } else {
        Some(Instant::now())
    }
}

/// How many threads there are for work unless it is said.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does all tasks and tells `done` of each, in the caller's thread, as it is finished. The results are in
/// the order of the tasks; those that were not begun before the end are not there.
pub(super) fn run<T: Send>(
    threads: usize,
    tasks: usize,
    deadline: Deadline,
    work: impl Fn(usize) -> T + Sync,
    mut done: impl FnMut(usize, &T) -> ControlFlow<()>,
) -> (Vec<Option<T>>, Option<Stopped>) {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let take = || {
        let go = !stop.load(Ordering::Relaxed) && !deadline.is_past();
        let at = if go { next.fetch_add(1, Ordering::Relaxed) } else { tasks };
        (at < tasks).then_some(at)
    };
    let mut results: Vec<Option<T>> = (0..tasks).map(|_| None).collect();
    let mut stopped = None;
    let mut finish = |at: usize, result: T| {
        // What is finished after the caller's word is kept and not told.
        if stopped.is_none() && done(at, &result).is_break() {
            stop.store(true, Ordering::Relaxed);
            stopped = Some(Stopped::ByCaller);
        }
        if let Some(place) = results.get_mut(at) {
            *place = Some(result);
        }
    };
    spread(threads.min(tasks), &take, &work, &mut finish);
    // What is past its deadline and all done was not stopped.
    let late = || results.iter().any(Option::is_none).then_some(Stopped::ByDeadline);
    let stopped = stopped.or_else(late);
    (results, stopped)
}

/// Works in threads of their own, while the caller's tells what is done; in the caller's alone where one
/// is enough or none can be started.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
fn spread<T: Send>(
    threads: usize,
    take: &(impl Fn() -> Option<usize> + Sync),
    work: &(impl Fn(usize) -> T + Sync),
    finish: &mut impl FnMut(usize, T),
) {
    if threads > 1 {
        std::thread::scope(|scope| {
            // Bounded, so that workers do not run far ahead of the caller, who may stop them.
            let (send, receive) = std::sync::mpsc::sync_channel(threads);
            for _ in 0..threads {
                let send = send.clone();
                let worker = move || {
                    while let Some(at) = take() {
                        if send.send((at, work(at))).is_err() {
                            break;
                        }
                    }
                };
                if std::thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                    break;
                }
            }
            drop(send);
            for (at, result) in receive {
                finish(at, result);
            }
        });
    }
    while let Some(at) = take() {
        finish(at, work(at));
    }
}

/// Without atomics there are no threads; to name them would ask the linker for what is not there.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
fn spread<T: Send>(
    _: usize,
    take: &(impl Fn() -> Option<usize> + Sync),
    work: &(impl Fn(usize) -> T + Sync),
    finish: &mut impl FnMut(usize, T),
) {
    while let Some(at) = take() {
        finish(at, work(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_tasks() {
        for threads in [0, 1, 2, 7, 40] {
            let mut told = Vec::new();
            let never = Deadline::after(None);
            let (results, stopped) = run(
                threads,
                20,
                never,
                |at| at * at,
                |at, _| {
                    told.push(at);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(stopped, None);
            assert!(results.iter().enumerate().all(|(at, result)| *result == Some(at * at)));
            told.sort_unstable();
            assert_eq!(told, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_caller_and_the_clock_can_end_it() {
        for threads in [1, 3] {
            let never = Deadline::after(None);
            let mut told = 0;
            let (results, stopped) = run(
                threads,
                1000,
                never,
                |at| at,
                |_, _| {
                    told += 1;
                    if told == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!((told, stopped), (5, Some(Stopped::ByCaller)));
            assert!((5..=5 + 2 * threads).contains(&results.iter().flatten().count()));
            let past = Deadline::after(Some(Duration::ZERO));
            let (results, stopped) =
                run(threads, 9, past, |at| at, |_, _| ControlFlow::Continue(()));
            assert_eq!((results, stopped), (vec![None; 9], Some(Stopped::ByDeadline)));
        }
        let none = run(4, 0, Deadline::after(None), |at| at, |_, _| ControlFlow::Continue(()));
        assert_eq!(none, (vec![], None));
    }
}
