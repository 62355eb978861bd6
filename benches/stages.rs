//! What the stages cost: millions of cells a second, applied and fitted.
//!
//! The data and the names of the stages are those of `benches/peers/transformers.py`, which times the peers;
//! `benches/peers/compare.py` puts the two side by side. With `STEADFAST_PEER_DATA` set to what
//! `transformers.py --write` wrote, the data are first held against that, bit by bit.

#[path = "stages/data.rs"]
mod data;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use data::{DOCUMENT_WORDS, Made};
use std::cell::OnceCell;
use std::hint::black_box;
use std::time::Duration;
use steadfast::feature::{
    Analyzer, CountVectorize, HashVectorize, Operation, Pca, Reduction, TfidfVectorize, Tokens,
    TruncatedSvd,
};
use steadfast::metrics::Metric;
use steadfast::prelude::*;

/// Times one operation of one stage. Nothing is prepared for what a filter leaves out.
fn timed<T, R>(
    c: &mut Criterion,
    (operation, stage, cells): (&str, &str, u64),
    prepare: impl Fn() -> Result<T, Error>,
    run: impl Fn(&T) -> Result<R, Error>,
) {
    let prepared = OnceCell::new();
    let mut group = c.benchmark_group(operation);
    group.throughput(Throughput::Elements(cells));
    group.bench_function(BenchmarkId::from_parameter(stage), |b| {
        let prepared = prepared.get_or_init(|| prepare().expect("it is fitted"));
        run(prepared).expect("it runs");
        b.iter(|| run(black_box(prepared)));
    });
    group.finish();
}

/// Times `fit` and `apply`.
fn stage<Y, R: Fit<Y, Input = Table>>(c: &mut Criterion, name: &str, recipe: &R, x: &Table, y: &Y) {
    stage_of(c, name, (x.rows() * x.width()) as u64, recipe, x, y);
}

fn stage_of<Y, R: Fit<Y, Input = Table>>(
    c: &mut Criterion,
    name: &str,
    cells: u64,
    recipe: &R,
    x: &Table,
    y: &Y,
) {
    timed(c, ("fit", name, cells), || Ok(()), |()| recipe.fit(x, y));
    timed(c, ("apply", name, cells), || recipe.fit(x, y), |fitted| fitted.apply(x));
}

/// Times what a training pipeline runs too, where it is not the two one after the other.
fn cross_fitted<Y, R: Fit<Y, Input = Table>>(
    c: &mut Criterion,
    name: &str,
    recipe: &R,
    x: &Table,
    y: &Y,
) {
    stage(c, name, recipe, x, y);
    let cells = (x.rows() * x.width()) as u64;
    timed(c, ("fit_apply", name, cells), || Ok(()), |()| recipe.fit_apply(x, y));
}

fn scales(c: &mut Criterion, made: &Made) {
    let x = &made.real;
    stage(c, "scale.standard", &Standardize::new(), x, &());
    stage(c, "scale.min_max", &MinMaxScale::new(), x, &());
    stage(c, "scale.max_abs", &MaxAbsScale::new(), x, &());
    stage(c, "scale.robust", &RobustScale::new(), x, &());
    stage(c, "normalize_rows.l1", &NormalizeRows::new().norm(Norm::L1), x, &());
    stage(c, "normalize_rows.l2", &NormalizeRows::new().norm(Norm::L2), x, &());
    stage(c, "normalize_rows.max", &NormalizeRows::new().norm(Norm::Max), x, &());
    stage(c, "binarize", &Binarize::new(1.0), x, &());
}

fn shapes(c: &mut Criterion, made: &Made) {
    let (x, positive) = (&made.real, &made.positive);
    let yeo_johnson = PowerTransform::yeo_johnson();
    let box_cox = PowerTransform::box_cox();
    stage(c, "transform.power.yeo_johnson", &yeo_johnson, x, &());
    stage(c, "transform.power.box_cox", &box_cox, positive, &());
    stage(c, "transform.power.fe_yeo_johnson", &yeo_johnson.standardize(false), x, &());
    stage(c, "transform.power.fe_box_cox", &box_cox.standardize(false), positive, &());
    stage(c, "transform.log", &Log::natural(), positive, &());
    stage(c, "transform.log1p", &Log::natural().plus_one(), positive, &());
    stage(c, "transform.reciprocal", &Reciprocal::new(), positive, &());
    stage(c, "transform.exponent", &Power::new(0.5), positive, &());
    stage(c, "transform.arcsin_sqrt", &ArcsinSqrt::new(), &made.shares, &());
    stage(c, "transform.asinh", &Asinh::new(), x, &());
    stage(c, "scale.mean", &MeanNormalize::new(), x, &());
    stage(c, "transform.quantile.uniform", &QuantileTransform::uniform(), x, &());
    stage(c, "transform.quantile.normal", &QuantileTransform::normal(), x, &());
    stage(c, "bin.uniform", &Discretize::uniform(10), x, &());
    stage(c, "bin.quantile", &Discretize::quantile(10), x, &());
    stage(c, "bin.k_means", &Discretize::k_means(10), x, &());
    let one_hot = Discretize::uniform(10).output(BinOutput::Indicators);
    stage(c, "bin.uniform.one_hot", &one_hot, x, &());
    let edges = vec![-1000.0, 0.0, 10.0, 20.0, 40.0, 1000.0];
    let edges = (0..10).map(|column| (format!("x{column}"), edges.clone()));
    stage(c, "bin.fe_given", &Discretize::given(edges), x, &());
    stage(c, "bin.fe_geometric", &Discretize::geometric(10), positive, &());
    stage(c, "bin.fe_tree", &DiscretizeByTree::new(), &made.wide, &made.wide_target);
    stage(c, "bin.fe_equal_width", &Discretize::equal_width(10), x, &());
    stage(c, "bin.fe_equal_frequency", &Discretize::equal_frequency(10), x, &());
}

fn features(c: &mut Criterion, made: &Made) {
    stage(c, "feature.polynomial", &Polynomial::new(2), &made.real, &());
    stage(c, "feature.spline", &Spline::new(), &made.real, &());
    stage(c, "feature.cyclical", &Cyclical::new(), &made.hours, &());
    stage(c, "feature.datetime", &DateParts::new().types(Types::TEXT), &made.times, &());
    stage(c, "feature.date_ordinal", &DateOrdinal::new(), &made.both_times, &());
    let difference = DateDifference::new(["a"], ["b"]);
    stage(c, "feature.date_difference", &difference, &made.both_times, &());
    let distance = GeoDistance::between(["x0", "x1"], ["x2", "x3"]);
    stage(c, "feature.geo_distance", &distance, &made.places, &());
    stage(c, "feature.trees", &TreeFeatures::new().up_to(2), &made.three, &made.wide_target);
}

fn over_columns(c: &mut Criterion, made: &Made) {
    let x = &made.real;
    let names = || (0..10).map(|column| format!("x{column}"));
    let four = [Reduction::Sum, Reduction::Mean, Reduction::StandardDeviation, Reduction::Maximum];
    stage(c, "feature.math_over", &MathOver::new(names(), four), x, &());
    let operations = [Operation::Sub, Operation::Div];
    let relative = Relative::new(["x0", "x1", "x2", "x3", "x4"], ["x5", "x6"], operations);
    stage(c, "feature.relative", &relative.fill(f64::NAN), x, &());
    let formula = Expression::new("made", "if(x0 > x1, sqrt(x5) + x2 * x3, x4 / (x6 + 1))");
    stage(c, "feature.expression", &formula.expect("it is a formula"), x, &());
    let windows = || Windows::by(Vec::<String>::new()).over("x0");
    let two = [Reduction::Mean, Reduction::Maximum];
    let lag = names().fold(windows(), |windows, name| windows.lag(name, [1, 7]));
    stage(c, "feature.lag", &lag, x, &());
    let window = names().fold(windows(), |windows, name| windows.window(name, 7, two));
    stage(c, "feature.window", &window, x, &());
    let expanding = names().fold(windows(), |windows, name| windows.expanding(name, two));
    stage(c, "feature.expanding", &expanding, x, &());
    stage(c, "assemble", &Assemble::new(), x, &());
}

fn gaps(c: &mut Criterion, made: &Made) {
    let x = &made.holes;
    let every = |value: fn(u8) -> f64| (0..10).map(move |c| (format!("x{c}"), value(c)));
    stage(c, "impute.mean", &Impute::mean(), x, &());
    stage(c, "impute.median", &Impute::median(), x, &());
    stage(c, "impute.most_frequent", &Impute::most_frequent(), x, &());
    stage(c, "impute.constant", &Impute::constant(-1.0), x, &());
    stage(c, "impute.fe_end_tail", &ImputeEndTail::gaussian(3.0), x, &());
    stage(c, "impute.most_frequent.text", &Impute::most_frequent(), &made.missing_levels, &());
    stage(c, "impute.fe_each", &ImputeEach::new(every(f64::from)), x, &());
    stage(c, "impute.fe_sample", &ImputeSample::new(0), x, &());
    stage(c, "set_missing", &SetMissing::numbers([0.0, 1.0]), x, &());
    for (rows, x) in [("", &made.small_1000), (".2000", &made.small_2000)] {
        stage(c, &format!("impute.knn{rows}"), &ImputeKnn::new(), x, &());
        stage(c, &format!("impute.iterative{rows}"), &ImputeIterative::new(), x, &());
    }
    let marks = MissingIndicator::new().all().keep_sources(false);
    stage(c, "missing_indicator", &marks, x, &());
    stage(c, "missing_indicator.fe", &MissingIndicator::new().suffix("_na"), x, &());
    let x = &made.real;
    stage(c, "cap", &Cap::all(-1.0, 20.0), x, &());
    stage(c, "winsorize.gaussian", &Winsorize::gaussian(3.0), x, &());
    stage(c, "winsorize.iqr", &Winsorize::iqr(1.5), x, &());
    stage(c, "winsorize.mad", &Winsorize::mad(3.29), x, &());
    stage(c, "winsorize.quantiles", &Winsorize::quantiles(0.05), x, &());
}

fn levels(c: &mut Criterion, made: &Made) {
    let (x, few) = (&made.levels, &made.few_levels);
    let (numbers, classes) = (&made.real_target, &made.real_labels);
    let one_hot = OneHot::new().unknown(Unknown::Ignore);
    stage(c, "encode.one_hot", &one_hot, few, &());
    stage(c, "encode.one_hot.sparse", &one_hot.sparse(), few, &());
    stage(c, "encode.hash", &EncodeHash::new(64).sparse(), x, &());
    stage(c, "encode.fe_similarity", &EncodeSimilarity::new().top(5), few, &());
    stage(c, "encode.fe_tree", &EncodeTree::new(), x, numbers);
    stage(c, "encode.place", &EncodePlace::new(Coding::Base(2)), x, &());
    stage(c, "match_categories", &MatchCategories::new(), x, &());
    stage(c, "text.normalize", &NormalizeText::new().lowercase().accents(Accents::Strip), x, &());
    stage(c, "parse", &Parse::timestamp(), &made.times, &());
    stage(c, "cast", &Cast::to(ColumnType::Text), &made.hours, &());
    stage(c, "encode.ordinal", &Ordinal::new().unknown_value(-1.0), x, &());
    stage(c, "encode.ordinal.fe_by_target", &EncodeRank::by_target(), x, numbers);
    stage(c, "encode.count", &EncodeCount::new(), x, &());
    stage(c, "encode.mean", &EncodeTarget::new().in_sample(), x, numbers);
    cross_fitted(c, "encode.target", &EncodeTarget::new(), x, numbers);
    cross_fitted(c, "encode.target.binary", &EncodeTarget::new(), x, classes);
    stage(c, "encode.woe", &EncodeWoe::new().fill_value(0.0001), x, classes);
    stage(c, "group_rare", &GroupRare::new().tolerance(0.01).few(5), x, &());
}

fn texts(c: &mut Criterion, made: &Made) {
    let x = &made.documents;
    let of = Analyzer::new;
    let bigrams = CountVectorize::new().analyzer(of().ngrams(1, 2));
    let characters = CountVectorize::new().analyzer(of().tokens(Tokens::CharsInWords).ngrams(2, 3));
    let cells = DOCUMENT_WORDS;
    stage_of(c, "text.count", cells, &CountVectorize::new(), x, &());
    stage_of(c, "text.count.bigrams", cells, &bigrams, x, &());
    stage_of(c, "text.count.characters", cells, &characters, x, &());
    stage_of(c, "text.tfidf", cells, &TfidfVectorize::new(), x, &());
    stage_of(c, "text.hash", cells, &HashVectorize::new(1024), x, &());
}

fn fewer(c: &mut Criterion, made: &Made) {
    let (x, numbers, classes) = (&made.wide, &made.wide_target, &made.wide_labels);
    stage(c, "reduce.pca", &Pca::new(10), x, &());
    stage(c, "reduce.svd", &TruncatedSvd::new(10), x, &());
    stage(c, "reduce.random.gaussian", &RandomProjection::gaussian(10, 0), x, &());
    stage(c, "reduce.random.sparse", &RandomProjection::sparse(10, 0), x, &());
    stage(c, "select.variance", &VarianceFilter::new(1.0), x, &());
    let best = |test| SelectUnivariate::best(test, 10);
    let information = best(UnivariateTest::mutual_information());
    stage(c, "select.k_best.f_classif", &best(UnivariateTest::anova()), x, classes);
    stage(c, "select.k_best.f_regression", &best(UnivariateTest::regression()), x, numbers);
    stage(c, "select.k_best.chi2", &best(UnivariateTest::chi_square()), &made.wide_sizes, classes);
    stage(c, "select.k_best.mutual_info_classif", &information, x, classes);
    stage(c, "select.k_best.mutual_info_regression", &information, x, numbers);
    let fdr = SelectUnivariate::false_discovery_rate(UnivariateTest::anova(), 0.01);
    stage(c, "select.fdr", &fdr, x, classes);
    let lasso = SelectFromModel::new(Estimator::Lasso { alpha: 0.1 });
    stage(c, "select.from_model.lasso", &lasso, x, numbers);
    let tree = Estimator::Tree { max_depth: Some(6), min_samples_leaf: 1 };
    let forest = Estimator::Forest { trees: 20, max_depth: Some(6), min_samples_leaf: 1, seed: 0 };
    stage(c, "select.from_model.tree", &SelectFromModel::new(tree), x, numbers);
    stage(c, "select.from_model.forest", &SelectFromModel::new(forest), x, numbers);
    let linear = RecursiveElimination::new(Estimator::Linear).keep(Amount::Count(10));
    stage(c, "select.rfe.linear", &linear, x, numbers);
    let correlated = CorrelationFilter::new(0.9);
    let spearman = correlated.clone().association(Association::Spearman);
    stage(c, "select.correlation", &correlated, x, &());
    stage(c, "select.correlation.spearman", &spearman, x, &());
    stage(c, "select.correlation.smart", &correlated.keep(Keep::Variance), x, &());
    stage(c, "select.constant", &DropConstant::new().share(0.98), x, &());
    stage(c, "select.duplicate", &DropDuplicate::new(), x, &());
    stage(c, "select.psi", &DropHighPsi::by_row(), x, &());
}

fn by_performance(c: &mut Criterion, made: &Made) {
    let (x, y) = (&made.wide, &made.wide_target);
    let (linear, r2) = (Estimator::Linear, Validation::new(Metric::R2).folds(3));
    stage(c, "select.single_performance", &SelectBySinglePerformance::new(linear, r2), x, y);
    stage(c, "select.target_mean", &SelectByTargetMean::new(r2).bins(5), x, y);
    stage(c, "select.shuffling", &SelectByShuffling::new(linear, r2, 0), x, y);
    stage(c, "select.probes", &SelectByProbes::new(linear, r2, 0), x, y);
    let relevant = RelevanceFilter::new(0.8, Relevance::Correlation);
    stage(c, "select.relevance", &relevant, x, y);
    for (name, direction) in [("eliminate", Direction::Eliminate), ("add", Direction::Add)] {
        let name = format!("select.recursive_performance.{name}");
        stage(c, &name, &RecursivePerformance::new(direction, linear, r2), &made.narrow, y);
    }
    let information = SelectByInformationValue::new(0.2).bins(5);
    stage(c, "select.information_value", &information, &made.ten_levels, &made.real_labels);
    stage(c, "select.mrmr.f", &Mrmr::new(MrmrMethod::FQuotient).most(10), x, y);
}

fn stages(c: &mut Criterion) {
    let made = Made::new().expect("the data are made");
    if let Some(folder) = std::env::var_os("STEADFAST_PEER_DATA") {
        made.check(folder.as_ref()).expect("the peers have the same data");
    }
    for chapter in
        [scales, shapes, features, over_columns, gaps, levels, texts, fewer, by_performance]
    {
        chapter(c, &made);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .sample_size(10)
        .nresamples(1_000)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = stages
}
criterion_main!(benches);
