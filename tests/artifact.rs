//! Artifacts: what is saved is what is loaded, and nothing else is.

use steadfast::prelude::*;
use steadfast::{LoadOptions, Proof};

fn table() -> Result<Table, Error> {
    Table::new()
        .with("age", Column::Real(vec![20.0, f64::NAN, 40.0, 33.5]))?
        .with("sex", Column::text(["f", "m", "f", "m"]))?
        .with("n", Column::integers([1, 2, 3, 4]))
}

#[test]
fn a_saved_model_is_loaded_typed_and_untyped() -> Result<(), Error> {
    let x = table()?;
    let recipe = on(numeric(), Standardize::new())
        .then(join(Identity::new(), on(named(["n"]), Standardize::new()).then(Identity::new())));
    let err = Training::new().fit(&recipe, &x, &()).unwrap_err();
    assert!(err.to_string().contains("appears twice"), "{err}");
    let recipe = on(numeric(), Standardize::new()).then(Identity::new());
    let model = Training::new().seed(7).fit(&recipe, &x, &())?;
    let bytes = model.to_bytes()?;
    println!("{} bytes\n{}", bytes.len(), model.describe());
    let any = LoadOptions::new().from_bytes(&bytes)?;
    assert_eq!(any.to_bytes()?, bytes);
    let typed = Load::<()>::load(&recipe, &bytes)?;
    assert_eq!(typed.to_bytes()?, bytes);
    assert_eq!(typed.predict(&x)?, any.typed::<Table>()?.predict(&x)?);
    println!("{}", typed.trace(&x, 1)?);
    Ok(())
}

#[test]
fn a_flipped_bit_is_refused() -> Result<(), Error> {
    let bytes = Training::new().fit(&Standardize::new(), &table()?, &())?.to_bytes()?;
    let options = LoadOptions::new().proof(Proof::Skip);
    for at in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[at / 8] ^= 1 << (at % 8);
        assert!(options.from_bytes(&bad).is_err(), "bit {at}");
    }
    for end in 0..bytes.len() {
        assert!(options.from_bytes(&bytes[..end]).is_err(), "prefix {end}");
    }
    Ok(())
}
