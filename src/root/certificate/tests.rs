use super::*;
use crate::prelude::*;
use crate::{LoadOptions, Training};

fn model() -> Result<Model<impl Portable<Input = Table> + Sync>, Error> {
    let x = Table::new().with("age", Column::Real(vec![1.0, 2.0, 4.0]))?;
    Training::new().fit(&Assemble::new(), &x, &())
}

fn answers(values: Vec<f64>) -> Result<SourceAnswers, Error> {
    let rows = Table::new().with("age", Column::Real(vec![1.0, 3.0, 5.0]))?;
    let answers = Matrix::from_row_major(["age".into()], values)?;
    Ok(SourceAnswers::new("peer", "2.0", rows, answers))
}

#[test]
fn places_are_counted_in_the_precision_of_the_source() -> Result<(), Error> {
    let next = f64::from_bits(3.0_f64.to_bits() + 2);
    let double = model()?.certify(&answers(vec![1.0, next, 5.0])?)?;
    let certificate = double.certificate().unwrap();
    assert_eq!((certificate.equal(), certificate.largest_ulp()), (2, 2));
    let single = model()?.certify(&answers(vec![1.0, next, 5.0])?.single_precision())?;
    let certificate = single.certificate().unwrap();
    assert_eq!((certificate.equal(), certificate.largest_ulp()), (3, 0));
    assert_eq!(doubles_apart(-0.0, 0.0), (true, 0));
    assert_eq!(doubles_apart(-f64::from_bits(1), f64::from_bits(1)), (true, 2));
    assert_eq!(singles_apart(f64::NAN, 1.0), (true, u64::MAX));
    Ok(())
}

#[test]
fn loading_computes_the_rows_again() -> Result<(), Error> {
    let certified = model()?.certify(&answers(vec![1.0, 3.0, 6.0])?)?;
    let bytes = certified.to_bytes()?;
    let loaded = LoadOptions::new().from_bytes(&bytes)?;
    assert_eq!(loaded.certificate(), certified.certificate());
    assert_eq!(loaded.to_bytes()?, bytes);
    let text = loaded.describe().to_string();
    assert!(text.contains("peer 2.0: 2 of 3 rows equal to the bit"), "{text}");
    let mut other = certified;
    other.about.certificate.as_mut().unwrap().equal = 3;
    let refused = LoadOptions::new().from_bytes(&other.to_bytes()?).unwrap_err();
    assert!(refused.to_string().contains("it says 3 rows equal"), "{refused}");
    Ok(())
}

#[test]
fn answers_are_as_many_as_the_model_gives() -> Result<(), Error> {
    let rows = Table::new().with("age", Column::Real(vec![1.0]))?;
    let wide = Matrix::from_row_major(["a".into(), "b".into()], vec![1.0, 2.0])?;
    let source = SourceAnswers::new("peer", "2.0", rows, wide);
    assert!(model()?.certify(&source).is_err());
    assert!(model()?.certify(&answers(vec![1.0, 2.0])?).is_err());
    Ok(())
}
