use super::super::quantise::power_of_two;
use super::super::statistics::{covariance, mean, pearson};
use super::*;
use proptest::prelude::*;

fn columns(rows: &[f64], width: usize) -> Vec<Vec<f64>> {
    (0..width).map(|j| rows.iter().skip(j).step_by(width).copied().collect()).collect()
}

proptest! {
    /// Small whole numbers are quantised without error, so the unquantised sums are an oracle.
    #[test]
    fn whole_numbers_are_exact(
        rows in prop::collection::vec((-1000i32..1000).prop_map(f64::from), 3..90), scale in -300i32..300,
    ) {
        let rows: Vec<f64> = rows[..rows.len() / 3 * 3].iter().map(|x| x * power_of_two(scale)).collect();
        let gram = Gram::of(&rows, 3).unwrap();
        let columns = columns(&rows, 3);
        for i in 0..3 {
            for j in 0..3 {
                prop_assert_eq!(gram.covariance(i, j, 1), covariance(&columns[i], &columns[j], 1));
                prop_assert_eq!(gram.correlation(i, j), pearson(&columns[i], &columns[j]));
                prop_assert_eq!(gram.product(i, j), Some(super::super::exact_dot(&columns[i], &columns[j])));
            }
        }
    }

    #[test]
    fn about_means_is_of_the_differences(
        rows in prop::collection::vec(-1e3..1e3f64, 0..600), odd in prop::option::of((0usize..600, any::<f64>())),
    ) {
        let mut rows = rows;
        if let Some((at, x)) = odd.filter(|(at, _)| *at < rows.len()) {
            rows[at] = x;
        }
        let columns = columns(&rows[..rows.len() / 3 * 3], 3);
        let means: Vec<f64> = columns.iter().map(|column| mean(column).unwrap_or(0.0)).collect();
        let less = |(column, mean): (&Vec<f64>, &f64)| column.iter().map(|x| x - mean).collect();
        let differences: Vec<Vec<f64>> = columns.iter().zip(&means).map(less).collect();
        let slices = |columns: &[Vec<f64>]| Gram::of_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let expected = slices(&differences).map(|gram| (means, gram));
        let found = Gram::about_means(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
        // An error may hold a NaN, which equals nothing.
        prop_assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    }

    #[test]
    fn order_and_partition_do_not_matter(rows in prop::collection::vec(-1e3..1e3f64, 40), cut in 0usize..20) {
        let maxima = [1e3, 1e3];
        let mut whole = Gram::with_maxima(&maxima).unwrap();
        whole.add_rows(&rows).unwrap();
        let (mut head, mut tail) = (Gram::with_maxima(&maxima).unwrap(), Gram::with_maxima(&maxima).unwrap());
        head.add_rows(&rows[..2 * cut]).unwrap();
        for row in rows[2 * cut..].chunks(2).rev() { tail.add_rows(row).unwrap(); }
        tail.merge(&head).unwrap();
        prop_assert_eq!(&tail, &whole);
        for (i, column) in columns(&rows, 2).iter().enumerate() {
            // 20 products, each off by at most 2·2⁻⁴⁸ of the squared maximum.
            let error = whole.product(i, i).unwrap() - super::super::exact_dot(column, column);
            prop_assert!(error.abs() <= 20.0 * 2.1 * power_of_two(-48) * 1e6);
        }
    }
}

#[test]
fn extreme_columns_keep_their_scale() {
    let rows = [f64::MAX, f64::from_bits(1), -f64::MAX, f64::from_bits(3)];
    let gram = Gram::of(&rows, 2).unwrap();
    assert_eq!(gram.correlation(0, 1), Some(-1.0));
    assert_eq!(gram.sum(1), Some(f64::from_bits(4)));
    assert_eq!(gram.product(0, 0), Some(f64::INFINITY));
}

#[test]
fn bad_rows_are_named_and_leave_no_trace() {
    let mut gram = Gram::with_maxima(&[1.0, 1.0]).unwrap();
    let before = gram.clone();
    assert_eq!(gram.add_rows(&[1.0]), Err(GramError::Shape { width: 2, found: 1 }));
    for bad in [f64::NAN, f64::NEG_INFINITY, 5.0] {
        let error = gram.add_rows(&[1.0, 1.0, 0.5, bad]).unwrap_err();
        assert!(matches!(error, GramError::OutOfRange { row: 1, column: 1, .. }), "{error}");
    }
    assert_eq!(gram, before);
    assert!(Gram::with_maxima(&[f64::NAN]).is_err());
    assert_eq!(gram.merge(&Gram::with_maxima(&[8.0, 1.0]).unwrap()), Err(GramError::Scales));
    assert_eq!(gram.correlation(0, 1), None);
    assert_eq!(gram.product(0, 2), None);
    assert!(Gram::of(&[f64::INFINITY], 1).is_err());
    assert!(Gram::of(&[1.0], 0).is_err());
    assert_eq!(Gram::of(&[], 0).unwrap().width(), 0);
}
