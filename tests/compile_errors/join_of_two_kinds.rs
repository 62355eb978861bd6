use steadfast::prelude::*;

fn main() {
    let _ = join(Identity::new(), Assemble::new());
}
