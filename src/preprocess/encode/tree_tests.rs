use super::*;
use crate::data::{Column, Value};
use crate::exact::Random;
use crate::pipeline::Fit;

fn rows() -> Result<(Table, Vector), Error> {
    let levels = "aabbbccddddeeffff".chars().map(|level| level.to_string());
    let y = [3., 4., 1., 2., 1.5, 9., 7., 3.5, 4.5, 2.5, 5.5, 8., 8.5, 0.5, 1., 0., 2.];
    Ok((Table::new().with("x", Column::text(levels))?, Vector::new(y.to_vec())))
}

/// Within a few roundings of what scikit-learn 1.9.1 printed for trees on the places of these levels.
fn near(fitted: &TreeEncoder, expected: [f64; 6]) {
    let codes = fitted.codes("x").unwrap_or_default();
    assert_eq!(codes.len(), 6);
    for ((level, code), expected) in codes.iter().zip(expected) {
        assert!((code - expected).abs() <= 1e-15 * expected, "{level}: {code}, {expected}");
    }
}

#[test]
fn numbers_are_those_of_scikit_learns_trees() -> Result<(), Error> {
    let (x, y) = rows()?;
    let one = EncodeTree::new().depths([1]).fit(&x, &y)?;
    let (low, high) = (2.3846153846153846, 8.125);
    near(&one, [low, low, high, low, high, low]);
    let two = EncodeTree::new().depths([2]).fit(&x, &y)?;
    let (low, middle) = (1.1428571428571428, 3.8333333333333335);
    near(&two, [middle, low, 8.0, middle, 8.25, low]);
    let ascending = EncodeTree::new().depths([2]).order(LevelOrder::Ascending).min_leaf(3);
    let (first, middle) = (2.3, 6.0625);
    near(&ascending.fit(&x, &y)?, [first, first, middle, middle, middle, 0.875]);
    let classes = y.values().iter().map(|&y| if y > 3.0 { "yes" } else { "no" });
    let classes = Labels::from_texts(classes);
    near(&EncodeTree::new().depths([1]).fit(&x, &classes)?, [0.8, 0.0, 0.8, 0.8, 0.8, 0.0]);
    Ok(())
}

#[test]
fn the_unseen_is_the_mean_and_decimals_are_cut() -> Result<(), Error> {
    let (x, y) = rows()?;
    let fitted = EncodeTree::new().depths([1]).decimals(2).fit(&x, &y)?;
    let new =
        Table::new().with("x", Column::Text([Some("a"), Some("z"), None].into_iter().collect()))?;
    let out = fitted.apply(&new)?;
    // 31/13; the mean is 63.5/17.
    assert_eq!(out.value(0, "x"), Value::Real(2.38));
    assert_eq!(out.value(1, "x"), Value::Real(3.74));
    assert_eq!(out.value(2, "x"), Value::Missing);
    Ok(())
}

/// Four levels, each with a number of its own, in every fold: one cut leaves an error and two levels of cuts
/// leave none, so two are chosen and a third adds nothing.
#[test]
fn the_depth_is_chosen_by_the_other_folds() -> Result<(), Error> {
    let mut random = Random::new(2, 0, 0);
    let at: Vec<u64> = (0..120).map(|_| random.below(4)).collect();
    let x = Table::new()
        .with("x", Column::text(at.iter().map(|level| ["a", "b", "c", "d"][*level as usize])))?
        .with("n", Column::integers(0..120))?;
    let y = Vector::new(at.iter().map(|level| [5.0, 1.0, 8.0, 2.0][*level as usize]).collect());
    let of = |depths: &[u32]| EncodeTree::new().depths(depths.iter().copied()).fit(&x, &y);
    let exact = [5.0, 1.0, 8.0, 2.0];
    let codes = |fitted: TreeEncoder| -> Vec<f64> {
        fitted.codes("x").unwrap_or_default().into_iter().map(|(_, code)| code).collect()
    };
    assert_ne!(codes(of(&[1])?), exact);
    assert_eq!(codes(of(&[1, 2])?), exact);
    assert_eq!(codes(of(&[2, 1])?), exact);
    // Noise that no level explains: the shallower generalises, and is chosen wherever it stands.
    let noise = Vector::new((0..120).map(|_| random.uniform()).collect());
    let many = x.clone();
    let mut many = many;
    many.replace("x", Column::text((0..120).map(|row| (row % 40).to_string())))?;
    let of = |depths: &[u32]| -> Result<Vec<f64>, Error> {
        Ok(codes(EncodeTree::new().depths(depths.iter().copied()).fit(&many, &noise)?))
    };
    assert_eq!(of(&[6, 1])?, of(&[1])?);
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let (x, y) = rows()?;
    let message = |recipe: EncodeTree, y: &Vector| recipe.fit(&x, y).unwrap_err().to_string();
    assert_eq!(
        message(EncodeTree::new().depths([]), &y),
        "stage `encode.tree`: parameter `depths` must be one depth or more, each at least 1, found []"
    );
    assert_eq!(
        message(EncodeTree::new().folds(18), &y),
        "stage `encode.tree` needs at least 18 rows, found 17"
    );
    let three = Labels::from_texts((0..17).map(|row| ["p", "q", "r"][row % 3]));
    assert_eq!(
        EncodeTree::new().fit(&x, &three).unwrap_err().to_string(),
        "stage `encode.tree`, target: expected numbers or two classes, found 3 classes"
    );
    let empty = Table::new().with("x", Column::Text([None::<&str>; 17].into_iter().collect()))?;
    assert_eq!(
        EncodeTree::new().fit(&empty, &y).unwrap_err().to_string(),
        "stage `encode.tree`, column `x`: every value is missing"
    );
    Ok(())
}
