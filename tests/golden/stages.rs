//! Goldens of single families of stages.

use super::data::{amounts, classes, mixed};
use super::recipes::{Golden, golden};
use steadfast::feature::{Extrapolation, Operation, Reduction};
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::select::{
    Direction, Mrmr, MrmrMethod, RecursivePerformance, SelectByInformationValue, SelectByProbes,
    SelectByShuffling, SelectBySinglePerformance, SelectByTargetMean, Validation,
};

/// [`mixed`] with columns twice, so that every stage has one of its own to work on.
fn wide() -> Table {
    let mut table = mixed();
    for (name, of) in [
        ("colour b", "colour"),
        ("colour c", "colour"),
        ("colour d", "colour"),
        ("size b", "size"),
        ("real b", "real"),
        ("whole b", "whole"),
        ("twice b", "twice"),
    ] {
        let column = table.column(of).unwrap().as_ref().clone();
        table.push(name, column).unwrap();
    }
    table
}

/// Numbers without gaps that are not all alike, and two that are.
fn filled() -> Table {
    let table = wide();
    let numbers = table.select(&["real", "twice", "whole", "flag", "constant", "real b"]).unwrap();
    Impute::median().fit(&numbers, &()).unwrap().apply(&numbers).unwrap()
}

fn halves() -> Labels {
    Labels::from_texts((0..120).map(|r| if (r * 37 % 101) + r % 7 > 50 { "yes" } else { "no" }))
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    let mut goldens = cleaning();
    goldens.extend(transforming());
    goldens.extend(creating());
    goldens.extend(encoding());
    goldens.extend(selecting());
    goldens.extend(wrapping());
    goldens.extend(naive_bayes());
    goldens.extend(naive_bayes_by_weight());
    goldens
}

fn cleaning() -> Vec<Golden> {
    vec![
        golden(
            "tidies",
            on(
                named(["size"]),
                NormalizeText::new().lowercase().accents(Accents::Strip).empty_is_missing(),
            )
            .then(on(named(["colour"]), MatchCategories::new()))
            .then(Cap::new().at_least("real", -2.0).at_most("twice", 9.5))
            .then(SetMissing::numbers([0.5]).texts(["red"]))
            .then(on(named(["whole"]), Cast::to(ColumnType::Text)))
            .then(on(named(["whole"]), Parse::real()))
            .then(MatchColumns::new()),
            mixed(),
            (),
        ),
        golden(
            "imputes",
            ImputeEach::new([("real", -1.5)])
                .then(on(named(["whole"]), ImputeEndTail::iqr(1.5)))
                .then(on(named(["flag", "colour"]), ImputeSample::new(3)))
                .then(on(named(["twice", "real b"]), ImputeKnn::new().neighbors(3)))
                .then(on(named(["twice", "whole b"]), ImputeIterative::new().rounds(2))),
            wide()
                .select(&["real", "whole", "flag", "colour", "twice", "real b", "whole b"])
                .unwrap(),
            (),
        ),
    ]
}

fn transforming() -> Vec<Golden> {
    let gaps = Impute::median();
    vec![
        golden(
            "bends",
            gaps.clone()
                .then(on(named(["real"]), MeanNormalize::new()))
                .then(on(named(["real"]), Asinh::new()))
                .then(on(named(["twice"]), PowerTransform::yeo_johnson()))
                .then(on(named(["twice"]), QuantileTransform::uniform().quantiles(20)))
                .then(on(named(["twice"]), ArcsinSqrt::new()))
                .then(on(named(["twice"]), Power::new(3.0)))
                .then(on(named(["whole"]), Log::natural().plus_learned()))
                .then(on(named(["constant"]), Reciprocal::new()))
                .then(on(named(["flag"]), Binarize::new(0.5)))
                .then(on(named(["real b", "whole b"]), NormalizeRows::new()))
                .then(on(named(["twice b"]), Discretize::quantile(5))),
            wide()
                .select(&[
                    "real", "twice", "whole", "constant", "flag", "real b", "whole b", "twice b",
                ])
                .unwrap(),
            (),
        ),
        golden(
            "bins",
            gaps.then(on(named(["real"]), Discretize::k_means(3)))
                .then(on(named(["twice"]), Discretize::equal_width(4).output(BinOutput::Text)))
                .then(on(named(["whole"]), QuantileTransform::normal().quantiles(11)))
                .then(on(named(["twice b"]), PowerTransform::yeo_johnson().standardize(false))),
            wide().select(&["real", "twice", "whole", "twice b"]).unwrap(),
            (),
        ),
        golden(
            "reduces",
            Impute::mean()
                .then(on(named(["real", "twice", "whole"]), Pca::new(2).whiten(true)))
                .then(on(named(["real b", "twice b"]), TruncatedSvd::new(1)))
                .then(on(named(["whole b", "constant", "flag"]), RandomProjection::gaussian(2, 7))),
            wide()
                .select(&[
                    "real", "twice", "whole", "real b", "twice b", "whole b", "constant", "flag",
                ])
                .unwrap(),
            (),
        ),
    ]
}

fn creating() -> Vec<Golden> {
    vec![
        golden(
            "creates",
            Impute::median()
                .then(on(named(["real b", "twice b"]), Polynomial::new(2)))
                .then(on(named(["whole b"]), Cyclical::of([("whole b", 12.0)])))
                .then(MathOver::new(["real", "twice"], [Reduction::Mean, Reduction::Maximum]))
                .then(Relative::new(["real"], ["twice"], [Operation::Sub]))
                .then(
                    Expression::new("formula", "if(flag > 0, real ^ 2, ln(abs(whole) + 1))")
                        .unwrap(),
                )
                .then(
                    GeoDistance::between(["real", "twice"], ["whole", "constant"])
                        .check_ranges(false),
                )
                .then(on(named(["twice"]), Spline::new().extrapolation(Extrapolation::Linear))),
            wide()
                .select(&[
                    "real b", "twice b", "whole b", "real", "twice", "flag", "whole", "constant",
                ])
                .unwrap(),
            (),
        ),
        golden(
            "dates",
            DateDifference::new(["seen"], ["seen b"])
                .then(on(named(["seen"]), DateParts::new()))
                .then(on(named(["seen b"]), DateOrdinal::new())),
            mixed().with("seen b", mixed().column("seen").unwrap().as_ref().clone()).unwrap(),
            (),
        ),
        golden(
            "remembers",
            Windows::by(["size"]).over("seen").lag("real", [1, 2]).window(
                "twice",
                3,
                [Reduction::Mean],
            ),
            mixed().take(&(0..120).filter(|row| row % 23 != 22).collect::<Vec<_>>()),
            (),
        ),
        golden(
            "words",
            on(named(["colour"]), CountVectorize::new().then(Densify::new()))
                .then(on(named(["colour b"]), TfidfVectorize::new().then(Densify::new())))
                .then(on(named(["colour c"]), HashVectorize::new(4).then(Densify::new()))),
            wide().select(&["colour", "colour b", "colour c"]).unwrap(),
            (),
        ),
    ]
}

fn encoding() -> Vec<Golden> {
    vec![
        golden(
            "counts_levels",
            on(named(["colour"]), EncodeCount::new())
                .then(on(named(["size"]), EncodeRank::by_count()))
                .then(on(named(["colour b"]), EncodeHash::new(3)))
                .then(on(named(["colour c"]), EncodeSimilarity::new().top(3)))
                .then(on(named(["size b"]), EncodePlace::new(Coding::Helmert))),
            wide().select(&["colour", "size", "colour b", "colour c", "size b"]).unwrap(),
            (),
        ),
        golden(
            "grows_trees",
            on(named(["colour"]), EncodeTree::new())
                .then(on(named(["real b", "whole b"]), Impute::mean()))
                .then(on(named(["real b"]), DiscretizeByTree::new()))
                .then(on(named(["whole b", "twice"]), TreeFeatures::new().up_to(1))),
            wide().select(&["colour", "real b", "whole b", "twice"]).unwrap(),
            amounts(),
        ),
        golden(
            "means_of_amounts",
            on(named(["colour"]), EncodeTarget::new().seed(4))
                .then(on(named(["size"]), EncodeRank::by_target())),
            wide().select(&["colour", "size"]).unwrap(),
            amounts(),
        ),
        golden(
            "weighs_evidence",
            on(named(["colour"]), EncodeWoe::new().regularization(0.5))
                .then(on(named(["real b", "whole"]), Impute::mean()))
                .then(on(
                    named(["real b", "whole"]),
                    SelectByInformationValue::new(0.01).bins(3).floor(0.01),
                )),
            wide().select(&["colour", "real b", "whole"]).unwrap(),
            halves(),
        ),
    ]
}

fn selecting() -> Vec<Golden> {
    let linear = Estimator::Ridge { alpha: 1.0 };
    let r2 = Validation::new(Metric::R2).folds(2).seed(3);
    let plain =
        DropConstant::new().then(DropDuplicate::new()).then(DropHighPsi::by("whole").bins(3));
    let by_columns = SelectUnivariate::best(UnivariateTest::regression(), 3)
        .then(RecursiveElimination::new(linear).keep(Amount::Count(2)));
    vec![
        golden("drops", plain, filled(), ()),
        golden("ranks", by_columns, filled(), amounts()),
        golden("picks_from_model", SelectFromModel::new(linear), filled(), amounts()),
        golden(
            "picks_relevant",
            RelevanceFilter::new(0.9, Relevance::Correlation),
            filled().without(&["constant"]),
            amounts(),
        ),
        golden("picks_single", SelectBySinglePerformance::new(linear, r2), filled(), amounts()),
        golden("picks_by_means", SelectByTargetMean::new(r2).bins(3), filled(), amounts()),
        golden("shuffles", SelectByShuffling::new(linear, r2, 5), filled(), amounts()),
        golden("probes", SelectByProbes::new(linear, r2, 5), filled(), amounts()),
        golden("adds", RecursivePerformance::new(Direction::Add, linear, r2), filled(), amounts()),
        golden(
            "least_redundant",
            Mrmr::new(MrmrMethod::FDifference).most(3),
            filled().without(&["constant"]),
            amounts(),
        ),
    ]
}

fn wrapping() -> Vec<Golden> {
    let numbers = Impute::median().then(KeepColumns::new(numeric())).then(Assemble::new());
    vec![
        golden(
            "groups",
            per_group("size", on(real(), Impute::mean().then(Standardize::new()))).min_rows(5),
            mixed(),
            (),
        ),
        golden(
            "calibrated",
            numbers
                .then(cross_fit(
                    Folds::new(3, 1),
                    DecisionTree::classifier().with_trainer(Trainer::Smartcore).max_depth(3),
                ))
                .then(Calibrate::sigmoid_of_log_odds())
                .then(Threshold::tuned(Score::F1)),
            mixed(),
            halves(),
        ),
    ]
}

/// What is learned of rows with weights is stored as the second version of each.
fn naive_bayes_by_weight() -> Vec<Golden> {
    let words = Impute::most_frequent();
    let texts = || mixed().select(&["colour", "size"]).unwrap();
    let numbers = || mixed().select(&["real", "twice", "whole", "flag"]).unwrap();
    let balanced = || Weighted::balanced(classes()).unwrap();
    vec![
        golden(
            "four_classes_gaussian_by_weight",
            Impute::median()
                .then(Assemble::new().allow_infinite())
                .then(weighted(GaussianNaiveBayes::new().var_smoothing(1e-3))),
            numbers(),
            balanced(),
        ),
        golden(
            "four_classes_bernoulli_by_weight",
            Impute::median()
                .then(Assemble::new())
                .then(weighted(BernoulliNaiveBayes::new().binarize(0.5))),
            numbers(),
            balanced(),
        ),
        golden(
            "four_classes_multinomial_by_weight",
            words
                .clone()
                .then(CountVectorize::new())
                .then(Densify::new())
                .then(Assemble::new())
                .then(weighted(MultinomialNaiveBayes::new().alpha(0.5))),
            texts(),
            balanced(),
        ),
        golden(
            "four_classes_categorical_by_weight",
            words
                .then(Ordinal::new().unknown_value(9.0))
                .then(Assemble::new())
                .then(weighted(CategoricalNaiveBayes::new().ignore_unseen(true))),
            texts(),
            balanced(),
        ),
    ]
}

fn naive_bayes() -> Vec<Golden> {
    let words = Impute::most_frequent();
    let texts = || mixed().select(&["colour", "size"]).unwrap();
    vec![
        golden(
            "four_classes_gaussian",
            Impute::median()
                .then(Assemble::new().allow_infinite())
                .then(GaussianNaiveBayes::new().var_smoothing(1e-3)),
            mixed().select(&["real", "twice", "whole", "flag"]).unwrap(),
            classes(),
        ),
        golden(
            "four_classes_bernoulli",
            Impute::median()
                .then(Assemble::new())
                .then(BernoulliNaiveBayes::new().binarize(0.5).prior(ClassPrior::Uniform)),
            mixed().select(&["real", "twice", "whole", "flag"]).unwrap(),
            classes(),
        ),
        golden(
            "four_classes_multinomial",
            words
                .clone()
                .then(CountVectorize::new())
                .then(Densify::new())
                .then(Assemble::new())
                .then(MultinomialNaiveBayes::new().alpha(0.5)),
            texts(),
            classes(),
        ),
        golden(
            "four_classes_categorical",
            words.then(Ordinal::new().unknown_value(9.0)).then(Assemble::new()).then(
                CategoricalNaiveBayes::new()
                    .ignore_unseen(true)
                    .prior(ClassPrior::Given(vec![0.125, 0.25, 0.5, 0.125])),
            ),
            texts(),
            classes(),
        ),
    ]
}
