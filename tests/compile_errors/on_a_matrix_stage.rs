use steadfast::prelude::*;

fn main() {
    let _ = on(numeric(), Linear::new());
}
