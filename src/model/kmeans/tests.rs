//! Clusters by hand, what is refused, and what a stored model must not hold.

use super::*;
use proptest::prelude::*;

fn heaps() -> Result<Matrix, Error> {
    Matrix::from_rows(["a", "b"], [[0.0, 0.0], [0.0, 2.0], [9.0, 0.0], [9.0, 2.0], [9.0, 1.0]])
}

#[test]
fn the_nearest_cluster_and_the_first_of_equally_near_ones() -> Result<(), Error> {
    let starts = Matrix::from_rows(["a", "b"], [[9.0, 9.0], [0.0, 0.0]])?;
    let model = KMeans::new(2).init(&starts).fit(&heaps()?, &())?;
    assert_eq!(model.centroids(), [9.0, 1.0, 0.0, 1.0]);
    assert_eq!((model.sizes(), model.inertia()), (&[3, 2][..], 4.0));
    let asked = Matrix::from_rows(["a", "b"], [[4.5, 1.0], [4.4, 1.0]])?;
    let answer = model.apply(&asked)?;
    assert_eq!((answer.label(0), answer.label(1)), (Some("0"), Some("1")));
    assert_eq!(answer.row(1), [0.0, 1.0]);
    Ok(())
}

#[test]
fn more_starts_are_never_worse() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], (0..60).map(|i| [f64::from(i * i % 61)]))?;
    let inertia = |recipe: KMeans| recipe.fit(&x, &()).map(|model| model.inertia());
    for recipe in [KMeans::new(5), KMeans::new(5).init_random()] {
        assert!(inertia(recipe.clone().n_init(20))? <= inertia(recipe)?);
    }
    Ok(())
}

#[test]
fn refusals_name_what_is_wrong() -> Result<(), Error> {
    let x = heaps()?;
    let message = |recipe: KMeans| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(KMeans::new(6)).contains("needs at least 6 rows, found 5"));
    assert!(message(KMeans::new(0)).contains("`clusters` must be at least 1"));
    assert!(message(KMeans::new(2).init(&x)).contains("2 centres of 2 finite cells"));
    assert!(message(KMeans::new(2).max_iterations(0)).contains("max_iterations"));
    let far = Matrix::from_rows(["a", "b"], [[1e300, 0.0]])?;
    let model = KMeans::new(2).fit(&x, &())?;
    assert!(model.apply(&far).unwrap_err().to_string().contains("row 0"));
    Ok(())
}

#[test]
fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
    let model = KMeans::new(2).fit(&heaps()?, &())?;
    let restore = |change: fn(&mut KMeansState)| {
        let mut state = model.state.clone();
        change(&mut state);
        KMeansModel::restore(KMeans::new(2), state)
    };
    assert_eq!(restore(|_| {}).map(|model| model.state), Ok(model.state.clone()));
    assert!(restore(|state| state.centroids.truncate(3)).is_err());
    assert!(restore(|state| state.sizes.push(1)).is_err());
    assert!(restore(|state| state.centroids[0] = f64::NAN).is_err());
    assert!(restore(|state| state.columns = [].into()).is_err());
    assert!(restore(|state| state.inertia = f64::INFINITY).is_err());
    Ok(())
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        mut rows in prop::collection::vec(prop::array::uniform3(-4i8..5), 6..60),
        turn in 0usize..60, seed: u64,
    ) {
        let matrix = |rows: &[[i8; 3]]| {
            Matrix::from_rows(["a", "b", "c"], rows.iter().map(|row| row.map(|x| f64::from(x) * 0.1)))
        };
        let recipe = KMeans::new(4).n_init(2).seed(seed);
        let whole = recipe.fit(&matrix(&rows).unwrap(), &()).unwrap();
        let middle = turn % rows.len();
        rows.rotate_left(middle);
        rows.reverse();
        let x = matrix(&rows).unwrap();
        prop_assert_eq!(&whole, &recipe.fit(&x, &()).unwrap());
        // The nearest centroid is that of the least distance.
        let distances = recipe.distances().fit(&x, &()).unwrap().apply(&x).unwrap();
        let answer = whole.apply(&x).unwrap();
        for (row, distances) in distances.iter_rows().enumerate() {
            prop_assert_eq!(answer.code(row).map(|code| code as usize), exact::argmin(distances));
        }
    }
}
