use steadfast::prelude::*;

fn main() {
    let _ = vote(Standardize::new()).and(MinMaxScale::new());
}
