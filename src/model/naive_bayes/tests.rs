//! Fits solved by hand, what a stored model must not hold, and laws of order and parts.

use super::*;
use crate::artifact::Stage;
use crate::artifact::codec::to_node;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit, FitWeighted, Merge, PartialFit, Weighted};
use proptest::prelude::*;

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        // A few roundings of numbers near 1.
        assert!((a - b).abs() <= 1e-14, "{found:?} is not {expected:?}");
    }
}

fn message<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn equal_distances_are_equal_chances() -> Result<(), Error> {
    let x = Matrix::from_rows(["x"], [[-1.0], [1.0], [4.0], [6.0]])?;
    let y = Labels::from_texts(["a", "a", "b", "b"]);
    let plain = GaussianNaiveBayes::new().var_smoothing(0.0);
    // Variances of 1 and equal priors: at 2.5, the middle, both classes are as probable.
    let model = plain.fit(&x, &y)?;
    assert_eq!((model.means(), model.variances()), ([0.0, 5.0].as_slice(), [1.0; 2].as_slice()));
    let middle = model.apply(&Matrix::from_rows(["x"], [[2.5], [2.0]])?)?;
    assert_eq!(middle.row(0), [0.5, 0.5]);
    // ln of the ratio of densities at 2: (−(2 − 5)² + 2²) / 2 = −2.5.
    close(middle.row(1), &[exact::logistic(2.5), exact::logistic(-2.5)]);
    Ok(())
}

/// a: 1, 3 (mean 2, variance 1); b: 0, 4, 8 (mean 4, variance 32/3). All five: mean 3.2, variance 7.76.
#[test]
fn a_gaussian_learns_means_variances_and_shares() -> Result<(), Error> {
    let x = Matrix::from_rows(["x"], [[1.0], [0.0], [4.0], [3.0], [8.0]])?;
    let y = Labels::from_texts(["a", "b", "b", "a", "b"]);
    let model = GaussianNaiveBayes::new().var_smoothing(0.5).fit(&x, &y)?;
    assert_eq!(model.rows(), [2, 3]);
    assert_eq!(model.priors(), [0.4, 0.6]);
    assert_eq!(model.means(), [2.0, 4.0]);
    close(&[model.added()], &[0.5 * 7.76]);
    close(model.variances(), &[1.0 + 3.88, 32.0 / 3.0 + 3.88]);
    let density = |x: f64, m: f64, v: f64| {
        exact::exp(-(x - m) * (x - m) / (2.0 * v)) / (std::f64::consts::TAU * v).sqrt()
    };
    let [a, b] = [0.4 * density(3.0, 2.0, 4.88), 0.6 * density(3.0, 4.0, 32.0 / 3.0 + 3.88)];
    close(model.apply(&x)?.row(3), &[a / (a + b), b / (a + b)]);
    Ok(())
}

/// Sums of a: 3, 1, 0; of b: 0, 2, 2. With α = 1: 4/7, 2/7, 1/7 and 1/7, 3/7, 3/7.
#[test]
fn a_multinomial_multiplies_what_words_say() -> Result<(), Error> {
    let rows = [[2.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 2.0]];
    let x = Matrix::from_rows(["u", "v", "w"], rows)?;
    let y = Labels::from_texts(["a", "a", "b"]);
    let model = MultinomialNaiveBayes::new().fit(&x, &y)?;
    assert_eq!(model.counts(), [3.0, 1.0, 0.0, 0.0, 2.0, 2.0]);
    let sevenths = [4.0, 2.0, 1.0, 1.0, 3.0, 3.0].map(|n: f64| exact::ln(n / 7.0));
    close(model.log_probabilities(), &sevenths);
    // u once, w twice: 2/3 · 4/7 · (1/7)² against 1/3 · 1/7 · (3/7)², which is 8 against 9.
    let row = Matrix::from_rows(["u", "v", "w"], [[1.0, 0.0, 2.0]])?;
    close(model.apply(&row)?.row(0), &[8.0 / 17.0, 9.0 / 17.0]);
    let uniform = MultinomialNaiveBayes::new().prior(ClassPrior::Uniform).fit(&x, &y)?;
    close(uniform.apply(&row)?.row(0), &[4.0 / 13.0, 9.0 / 13.0]);
    let given = ClassPrior::Given(vec![0.0, 1.0]);
    let sure = MultinomialNaiveBayes::new().prior(given).fit(&x, &y)?;
    assert_eq!(sure.apply(&row)?.row(0), [0.0, 1.0]);
    let message = message(model.apply(&Matrix::from_rows(["u", "v", "w"], [[1.0, -1.0, 2.0]])?));
    assert!(message.ends_with("column `v`, row 0: expected 0 or more, found -1"), "{message}");
    Ok(())
}

/// Above 1 in a: 2 of 2 and 0 of 2, so 3/4 and 1/4; in b: 0 of 1 and 1 of 1, so 1/3 and 2/3.
#[test]
fn a_bernoulli_hears_what_is_absent() -> Result<(), Error> {
    let x = Matrix::from_rows(["u", "v"], [[2.0, 1.0], [3.0, 0.0], [1.0, 1.5]])?;
    let y = Labels::from_texts(["a", "a", "b"]);
    let model = BernoulliNaiveBayes::new().binarize(1.0).fit(&x, &y)?;
    assert_eq!(model.counts(), [2, 0, 0, 1]);
    close(model.log_odds(), &[3.0, 1.0 / 3.0, 0.5, 2.0].map(exact::ln));
    // Neither: 2/3 · 1/4 · 3/4 against 1/3 · 2/3 · 1/3, which is 27 against 16.
    let row = Matrix::from_rows(["u", "v"], [[1.0, 1.0]])?;
    close(model.apply(&row)?.row(0), &[27.0 / 43.0, 16.0 / 43.0]);
    let bits = BernoulliNaiveBayes::new().binarize(None);
    assert_eq!(
        message(bits.fit(&x, &y)),
        "stage `model.naive_bayes.bernoulli`, column `u`: row 0 is 2, not 0 or 1"
    );
    Ok(())
}

/// Of a, levels 0, 0, 2: with α = 1, 3/6, 1/6, 2/6; of b, 1: 1/4, 2/4, 1/4.
#[test]
fn a_categorical_looks_its_levels_up() -> Result<(), Error> {
    let x = Matrix::from_rows(["u"], [[0.0], [0.0], [1.0], [2.0]])?;
    let y = Labels::from_texts(["a", "a", "b", "a"]);
    let model = CategoricalNaiveBayes::new().fit(&x, &y)?;
    assert_eq!((model.levels(), model.counts()), ([3].as_slice(), [2, 0, 0, 1, 1, 0].as_slice()));
    let shares = [1.0 / 2.0, 1.0 / 4.0, 1.0 / 6.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0];
    close(model.log_probabilities(), &shares.map(exact::ln));
    // 3/4 · 1/3 against 1/4 · 1/4.
    close(model.apply(&x)?.row(3), &[0.8, 0.2]);
    let above = Matrix::from_rows(["u"], [[1.0], [3.0]])?;
    assert_eq!(
        message(model.apply(&above)),
        "stage `model.naive_bayes.categorical`, column `u`, row 1: expected a level below 3, found 3"
    );
    let ignoring = CategoricalNaiveBayes::new().ignore_unseen(true).fit(&x, &y)?;
    close(ignoring.apply(&above)?.row(1), &[0.75, 0.25]);
    // A fourth level, seen by nobody: 3/4 · 1/7 against 1/4 · 1/5.
    let wider = CategoricalNaiveBayes::new().min_categories(4).fit(&x, &y)?;
    close(wider.apply(&above)?.row(1), &[15.0 / 22.0, 7.0 / 22.0]);
    for (cell, found) in [(0.5, "0.5"), (-1.0, "-1"), (3e7, "30000000")] {
        let odd = message(model.apply(&Matrix::from_rows(["u"], [[cell]])?));
        let says = format!("expected a whole number from 0 to 16777215, found {found}");
        assert!(odd.ends_with(&says), "{odd}");
    }
    Ok(())
}

fn small() -> Result<(Matrix, Labels), Error> {
    let x = Matrix::from_rows(["u", "v"], [[0.0, 1.0], [1.0, 0.0], [1.0, 2.0], [0.0, 3.0]])?;
    Ok((x, Labels::from_texts(["a", "b", "c", "c"]).take(&[0, 0, 2, 3])))
}

fn every(x: &Matrix, y: &Labels) -> [Result<Classes, Error>; 4] {
    fn one<R: Fit<Labels, Fitted: Apply>>(
        recipe: &R,
        x: &R::Input,
        y: &Labels,
    ) -> Result<R::Output, Error> {
        recipe.fit(x, y)?.apply(x)
    }
    [
        one(&GaussianNaiveBayes::new(), x, y),
        one(&MultinomialNaiveBayes::new(), x, y),
        one(&BernoulliNaiveBayes::new(), x, y),
        one(&CategoricalNaiveBayes::new(), x, y),
    ]
}

#[test]
fn a_class_without_rows_keeps_its_place() -> Result<(), Error> {
    let (x, y) = small()?;
    for answer in every(&x, &y) {
        let answer = answer?;
        assert_eq!(answer.probability("b"), Some(vec![0.0; 4]));
        for row in 0..4 {
            close(&[exact::sum(answer.row(row))], &[1.0]);
        }
    }
    let given = ClassPrior::Given(vec![0.25, 0.5, 0.25]);
    let model = BernoulliNaiveBayes::new().prior(given).fit(&x, &y)?;
    assert_eq!(model.learned().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!((model.rows(), model.priors()), ([2, 2].as_slice(), [0.25, 0.25].as_slice()));
    Ok(())
}

#[test]
fn what_cannot_be_learned_is_named() -> Result<(), Error> {
    let (x, y) = small()?;
    for refused in every(&x, &y.take(&[0, 0, 0, 0])) {
        assert!(
            message(refused).ends_with("expected rows of at least two classes, found only `a`")
        );
    }
    for refused in every(&x.take(&[]), &y.take(&[])) {
        assert!(message(refused).ends_with("expected rows of at least two classes, found none"));
    }
    for refused in every(&x, &y.take(&[0, 2])) {
        assert!(message(refused).ends_with("target: expected 4 rows, found 2"));
    }
    let mut rows = [[0.0, 1.0], [1.0, 0.0], [1.0, f64::NAN], [0.0, 3.0]];
    for refused in every(&Matrix::from_rows(["u", "v"], rows)?, &y) {
        assert!(message(refused).ends_with("column `v`: row 2 is NaN"));
    }
    rows[2][1] = -0.5;
    let x = Matrix::from_rows(["u", "v"], rows)?;
    let [gaussian, multinomial, bernoulli, categorical] = every(&x, &y);
    assert!(gaussian.is_ok() && bernoulli.is_ok());
    assert!(message(multinomial).ends_with("column `v`: row 2 is -0.5, not 0 or more"));
    assert!(message(categorical).ends_with("row 2 is -0.5, not a whole number from 0 to 16777215"));
    Ok(())
}

/// Where nothing is added, a probability or a variance of 0 has no logarithm.
#[test]
fn a_probability_of_zero_is_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["u", "v"], [[0.0, 1.0], [0.0, 2.0], [1.0, 2.0], [2.0, 1.0]])?;
    let y = Labels::from_texts(["a", "a", "b", "b"]);
    let says = |text: String, end: &str| assert!(text.ends_with(end), "{text}");
    says(
        message(GaussianNaiveBayes::new().var_smoothing(0.0).fit(&x, &y)),
        "column `u`: does not vary in class `a`, and nothing is added",
    );
    says(
        message(MultinomialNaiveBayes::new().alpha(0.0).fit(&x, &y)),
        "column `u`: is 0 in every row of class `a`, and alpha is 0",
    );
    says(
        message(BernoulliNaiveBayes::new().alpha(0.0).binarize(0.5).fit(&x, &y)),
        "column `u`: is 0 in every row of class `a`, and alpha is 0",
    );
    says(
        message(CategoricalNaiveBayes::new().alpha(0.0).fit(&x, &y)),
        "column `u`: no row of class `b` has level 0, and alpha is 0",
    );
    let constant = Matrix::from_rows(["u"], [[3.0]; 4])?;
    says(message(GaussianNaiveBayes::new().fit(&constant, &y)), "class `a`, and nothing is added");
    let wide = Matrix::from_rows(["u"], [[1e300], [0.0], [1.0], [2.0]])?;
    says(message(GaussianNaiveBayes::new().fit(&wide, &y)), "leaves the range of numbers");
    let levels = Matrix::from_rows(["u"], [[1.6e7], [0.0], [1.0], [2.0]])?;
    says(
        message(CategoricalNaiveBayes::new().fit(&levels, &y)),
        "column `u`: its 16000001 levels make more than 16777216 probabilities",
    );
    Ok(())
}

#[test]
fn parameters_out_of_range_are_refused() -> Result<(), Error> {
    let (x, y) = small()?;
    assert!(message(MultinomialNaiveBayes::new().alpha(-1.0).fit(&x, &y)).contains("`alpha`"));
    assert!(message(BernoulliNaiveBayes::new().alpha(f64::NAN).fit(&x, &y)).contains("`alpha`"));
    assert!(message(CategoricalNaiveBayes::new().alpha(-0.1).fit(&x, &y)).contains("`alpha`"));
    let smoothing = GaussianNaiveBayes::new().var_smoothing(-1.0);
    assert!(message(smoothing.fit(&x, &y)).contains("`var_smoothing`"));
    let threshold = BernoulliNaiveBayes::new().binarize(f64::INFINITY);
    assert!(message(threshold.fit(&x, &y)).contains("`binarize`"));
    for given in [vec![0.5, 0.5], vec![0.5, 0.4, 0.0], vec![1.5, -0.5, 0.0], vec![f64::NAN; 3]] {
        let recipe = GaussianNaiveBayes::new().prior(ClassPrior::Given(given));
        assert!(message(recipe.fit(&x, &y)).contains("`prior`"));
    }
    // All that is given is given to the class without rows.
    let absent = GaussianNaiveBayes::new().prior(ClassPrior::Given(vec![0.0, 1.0, 0.0]));
    assert!(message(absent.fit(&x, &y)).contains("every class with rows"));
    Ok(())
}

/// So far away that the squares leave the range of numbers for every class, or for one.
#[test]
fn rows_beyond_every_class_are_refused_by_name() -> Result<(), Error> {
    let x = Matrix::from_rows(["x"], [[0.0], [1e-3], [1e150], [2e150]])?;
    let y = Labels::from_texts(["a", "a", "b", "b"]);
    let model = GaussianNaiveBayes::new().var_smoothing(0.0).fit(&x, &y)?;
    let one = model.apply(&Matrix::from_rows(["x"], [[1e153]])?)?;
    assert_eq!(one.row(0), [0.0, 1.0]);
    let far = message(model.apply(&Matrix::from_rows(["x"], [[0.0], [1e308]])?));
    assert!(far.ends_with("column `score`, row 1: expected a finite result, found -inf"), "{far}");
    Ok(())
}

#[test]
fn states_that_do_not_fit_together_are_refused() -> Result<(), Error> {
    let (x, y) = small()?;
    let gaussian = GaussianNaiveBayes::new().fit(&x, &y)?;
    let restore = |change: fn(&mut GaussianNaiveBayesState)| {
        let mut state = gaussian.state().clone();
        change(&mut state);
        GaussianNaiveBayesModel::restore(gaussian.recipe().clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(gaussian.clone()));
    assert!(restore(|state| state.seen.present[1] = 3).is_err());
    assert!(restore(|state| state.seen.present.swap(0, 1)).is_err());
    assert!(restore(|state| state.seen.present.truncate(1)).is_err());
    assert!(restore(|state| state.seen.rows[0] = 0).is_err());
    assert!(restore(|state| state.seen.rows = vec![u64::MAX; 2]).is_err());
    assert!(restore(|state| state.seen.rows.push(1)).is_err());
    assert!(restore(|state| state.means.truncate(3)).is_err());
    assert!(restore(|state| state.means[0] = f64::NAN).is_err());
    assert!(restore(|state| state.variances[3] = 0.0).is_err());
    assert!(restore(|state| state.variances.push(1.0)).is_err());
    assert!(restore(|state| state.added = -1.0).is_err());
    let multinomial = MultinomialNaiveBayes::new().fit(&x, &y)?;
    let restore = |alpha: f64, change: fn(&mut MultinomialNaiveBayesState)| {
        let mut state = multinomial.state().clone();
        change(&mut state);
        MultinomialNaiveBayesModel::restore(MultinomialNaiveBayes::new().alpha(alpha), state)
    };
    assert_eq!(restore(1.0, |_| {}), Ok(multinomial.clone()));
    assert!(restore(f64::NAN, |_| {}).is_err());
    assert!(restore(1e308, |_| {}).is_err());
    assert!(restore(1.0, |state| state.counts[0] = -1.0).is_err());
    assert!(restore(1.0, |state| state.counts[0] = f64::INFINITY).is_err());
    assert!(restore(1.0, |state| state.counts.truncate(3)).is_err());
    let bernoulli = BernoulliNaiveBayes::new().fit(&x, &y)?;
    let restore = |alpha: f64, change: fn(&mut BernoulliNaiveBayesState)| {
        let mut state = bernoulli.state().clone();
        change(&mut state);
        BernoulliNaiveBayesModel::restore(BernoulliNaiveBayes::new().alpha(alpha), state)
    };
    assert_eq!(restore(1.0, |_| {}), Ok(bernoulli.clone()));
    assert!(restore(0.0, |state| state.counts[0] = 0).is_err());
    assert!(restore(1.0, |state| state.counts[0] = 3).is_err());
    assert!(restore(1.0, |state| state.counts.push(0)).is_err());
    let categorical = CategoricalNaiveBayes::new().fit(&x, &y)?;
    let restore = |alpha: f64, change: fn(&mut CategoricalNaiveBayesState)| {
        let mut state = categorical.state().clone();
        change(&mut state);
        CategoricalNaiveBayesModel::restore(CategoricalNaiveBayes::new().alpha(alpha), state)
    };
    assert_eq!(restore(1.0, |_| {}), Ok(categorical.clone()));
    assert!(restore(0.0, |_| {}).is_err());
    assert!(restore(1.0, |state| state.levels[0] = u32::MAX).is_err());
    assert!(restore(1.0, |state| state.levels[0] = 0).is_err());
    assert!(restore(1.0, |state| state.levels.truncate(1)).is_err());
    assert!(restore(1.0, |state| state.counts[0] = u64::MAX).is_err());
    assert!(restore(1.0, |state| state.counts.extend([0, 0])).is_err());
    let given = MultinomialNaiveBayes::new().prior(ClassPrior::Given(vec![1.0]));
    assert!(MultinomialNaiveBayesModel::restore(given, multinomial.state().clone()).is_err());
    Ok(())
}

#[test]
fn parts_of_other_columns_or_classes_do_not_merge() -> Result<(), Error> {
    let (x, y) = small()?;
    let recipe = BernoulliNaiveBayes::new();
    let others = Labels::from_texts(["a", "z", "a", "z"]);
    let mut part = recipe.partial(&x, &y)?;
    assert!(message(part.merge(recipe.partial(&x, &others)?)).contains("different classes"));
    let renamed = Matrix::from_row_major(["u".into(), "w".into()], x.as_slice().to_vec())?;
    assert!(message(part.merge(recipe.partial(&renamed, &y)?)).contains("different columns"));
    Ok(())
}

/// The stored bytes of a fit, of the same rows in another order, and of two parts merged.
fn one_law<R>(
    recipe: &R,
    x: &Matrix,
    y: &Labels,
    order: &[usize],
    cut: usize,
) -> Result<(), TestCaseError>
where
    R: PartialFit<Labels, Input = Matrix>,
    R::Fitted: Stage,
{
    let stored = |fitted: Result<R::Fitted, Error>| {
        fitted.map(|fitted| to_node(fitted.state()).unwrap()).map_err(|error| error.to_string())
    };
    let whole = stored(recipe.fit(x, y));
    let (x, y) = (x.take(order), y.take(order));
    prop_assert_eq!(&whole, &stored(recipe.fit(&x, &y)));
    let part = |rows: std::ops::Range<usize>| {
        let rows: Vec<usize> = rows.collect();
        recipe.partial(&x.take(&rows), &y.take(&rows)).unwrap()
    };
    let mut late = part(cut..order.len());
    late.merge(part(0..cut)).unwrap();
    prop_assert_eq!(&whole, &stored(recipe.settle(late)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn neither_order_nor_parts_matter(
        cells in prop::collection::vec((0u32..6, 0.0..1e3f64), 60),
        y in prop::collection::vec(0u8..4, 30),
        order in Just((0..30).collect::<Vec<usize>>()).prop_shuffle(),
        cut in 0usize..=30,
    ) {
        let y = Labels::from_texts(y.iter().map(u8::to_string));
        let names = || ["u".into(), "v".into()];
        let whole = cells.iter().map(|&(whole, _)| f64::from(whole)).collect();
        let whole = Matrix::from_row_major(names(), whole).unwrap();
        let real = cells.iter().map(|&(whole, real)| if whole < 3 { real } else { f64::from(whole) });
        let real = Matrix::from_row_major(names(), real.collect()).unwrap();
        one_law(&GaussianNaiveBayes::new(), &real, &y, &order, cut)?;
        one_law(&MultinomialNaiveBayes::new(), &real, &y, &order, cut)?;
        one_law(&MultinomialNaiveBayes::new().alpha(0.5), &whole, &y, &order, cut)?;
        one_law(&BernoulliNaiveBayes::new().binarize(2.0), &real, &y, &order, cut)?;
        one_law(&CategoricalNaiveBayes::new().min_categories(3), &whole, &y, &order, cut)?;
    }

    /// More rows than are sorted by class at a time.
    #[test]
    fn blocks_do_not_matter(step in 1usize..500) {
        let rows = 5000;
        let cells = (0..rows).map(|row| f64::from(u32::try_from(row * step % 97).unwrap()) / 8.0);
        let x = Matrix::from_row_major(["u".into()], cells.collect()).unwrap();
        let y = Labels::from_texts((0..rows).map(|row| (row * row % 3).to_string()));
        let order: Vec<usize> = (0..rows).rev().collect();
        one_law(&GaussianNaiveBayes::new(), &x, &y, &order, 4500)?;
        one_law(&MultinomialNaiveBayes::new(), &x, &y, &order, 600)?;
    }
}

/// What a file may say of weights: one a class, over 0, and one a count, of no more than the class has.
#[test]
fn weights_that_do_not_fit_are_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])?;
    let y = Weighted::new(Labels::from_texts(["p", "q", "q"]), [0.5, 2.0, 0.25])?;
    let model = BernoulliNaiveBayes::new().fit_weighted(&x, &y)?;
    assert_eq!(model.weighted_counts(), Some(&[0.0, 0.5, 2.25, 2.0][..]));
    assert_eq!((model.counts(), model.rows()), (&[0, 1, 2, 1][..], &[1, 2][..]));
    let restore = |change: fn(&mut WeighedClasses)| {
        let mut state = model.state().clone();
        state.weights.iter_mut().for_each(change);
        BernoulliNaiveBayesModel::restore(model.recipe().clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    assert!(restore(|weights| weights.classes.truncate(1)).is_err());
    assert!(restore(|weights| weights.classes[0] = 0.0).is_err());
    assert!(restore(|weights| weights.classes = vec![f64::MAX; 2]).is_err());
    assert!(restore(|weights| weights.counts.push(0.0)).is_err());
    assert!(restore(|weights| weights.counts[0] = -1.0).is_err());
    assert!(restore(|weights| weights.counts[1] = 0.75).is_err());
    // A file of the first version says nothing of weights, one of the second says something.
    let [params, state] = [to_node(model.recipe()), to_node(model.state())].map(Result::unwrap);
    let decode = |version| BernoulliNaiveBayesModel::decode(version, &params, &state);
    assert_eq!(decode(2), Some(Ok(model.clone())));
    assert!(decode(1).is_some_and(|read| read.is_err()) && decode(3).is_none());
    Ok(())
}
