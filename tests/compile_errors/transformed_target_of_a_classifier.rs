use steadfast::prelude::*;

fn main() {
    let _ = on_target(TargetTransform::Ln, Logistic::new());
}
