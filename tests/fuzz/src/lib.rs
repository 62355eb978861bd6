//! What every reader of files owes to any bytes, and files to hold it to that.
//!
//! [`judge`](Reader::judge) reads bytes, builds what they say and asks it for three rows. [`mutate`] makes files that are
//! nearly right of ones that are.

mod draw;
mod memory;
pub mod mutate;
mod reader;
mod rows;

pub use draw::Draw;
pub use reader::{Judged, Reader};

use std::time::{Duration, Instant};

/// How long a file may take.
pub const LONGEST: Duration = Duration::from_millis(100);

/// Panics when a reader does, takes more memory than the file is worth, or more than [`LONGEST`] three times in a row.
pub fn hold(reader: Reader, bytes: &[u8]) {
    for _ in 0..3 {
        let start = Instant::now();
        let judged = reader.judge(bytes, || ());
        let taken = start.elapsed();
        let allowed = reader.allowed(bytes.len());
        assert!(
            judged.read_peak <= allowed,
            "{} bytes of memory for {}",
            judged.read_peak,
            bytes.len()
        );
        if taken <= LONGEST {
            return;
        }
    }
    panic!("slower than {LONGEST:?} three times");
}
