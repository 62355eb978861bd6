use steadfast::prelude::*;

fn main() -> Result<(), Error> {
    let model = steadfast::load("a.steadfast")?.typed::<Classes>()?;
    let _: Vector = model.predict(&Table::new())?;
    Ok(())
}
