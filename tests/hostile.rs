//! Files that are not what was saved: each is refused, by name, and none costs more than its size.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use steadfast::error::LoadError;
use steadfast::{AnyModel, Error, LoadOptions, Proof};

#[path = "hostile/damage.rs"]
mod damage;
#[path = "hostile/ensembles.rs"]
mod ensembles;
#[path = "hostile/forge.rs"]
mod forge;
#[path = "hostile/fuzz.rs"]
mod fuzz;
#[path = "hostile/headers.rs"]
mod headers;
#[path = "hostile/imports.rs"]
mod imports;
#[path = "hostile/limits.rs"]
mod limits;
#[cfg(feature = "onnx")]
#[path = "hostile/onnx.rs"]
mod onnx;
#[path = "hostile/stages.rs"]
mod stages;
#[path = "hostile/trees.rs"]
mod trees;
#[path = "hostile/weights.rs"]
mod weights;
#[path = "hostile/witness.rs"]
mod witness;

/// The allocator of this program: the system's, with what each thread holds and held at most.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let held = HELD.get() + bytes;
    HELD.set(held);
    PEAK.set(PEAK.get().max(held));
}

#[expect(unsafe_code, reason = "an allocator is unsafe by its trait")]
// SAFETY: every call goes to the system's allocator unchanged; only sizes are counted beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Loads without proof, so that structure alone must refuse.
fn structure(bytes: &[u8]) -> Result<AnyModel, Error> {
    LoadOptions::new().proof(Proof::Skip).from_bytes(bytes)
}

/// The reason a file was refused for. Loading it is a failure, and so is any other error.
fn refusal(name: &str, loaded: Result<AnyModel, Error>) -> LoadError {
    match loaded {
        Err(Error::Load(error)) => *error,
        Err(other) => panic!("{name}: refused, but not as an artifact: {other}"),
        Ok(_) => panic!("{name}: was loaded"),
    }
}

/// Demands that a file is refused by its structure, as a variant of [`LoadError`] whose message holds `says`.
fn refused(name: &str, bytes: &[u8], variant: &str, says: &str) {
    for loaded in [structure(bytes), LoadOptions::new().from_bytes(bytes)] {
        let error = refusal(name, loaded);
        let found = format!("{error:?}");
        let found = found.split([' ', '{', '(']).next().unwrap();
        assert!(
            found == variant && error.to_string().contains(says),
            "{name}: expected {variant} with `{says}`, found {found}: {error}"
        );
    }
}

/// The most bytes this thread held while it did some work, above what it held before.
fn peak_of(work: impl FnOnce()) -> usize {
    let before = HELD.get();
    PEAK.set(before);
    work();
    (PEAK.get() - before).try_into().unwrap()
}
