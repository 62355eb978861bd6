use steadfast::prelude::*;

fn main() {
    let _ = bag(10, 0, Impute::mean());
}
