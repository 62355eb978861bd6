//! No model allocates for each row that it is asked about: twice as many rows take as many allocations.

#![allow(unsafe_code, reason = "an allocator that counts is one that allocates")]

#[path = "stages/mod.rs"]
mod stages;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use steadfast::Learn;
use steadfast::artifact::Stage;
use steadfast::data::DataKind;
use steadfast::pipeline::PartialFit;
use steadfast::prelude::*;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes to the system's allocator as it came; a number is counted beside it, in a cell that is made
// without an allocation.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `work` allocates on this thread.
fn allocations<T>(work: impl FnOnce() -> T) -> u64 {
    let before = COUNT.get();
    let result = work();
    let after = COUNT.get();
    drop(result);
    after - before
}

/// Applies every model to some rows, and to as many again.
#[derive(Default)]
struct Rows {
    models: usize,
    found: Vec<String>,
}

impl Rows {
    fn count<S: Stage>(&mut self, model: &S, x: &S::Input) {
        if !S::KIND.starts_with("model.") {
            return;
        }
        let times = |times: usize| {
            let rows: Vec<usize> = (0..times * x.rows()).map(|row| row % x.rows()).collect();
            x.take_rows(&rows)
        };
        // So many that whole blocks are never the difference.
        let (some, more) = (times(200), times(400));
        // What is made once is made now.
        let _ = model.apply(&some);
        let of = |x: &S::Input| allocations(|| model.apply(x));
        let (one, two) = (of(&some), of(&more));
        self.models += 1;
        // Blocks of rows may have buffers of their own, of which there are fewer than rows by far.
        let rows = 200 * x.rows() as u64;
        if two - one.min(two) > rows / 16 {
            self.found.push(format!("{}: {one} for {rows} rows, {two} for twice as many", S::KIND));
        }
    }
}

impl stages::Visitor for Rows {
    fn hold<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, _: Option<&str>)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        if R::Fitted::KIND.starts_with("model.")
            && let Ok(model) = recipe.fit(x, y)
        {
            self.count(&model, x);
        }
    }

    fn hold_partial<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: PartialFit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold(recipe, x, y, None);
    }
}

#[test]
fn no_model_allocates_for_each_row() -> Result<(), Error> {
    let mut rows = Rows::default();
    stages::every(&mut rows)?;
    assert!(rows.models > 50, "{} models", rows.models);
    assert!(rows.found.is_empty(), "{:#?}", rows.found);
    Ok(())
}
