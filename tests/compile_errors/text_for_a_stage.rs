use steadfast::prelude::*;

fn main() {
    let _ = Impute::mean().then("scale");
}
