use steadfast::prelude::*;

fn main() {
    let recipe = Assemble::new().then(Linear::new());
    let _ = Training::new().fit(&recipe, &Table::new(), &Labels::from_texts(["a"]));
}
