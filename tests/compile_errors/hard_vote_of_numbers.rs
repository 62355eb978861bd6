use steadfast::prelude::*;

fn main() {
    let _ = vote(Linear::new()).and(Ridge::new(1.0)).hard();
}
