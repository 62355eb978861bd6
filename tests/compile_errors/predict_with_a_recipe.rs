use steadfast::prelude::*;

fn main() {
    let recipe = Impute::mean().then(Assemble::new());
    let _ = recipe.apply(&Table::new());
}
