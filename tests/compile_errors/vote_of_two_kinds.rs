use steadfast::prelude::*;

fn main() {
    let _ = vote(Linear::new()).and(Logistic::new());
}
