use steadfast::prelude::*;

fn main() {
    let _ = Impute::mean().then(Logistic::new()).then(Assemble::new());
}
