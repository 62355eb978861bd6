use steadfast::prelude::*;

fn main() {
    let recipe = Assemble::new().then(Logistic::new());
    let _ = Training::new().fit(&recipe, &Table::new(), &());
}
