use super::*;
use proptest::prelude::*;

#[test]
fn classes_that_say_everything_and_nothing() {
    let ln2 = exact::ln(2.0);
    assert!((between_classes(&[1, 1, 7, 7], &[3, 3, 0, 0]) - ln2).abs() < 1e-15);
    assert_eq!(between_classes(&[1, 1, 7, 7], &[0, 3, 0, 3]), 0.0);
    // Values that are classes: k = 1 in each class and m + 1 = 1: ψ(4) − ψ(2) = 5/6.
    let found = with_classes(&[1.0, 1.0, 7.0, 7.0], &[3, 3, 0, 0], 1);
    assert!((found - 5.0 / 6.0).abs() < 1e-15, "{found}");
    assert_eq!(with_classes(&[1.0, 2.0], &[0, 1], 3), 0.0);
}

/// The formulas of Ross and of Kraskov, Stögbauer and Grassberger in NumPy, every distance compared, on values
/// whose distances do not tie.
#[test]
fn as_by_numpy() {
    let x = [0.137, 0.7531, 1.9093, 2.2217, 3.7061, 4.0429, 5.3178, 6.6013, 7.7719, 9.5257];
    let y = [1.3171, 0.2239, 2.9307, 2.1013, 4.7593, 3.3119, 6.1457, 8.8261, 7.4083, 9.9541];
    let classes = [0, 0, 1, 0, 1, 0, 1, 1, 1, 1];
    let found = [with_classes(&x, &classes, 3), of_numbers(&x, &y, 3), of_numbers(&x, &y, 2)];
    for (found, expected) in found.iter().zip(BY_NUMPY) {
        assert!((found - expected).abs() < 1e-13, "{found} {expected}");
    }
}

proptest! {
    #[test]
    fn neighbours_as_by_looking_at_all(
        rows in prop::collection::vec((0i8..9, -4i8..5), 2..40), k in 1usize..5,
    ) {
        let rows: Vec<(f64, f64)> = rows.iter().map(|r| (f64::from(r.0), f64::from(r.1))).collect();
        let k = k.min(rows.len() - 1);
        let mut sorted = rows.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for at in 0..sorted.len() {
            let distance = |other: usize| {
                exact::max((sorted[at].0 - sorted[other].0).abs(), (sorted[at].1 - sorted[other].1).abs())
            };
            let mut all: Vec<f64> = (0..sorted.len()).filter(|&o| o != at).map(distance).collect();
            all.sort_by(f64::total_cmp);
            let within = all.iter().filter(|&&d| d <= all[k - 1]).count();
            let near = nearest_rows(&sorted, at, k);
            let found: Vec<f64> = near.iter().map(|row| row.distance).collect();
            prop_assert_eq!(found, &all[..within]);
        }
    }

    #[test]
    fn rows_may_come_in_any_order(rows in prop::collection::vec((-3i8..4, -1f64..1.0), 3..30), turn in 0usize..30) {
        let of = |rows: &[(i8, f64)]| {
            let x: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
            let y: Vec<f64> = rows.iter().map(|r| r.1).collect();
            let classes: Vec<u64> = rows.iter().map(|r| (r.0 + 3) as u64 / 2).collect();
            [of_numbers(&x, &y, 3), with_classes(&y, &classes, 3), between_classes(&classes, &classes)].map(f64::to_bits)
        };
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        prop_assert_eq!(of(&rows), of(&turned));
    }
}

const BY_NUMPY: [f64; 3] = [0.22134920634920618, 0.6873015873015871, 0.7123015873015877];
