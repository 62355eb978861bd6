//! Work that is spread over threads.

/// Runs `worker` in the caller's thread and, where they can be started, in further ones.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
pub(crate) fn in_threads(threads: usize, worker: &(impl Fn() + Sync)) {
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
pub(crate) fn in_threads(_: usize, worker: &(impl Fn() + Sync)) {
    worker();
}
