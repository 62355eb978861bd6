use super::*;
use crate::data::Column;

#[test]
fn says_what_it_cannot_take() -> Result<(), Error> {
    let column = |f: fn(u32) -> f64| Column::Real((0..20).map(f).collect());
    let x = Table::new()
        .with("a", column(|i| f64::from(i * 7 % 11)))?
        .with("b", column(|i| f64::from(i * i % 13)))?;
    let message = |recipe: FastIca| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(FastIca::new(3)).contains("1 to 2"));
    assert!(message(FastIca::new(2).w_init([1.0])).contains("2 x 2 finite numbers"));
    assert!(message(FastIca::new(2).tolerance(f64::NAN)).contains("tolerance"));
    assert!(message(FastIca::new(2).max_iterations(0)).contains("max_iterations"));
    let still = message(FastIca::new(2).max_iterations(1).tolerance(0.0));
    assert!(still.contains("still turn after 1 steps"), "{still}");
    let same = x.clone().with("c", column(|i| f64::from(i * i % 13) * 2.0))?;
    let error = FastIca::new(3).fit(&same, &()).unwrap_err().to_string();
    assert!(error.contains("vary in 2 directions"), "{error}");
    let holes = Table::new().with("a", Column::Real(vec![0.0, f64::NAN]))?;
    let error = FastIca::new(1).fit(&holes, &()).unwrap_err().to_string();
    assert!(error.contains("row 1 is missing"), "{error}");
    Ok(())
}
