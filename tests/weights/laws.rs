//! What weights mean: a row of weight 2 is that row twice, one of weight 0 no row, and their order is nothing.

use steadfast::artifact::Stage;
use steadfast::data::DataKind;
use steadfast::exact;
use steadfast::pipeline::Weighable;
use steadfast::prelude::*;

/// Rows of four columns whose targets hang together with them, with weights from 0 to 3: numbers drawn by a rule that
/// every reader can follow.
fn numbers() -> (Matrix, Vec<f64>, Vec<u32>) {
    let cell = |row: u64, column: u64| ((row * 37 + column * 101 + row * row * 7) % 89) as f64;
    let rows: Vec<[f64; 4]> =
        (0..60).map(|row| [0, 1, 2, 3].map(|column| cell(row, column) / 16.0)).collect();
    let y = rows.iter().enumerate();
    let y = y.map(|(at, x)| x[0] - 2.0 * x[1] + 0.25 * x[2] + (at % 7) as f64 / 4.0).collect();
    let weights = (0..60u32).map(|row| (row * row + row / 3) % 4).collect();
    (Matrix::from_rows(["a", "b", "c", "d"], rows).unwrap(), y, weights)
}

/// Classes of those rows, as many as asked for.
fn classes(count: usize) -> Labels {
    let (_, y, _) = numbers();
    let class = |(at, y): (usize, &f64)| {
        let place = if at % 5 == 0 { at } else { (y + 20.0) as usize / 3 };
        ["no", "yes", "maybe", "never"][place % count]
    };
    Labels::from_texts(y.iter().enumerate().map(class))
}

/// The places of rows, each as often as it counts.
fn repeated(weights: &[u32]) -> Vec<usize> {
    weights.iter().enumerate().flat_map(|(row, &count)| vec![row; count as usize]).collect()
}

/// Bits, where the law is one of bits, or shares of the largest answer.
fn close(found: &[f64], expected: &[f64], within: f64, what: &str) {
    assert_eq!(found.len(), expected.len());
    let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
    for (f, e) in found.iter().zip(expected) {
        let same = f.to_bits() == e.to_bits() || (f - e).abs() <= within * size;
        assert!(same, "{what}: {f} is not {e}");
    }
}

fn answers(data: impl DataKind) -> Vec<f64> {
    match data.lend() {
        steadfast::data::DataRef::Vector(y) => y.values().to_vec(),
        steadfast::data::DataRef::Classes(y) => y.probabilities().to_vec(),
        _ => unreachable!("a model answers with numbers or classes"),
    }
}

/// What weights mean, for one recipe; rows that come as often as they count are met within so much of the answers.
fn holds<Y, R>(recipe: &R, x: &Matrix, y: &Y, whole: &[u32], within: f64)
where
    Y: Weighable + std::fmt::Debug,
    R: FitWeighted<Y> + Pipeline<Input = Matrix> + Clone,
    R::Fitted: Stage<Recipe = R, Input = Matrix> + PartialEq,
{
    let what = format!("{recipe:?}");
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight)).collect();
    let of = |x: &Matrix, y: Y, weights: Vec<f64>| {
        weighted(recipe.clone()).fit(x, &Weighted::new(y, weights).unwrap()).unwrap()
    };
    // Weights that are all 1 are none.
    assert!(of(x, y.clone(), vec![1.0; x.rows()]) == recipe.fit(x, y).unwrap(), "{what}: once");
    // A row of weight 0 is no row.
    let fitted = of(x, y.clone(), weights.clone());
    let kept: Vec<usize> = (0..x.rows()).filter(|&row| whole[row] > 0).collect();
    let of_kept = kept.iter().map(|&row| weights[row]).collect();
    assert!(of(&x.take(&kept), y.take_rows(&kept), of_kept) == fitted, "{what}: weight 0");
    // The order of rows is nothing.
    let turned: Vec<usize> = (0..x.rows()).map(|row| (row * 23 + 7) % x.rows()).collect();
    let of_turned = turned.iter().map(|&row| weights[row]).collect();
    assert!(of(&x.take(&turned), y.take_rows(&turned), of_turned) == fitted, "{what}: order");
    // A row of weight 2 is that row twice.
    let repeated = repeated(whole);
    let expected = recipe.fit(&x.take(&repeated), &y.take_rows(&repeated)).unwrap();
    let (found, expected) = (fitted.apply(x).unwrap(), expected.apply(x).unwrap());
    close(&answers(found), &answers(expected), within, &what);
    // What a stored recipe learns is the same.
    let target = Weighted::new(y.clone(), weights).unwrap();
    assert!(R::Fitted::learn(recipe, x, target.target()).unwrap() == fitted, "{what}: stored");
}

/// Least squares of weighted rows are those of rows times roots of weights, which are rounded: to about 1e-15 of them.
#[test]
fn least_squares() {
    let (x, y, whole) = numbers();
    let y = Vector::new(y);
    for intercept in [true, false] {
        holds(&Linear::new().intercept(intercept), &x, &y, &whole, 1e-13);
        holds(&Ridge::new(3.0).intercept(intercept), &x, &y, &whole, 1e-13);
    }
}

/// Descents to where rounding begins, on sums that are rounded otherwise.
#[test]
fn logistic() {
    let (x, _, whole) = numbers();
    for count in [2, 3, 4] {
        holds(&Logistic::new().l2(0.5), &x, &classes(count), &whole, 1e-11);
    }
    // So many products that each is rounded to one unit, and those of steps to three digits.
    let rows: Vec<usize> = (0..3_000).map(|row| row * 7 % 60).collect();
    let whole: Vec<u32> = (0..3_000).map(|row| (row * row + row / 3) % 4).collect();
    holds(&Logistic::new(), &x.take(&rows), &classes(4).take(&rows), &whole, 1e-9);
}

/// Sums of whole numbers are exact, so that there counts of weights are counts of rows, to the bit; weighted variances are
/// rounded a row more.
#[test]
fn naive_bayes() {
    let (x, _, whole) = numbers();
    let levels = x.iter_rows().map(|row| [0, 1, 2, 3].map(|at| f64::from(row[at] as u32 % 4)));
    let levels = Matrix::from_rows(["a", "b", "c", "d"], levels).unwrap();
    for count in [2, 4] {
        let y = classes(count);
        holds(&GaussianNaiveBayes::new(), &x, &y, &whole, 1e-12);
        holds(&MultinomialNaiveBayes::new().alpha(0.7), &x, &y, &whole, 0.0);
        holds(&BernoulliNaiveBayes::new().binarize(2.0), &x, &y, &whole, 0.0);
        holds(&CategoricalNaiveBayes::new().alpha(0.1), &levels, &y, &whole, 0.0);
    }
}

/// A tree counts whole weights as it counts copies of rows, to the bit; so do stages of boosting, whose steps are sums of
/// products rounded row by row.
#[test]
fn trees() {
    let (x, y, whole) = numbers();
    let y = Vector::new(y);
    holds(&DecisionTree::regressor(), &x, &y, &whole, 0.0);
    holds(&DecisionTree::regressor().max_depth(3), &x, &y, &whole, 0.0);
    holds(&DecisionTree::regressor().max_leaf_nodes(9), &x, &y, &whole, 0.0);
    holds(&ExtraTrees::regressor().trees(5), &x, &y, &whole, 0.0);
    holds(&GradientBoosting::regressor().trees(7), &x, &y, &whole, 1e-12);
    for count in [2, 3] {
        let y = classes(count);
        for criterion in [TreeCriterion::Gini, TreeCriterion::Entropy] {
            holds(&DecisionTree::classifier().criterion(criterion), &x, &y, &whole, 0.0);
            let shallow = DecisionTree::classifier().criterion(criterion).max_depth(3);
            holds(&shallow, &x, &y, &whole, 0.0);
            holds(&ExtraTrees::classifier().trees(5).criterion(criterion), &x, &y, &whole, 0.0);
        }
        holds(&GradientBoosting::classifier().trees(7), &x, &y, &whole, 1e-12);
        holds(&AdaBoost::new().trees(7).max_depth(2), &x, &y, &whole, 1e-9);
    }
}

/// Descents that end by a gap, Newton's method, and pools whose means are rounded once.
#[test]
fn regressions() {
    let (x, y, whole) = numbers();
    let positive = Vector::new(y.iter().map(|y| y + 20.0).collect());
    let y = Vector::new(y);
    for intercept in [true, false] {
        let lasso = Lasso::new(0.1).intercept(intercept).tolerance(1e-13).max_iterations(100_000);
        holds(&lasso, &x, &y, &whole, 1e-6);
        let net = ElasticNet::new(0.2).intercept(intercept).tolerance(1e-13);
        holds(&net.max_iterations(100_000), &x, &y, &whole, 1e-6);
        let glm = Tweedie::gamma().alpha(0.1).link(Link::Log).intercept(intercept);
        holds(&glm, &x, &positive, &whole, 1e-9);
    }
    holds(&Tweedie::new(1.5).alpha(0.0), &x, &positive, &whole, 1e-9);
    for up in [Monotone::Increasing, Monotone::Decreasing] {
        holds(&Isotonic::new().column("a").monotone(up), &x, &y, &whole, 1e-15);
    }
}

/// Fits that end within a tolerance; rows that come twice have two multipliers, and one of twice the bound.
#[test]
fn support_vectors() {
    let (x, y, whole) = numbers();
    let y = Vector::new(y);
    let gamma = Gamma::Value(0.1);
    let machine = SupportVectorRegressor::new().gamma(gamma).tolerance(1e-9);
    holds(&machine, &x, &y, &whole, 1e-6);
    let machine = LinearSupportVectorRegressor::new().squared(true).c(0.1).tolerance(1e-9);
    holds(&machine.max_iterations(100_000), &x, &y, &whole, 1e-6);
    for count in [2, 3] {
        let y = classes(count);
        let machine = SupportVectorClassifier::new().gamma(gamma).tolerance(1e-9);
        holds(&machine.probability(false), &x, &y, &whole, 0.0);
        let machine = LinearSupportVectorClassifier::new().c(0.1).tolerance(1e-9);
        holds(&machine.max_iterations(100_000), &x, &y, &whole, 1e-6);
    }
}

/// Trees that draw rows draw them by their weights, so that rows that come twice are drawn otherwise; but the other laws
/// hold, and chances are as told.
#[test]
fn forests_draw_by_weight() {
    let (x, y, whole) = numbers();
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight) / 3.0).collect();
    let y = Weighted::new(Vector::new(y), weights).unwrap();
    let recipe = weighted(RandomForest::regressor().trees(40).seed(3));
    let fitted = recipe.fit(&x, &y).unwrap();
    let turned: Vec<usize> = (0..x.rows()).map(|row| (row * 23 + 7) % x.rows()).collect();
    assert_eq!(recipe.fit(&x.take(&turned), &y.take(&turned)).unwrap(), fitted);
    let kept: Vec<usize> = (0..x.rows()).filter(|&row| whole[row] > 0).collect();
    assert_eq!(recipe.fit(&x.take(&kept), &y.take(&kept)).unwrap(), fitted);
    // A row with 99 of 100 parts of the weight is what nearly every tree learns.
    let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]]).unwrap();
    let heavy = Weighted::new(Vector::new(vec![0.0, 100.0, 0.0]), [0.5, 99.0, 0.5]).unwrap();
    let forest = weighted(RandomForest::regressor().trees(50)).fit(&x, &heavy).unwrap();
    let answers = forest.apply(&x).unwrap().into_values();
    assert!(answers.iter().all(|&answer| answer > 90.0), "{answers:?}");
    let y = Weighted::balanced(classes(3)).unwrap();
    let (x, _, _) = numbers();
    let recipe = weighted(RandomForest::classifier().trees(20));
    let fitted = recipe.fit(&x, &y).unwrap();
    assert_eq!(recipe.fit(&x.take(&turned), &y.take(&turned)).unwrap(), fitted);
}

/// Models that hold weights are of the second version of their stage, and are stored and read as they are.
#[test]
fn what_naive_bayes_learned_of_weights_is_stored() {
    let (x, _, whole) = numbers();
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight) / 3.0).collect();
    let y = Weighted::new(classes(3), weights).unwrap();
    let x = table(&x);
    macro_rules! stored {
        ($($recipe:expr),+) => { $(
            let recipe = Assemble::new().then(weighted($recipe));
            let model = Training::new().fit(&recipe, &x, &y).unwrap();
            let bytes = model.to_bytes().unwrap();
            let loaded = recipe.load(&bytes).unwrap();
            assert_eq!(loaded.to_bytes().unwrap(), bytes);
            assert_eq!(loaded.pipeline(), model.pipeline());
            let erased = steadfast::LoadOptions::new().from_bytes(&bytes).unwrap();
            let again = Training::new().refit(&erased, &x, y.target()).unwrap();
            assert_eq!(again.to_bytes().unwrap(), bytes);
        )+ };
    }
    stored!(GaussianNaiveBayes::new(), MultinomialNaiveBayes::new(), BernoulliNaiveBayes::new());
}

/// What learns from the answers of a model takes weights too, so that whole chains do.
#[test]
fn curves_and_thresholds() {
    let (x, _, whole) = numbers();
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight)).collect();
    let repeated = repeated(&whole);
    let turned: Vec<usize> = (0..x.rows()).map(|row| (row * 23 + 7) % x.rows()).collect();
    let kept: Vec<usize> = (0..x.rows()).filter(|&row| whole[row] > 0).collect();
    for count in [2, 3] {
        let y = classes(count);
        let p = Logistic::new().fit(&x, &y).unwrap().apply(&x).unwrap();
        let by_weight = Weighted::new(y.clone(), weights.clone()).unwrap();
        let once = Weighted::new(y.clone(), vec![1.0; y.rows()]).unwrap();
        for recipe in
            [Calibrate::sigmoid(), Calibrate::sigmoid_of_log_odds(), Calibrate::isotonic()]
        {
            let of = |rows: &[usize]| {
                let recipe = weighted(recipe.clone());
                recipe.fit(&p.take_rows(rows), &by_weight.take(rows)).unwrap()
            };
            let fitted = weighted(recipe.clone()).fit(&p, &by_weight).unwrap();
            assert!(of(&turned) == fitted && of(&kept) == fitted, "{recipe:?}");
            let plain = recipe.fit(&p, &y).unwrap();
            assert_eq!(weighted(recipe.clone()).fit(&p, &once).unwrap(), plain);
            let expected = recipe.fit(&p.take_rows(&repeated), &y.take(&repeated)).unwrap();
            let [found, expected] = [fitted, expected].map(|fitted| fitted.apply(&p).unwrap());
            close(found.probabilities(), expected.probabilities(), 1e-11, "calibrated");
        }
        for score in [Score::Accuracy, Score::BalancedAccuracy, Score::F1, Score::Mcc] {
            let recipe = Threshold::tuned(score);
            if count == 2 {
                let fitted = weighted(recipe.clone()).fit(&p, &by_weight).unwrap();
                let rows = (p.take_rows(&repeated), y.take(&repeated));
                assert_eq!(fitted, recipe.fit(&rows.0, &rows.1).unwrap());
                let rows = (p.take_rows(&turned), by_weight.take(&turned));
                assert_eq!(fitted, weighted(recipe).fit(&rows.0, &rows.1).unwrap());
            }
        }
    }
    let recipe =
        Assemble::new().then(weighted(Logistic::new())).then(weighted(Calibrate::isotonic()));
    let y = Weighted::new(classes(2), weights).unwrap();
    let recipe = recipe.then(weighted(Threshold::tuned(Score::F1)));
    let model = Training::new().fit(&recipe, &table(&x), &y).unwrap();
    let erased = steadfast::LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    let again = Training::new().refit(&erased, &table(&x), y.target()).unwrap();
    assert_eq!(again.to_bytes().unwrap(), model.to_bytes().unwrap());
}

fn table(x: &Matrix) -> Table {
    let columns = x.names().iter().enumerate();
    columns.fold(Table::new(), |table, (at, name)| {
        table.with(name.to_string(), Column::Real(x.column(at))).unwrap()
    })
}

/// A whole chain: only the model sees the weights, and the artifact is fitted again to them, or to none.
#[test]
fn chains_are_fitted_and_refitted() {
    let (x, y, whole) = numbers();
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight)).collect();
    let (x, plain) = (table(&x), Vector::new(y));
    let y = Weighted::new(plain.clone(), weights).unwrap();
    let chain = || Standardize::new().then(Assemble::new());
    let recipe = chain().then(weighted(Ridge::new(1.0)));
    let training = Training::new();
    let model = training.fit(&recipe, &x, &y).unwrap();
    let served = recipe.load(&model.to_bytes().unwrap()).unwrap();
    assert_eq!(served.predict(&x).unwrap(), model.predict(&x).unwrap());
    let erased = steadfast::LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    let again = training.refit(&erased, &x, y.target()).unwrap();
    assert_eq!(again.to_bytes().unwrap(), model.to_bytes().unwrap());
    let without = training.fit(&chain().then(Ridge::new(1.0)), &x, &plain).unwrap();
    let again = training.refit(&erased, &x, Target::Vector(&plain)).unwrap();
    assert_eq!(again.to_bytes().unwrap(), without.to_bytes().unwrap());
    assert_ne!(without.provenance().data(), model.provenance().data());
    // The scale is that of all rows: what does not look at the target does not look at its weights.
    assert_eq!(model.pipeline().first(), without.pipeline().first());

    let transformed = on_target(TargetTransform::Standardize, Ridge::new(1.0));
    let recipe = chain().then(weighted(transformed));
    let model = training.fit(&recipe, &x, &y).unwrap();
    let erased = steadfast::LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    let again = training.refit(&erased, &x, y.target()).unwrap();
    assert_eq!(again.to_bytes().unwrap(), model.to_bytes().unwrap());
}

#[test]
fn what_takes_no_weights_says_so() {
    let (x, y, _) = numbers();
    let rows = y.len();
    let plain = Vector::new(y);
    let y = Weighted::new(plain.clone(), vec![0.5; rows]).unwrap();
    let recipe = Assemble::new().then(KnnRegressor::new());
    let model = Training::new().fit(&recipe, &table(&x), &plain).unwrap();
    let erased = steadfast::LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    let error = Training::new().refit(&erased, &table(&x), y.target()).unwrap_err().to_string();
    assert_eq!(
        error,
        "stage `model.knn_regressor`, target: expected numbers, found numbers with weights"
    );
    let error = weighted(Linear::new().with_trainer(Trainer::Linfa)).fit(&x, &y).unwrap_err();
    assert_eq!(
        error.to_string(),
        "stage `model.linear`: parameter `trainer` must be Exact for a target with weights, found Linfa"
    );
    let error = weighted(Linear::new()).fit(&x.take(&[0, 1]), &y).unwrap_err().to_string();
    assert_eq!(error, "stage `model.linear`, target: expected 2 rows, found 60");
    let weights: Vec<f64> = (0..rows).map(|row| f64::from(u8::from(row > 5))).collect();
    let none = Weighted::new(plain, weights).unwrap().take(&[0, 1]);
    let error = weighted(Linear::new()).fit(&x.take(&[0, 1]), &none).unwrap_err().to_string();
    assert!(error.contains("expected a row with a weight over 0, found none"), "{error}");
}

/// Folds are dealt and judged as without weights; what is learned in them counts rows as told.
#[test]
fn searches_and_folds_take_weights() {
    use steadfast::evaluate::{KFold, cross_validate, metrics::Metric};
    let (x, _, whole) = numbers();
    let x = table(&x);
    let weights: Vec<f64> = whole.iter().map(|&weight| f64::from(weight) + 0.5).collect();
    let y = Weighted::new(classes(2), weights).unwrap();
    let recipe = |l2: f64| Assemble::new().then(weighted(Logistic::new().l2(l2)));
    let splits = KFold::new(3, 1).split(x.rows()).unwrap();
    let judged = cross_validate(&recipe(1.0), &x, &y, &splits, &[&Metric::Accuracy]).unwrap();
    assert_eq!(judged.len(), 3);
    let mean = bag(5, 3, recipe(1.0)).fit(&x, &y).unwrap().apply(&x).unwrap();
    assert_eq!(mean.rows(), x.rows());
    let both = vote(recipe(1.0)).and(recipe(9.0)).fit(&x, &y).unwrap();
    assert_eq!(both.apply(&x).unwrap().rows(), x.rows());
    let crossed = cross_fit(Folds::new(3, 0), recipe(1.0)).fit_apply(&x, &y).unwrap();
    assert_eq!(crossed.1.rows(), x.rows());
}
