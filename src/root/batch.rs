//! Blocks of rows over threads.

use crate::error::Error;
use crate::exact;
use crate::pipeline::in_threads;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How a batch is cut and spread. Neither changes a bit.
///
/// ```
/// use steadfast::Batch;
/// let batch = Batch::default().threads(2).block(256);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// `None`: as many as the host has cores, asked only when there is more than one block.
    threads: Option<usize>,
    block: usize,
}

impl Default for Batch {
    /// 1,024 rows a block, as many threads as the host says it has cores.
    fn default() -> Self {
        Batch { threads: None, block: 1024 }
    }
}

impl Batch {
    /// At most this many threads; 0 and 1 mean the caller's own.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Batch {
        self.threads = Some(threads);
        self
    }

    /// This many rows a block, at least 1.
    #[must_use]
    pub fn block(mut self, rows: usize) -> Batch {
        self.block = rows.max(1);
        self
    }

    /// Runs `work` on every block of `rows` rows; the results are in the order of the blocks.
    ///
    /// Each computing thread first checks its float environment: rounding mode and flush-to-zero are
    /// states of a thread. Where no thread can be started, the caller's own does the work.
    pub(crate) fn run<T: Send>(
        self,
        rows: usize,
        work: impl Fn(Range<usize>) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        // Zero rows are one empty block: the answer still has its columns and classes.
        let blocks = rows.div_ceil(self.block).max(1);
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Result<T, Error>)>> = Mutex::new(Vec::with_capacity(blocks));
        let worker = || {
            let environment = exact::check_environment();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= blocks {
                    break;
                }
                let start = at * self.block;
                let result = match environment {
                    Ok(()) => work(start..rows.min(start + self.block)),
                    Err(error) => Err(error.into()),
                };
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
            }
        };
        // The host is asked through its file system, which costs as much as predicting some rows.
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if blocks > 1 { self.threads.unwrap_or_else(cores) } else { 1 };
        in_threads(threads.min(blocks), &worker);
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }
}
