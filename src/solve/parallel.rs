//! Work that does not depend on its order, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What `work` gives for 0 up to `count`, in that order.
pub(crate) fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if count < 2 {
        return (0..count).map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let worker = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let result = work(at);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    spread(count, &worker);
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Runs `worker` in the caller's thread and, where they can be started, in further ones.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
fn spread(most: usize, worker: &(impl Fn() + Sync)) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(most);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            if std::thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
}

/// Without atomics there are no threads; to name them would ask the linker for what is not there.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
fn spread(_: usize, worker: &(impl Fn() + Sync)) {
    worker();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        for count in [0, 1, 2, 1000] {
            assert_eq!(map(count, |at| at * at), (0..count).map(|at| at * at).collect::<Vec<_>>());
        }
    }
}
