use steadfast::prelude::*;

fn main() {
    let _ = stack(Folds::new(5, 0), "scaled", Standardize::new());
}
