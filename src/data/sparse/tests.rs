use super::*;

#[test]
fn holds_what_is_not_zero_in_the_order_of_features() -> Result<(), Error> {
    let mut rows = Sparse::new(["a", "b", "c"])?;
    rows.push([(2, 1.5), (0, -1.0), (1, 0.0)])?;
    rows.push([(1, -0.0)])?;
    assert_eq!(rows.row(0).features, [0, 2]);
    assert_eq!(rows.row(0).dense(3), [-1.0, 0.0, 1.5]);
    assert_eq!((rows.len(), rows.stored()), (2, 2));
    let turned = rows.take(&[1, 0, 7]);
    assert_eq!((turned.row(1), turned.row(2).values), (rows.row(0), [].as_slice()));
    assert_eq!(rows.map(|at, x| if at == 0 { 0.0 } else { x }).row(0).features, [2]);
    Ok(())
}

#[test]
fn refuses_features_it_cannot_place() -> Result<(), Error> {
    assert!(Sparse::new(["a", "a"]).unwrap_err().to_string().contains('a'));
    let mut rows = Sparse::new(["a"])?;
    assert!(rows.push([(1, 1.0)]).unwrap_err().to_string().contains("without a name"));
    assert!(rows.push([(0, 1.0), (0, 2.0)]).unwrap_err().to_string().contains("twice"));
    assert_eq!(rows.len(), 0);
    Ok(())
}
