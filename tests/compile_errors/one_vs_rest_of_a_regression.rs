use steadfast::prelude::*;

fn main() {
    let _ = one_vs_rest(Linear::new());
}
